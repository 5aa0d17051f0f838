import type { Uuid } from '../ids/public-id.ts';
import type { Clock } from '../context/clock.ts';
import type { Transaction } from '../database/session.ts';

/** An event as a consumer receives it. */
export interface DeliveredEvent {
  id: Uuid;
  type: string;
  version: number;
  subject: string;
  tenantId: Uuid;
  organizationId: Uuid | null;
  testMode: boolean;
  actor: string;
  causeId: Uuid | null;
  occurredAt: Date;
  data: unknown;
}

/**
 * Makes effects of events. `consume` gets events of one tenant and mode, in order for each subject, in a transaction in
 * which they are also marked as consumed: an event that is delivered twice has its effect once.
 */
export interface EventConsumer {
  /** Stable and unique, e.g. `addons.record-applications`: deliveries are kept under this name. */
  name: string;
  eventTypes: readonly string[];
  consume(transaction: Transaction, events: readonly DeliveredEvent[], clock: Clock): Promise<void>;
}
