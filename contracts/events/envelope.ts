import { z } from 'zod';

/** The facts around every event (CloudEvents' attributes, with ours); `data` is what the event type's own schema says. */
export const EventEnvelope = z.object({
  id: z.uuid(),
  type: z.string(),
  version: z.number().int().positive(),
  /** What it happened to, e.g. `shipment/<uuid>`; events of one subject are delivered in order. */
  subject: z.string(),
  tenantId: z.uuid(),
  organizationId: z.uuid().nullable(),
  testMode: z.boolean(),
  /** Who caused it: `user/<uuid>`, `token/<uuid>` or `system/<name>`. */
  actor: z.string(),
  /** The event that led to this one. */
  causeId: z.uuid().nullable(),
  occurredAt: z.coerce.date(),
  data: z.unknown(),
});
export type EventEnvelope = z.infer<typeof EventEnvelope>;

/** One kind of event: its dotted name, the version of its data and the schema of that data. */
export interface EventDefinition<Data> {
  type: string;
  version: number;
  data: z.ZodType<Data>;
}

/** States an event type. Data may gain optional fields within a version; anything else needs the next version. */
export function defineEvent<Data>(type: string, version: number, data: z.ZodType<Data>): EventDefinition<Data> {
  return { type, version, data };
}

/** An exact decimal with its currency, as events and internal operations carry it. */
export const MoneyData = z.object({ amount: z.string().regex(/^-?\d+(\.\d+)?$/), currency: z.string().length(3) });
export type MoneyData = z.infer<typeof MoneyData>;
