import { DefaultPayerChanged, EntityBillingChanged } from '../../../contracts/events/billing-status-events.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { DeliveredEvent, EventConsumer } from '../../../platform/events/consumer.ts';
import { eventData } from '../../../platform/events/new-event.ts';
import { keepDefaultPayers, keepPayers } from './payers.query.ts';

/** Keeps a copy of who pays and whether they may, so that asking costs no call to billing. */
export const followPayersConsumer: EventConsumer = {
  name: 'shipping.follow-payers',
  eventTypes: [EntityBillingChanged.type, DefaultPayerChanged.type],
  consume: followPayers,
};

async function followPayers(transaction: Transaction, events: readonly DeliveredEvent[]): Promise<void> {
  const payers = events
    .filter((event) => event.type === EntityBillingChanged.type)
    .map((event) => eventData(EntityBillingChanged, event))
    .map(({ entityId, graceEndsAt, ...facts }) => ({
      ...facts,
      id: entityId,
      graceEndsAt: graceEndsAt === null ? null : new Date(graceEndsAt),
    }));
  const defaults = events
    .filter((event) => event.type === DefaultPayerChanged.type)
    .map((event) => ({ ...eventData(DefaultPayerChanged, event), id: event.id }));
  if (payers.length > 0) await keepPayers(transaction, payers);
  if (defaults.length > 0) await keepDefaultPayers(transaction, defaults);
}
