import { z } from 'zod';
import { defineEvent } from './envelope.ts';

const StatusFacts = z.object({
  entityId: z.uuid(),
  organizationId: z.uuid(),
  /** The entity's billing status after the event. */
  status: z.enum(['active', 'grace', 'suspended']),
  invoiceId: z.uuid().nullable(),
  /** When grace ends; null outside of it. */
  graceEndsAt: z.iso.datetime().nullable(),
});
export type BillingStatusData = z.infer<typeof StatusFacts>;

/**
 * An entity as it is after a change, for whoever keeps a copy: of two states of one entity that with the higher version
 * counts, in whatever order they arrive.
 */
export const EntityBillingChanged = defineEvent(
  'entity.billing.changed',
  1,
  z.object({
    entityId: z.uuid(),
    organizationId: z.uuid(),
    name: z.string(),
    status: z.enum(['active', 'grace', 'suspended']),
    /** When grace ends, and suspension begins by itself; null outside of grace. */
    graceEndsAt: z.iso.datetime().nullable(),
    /** Whether it pays for members who have no default of their own. */
    isDefault: z.boolean(),
    version: z.number().int().positive(),
  }),
);
export type EntityBillingChangedData = z.infer<typeof EntityBillingChanged.data>;

/** Which entity pays for a person who names none, in one organization; null when it is the organization's default. */
export const DefaultPayerChanged = defineEvent(
  'entity.billing.default_payer_changed',
  1,
  z.object({ organizationId: z.uuid(), userId: z.uuid(), entityId: z.uuid().nullable() }),
);

/** A payment of the entity succeeded. */
export const EntityPaymentSucceeded = defineEvent('entity.billing.payment_succeeded', 1, StatusFacts);
/** A payment of the entity failed. */
export const EntityPaymentFailed = defineEvent('entity.billing.payment_failed', 1, StatusFacts);
/** The entity's grace began: it may still do everything until it ends. */
export const EntityGracePeriodStarted = defineEvent('entity.billing.grace_period_started', 1, StatusFacts);
/** Grace ended unpaid: the entity's people may read and pay, not ship. */
export const EntityAccessSuspended = defineEvent('entity.billing.access_suspended', 1, StatusFacts);
/** The entity may do everything again. */
export const EntityAccessRestored = defineEvent('entity.billing.access_restored', 1, StatusFacts);
