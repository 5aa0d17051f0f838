import {
  UsageApiRequestMade,
  UsageShipmentCreated,
  UsageShipmentPurchased,
  UsageTrackingMade,
} from '../../../contracts/events/usage-events.ts';
import { tenantScope } from '../../../platform/database/database.ts';
import type { DeliveredEvent } from '../../../platform/events/consumer.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { recordUsageConsumer } from '../usage/record-usage.ts';
import type { TestBilling } from './test-billing.ts';

/** What is left open of a delivered event in tests. */
export interface UsageFacts {
  organizationId?: Uuid;
  entityId?: Uuid;
  occurredAt?: Date;
  testMode?: boolean;
  /** How many API requests the event stands for. */
  count?: number;
  userId?: Uuid;
}

/** A kind of usage that other subgraphs or the gateway report. */
export type ReportedUsage = 'purchased' | 'created' | 'tracked' | 'requested';

/** An event of usage as a consumer gets it. For tests. */
export function usageEvent(billing: TestBilling, kind: ReportedUsage, facts: UsageFacts = {}): DeliveredEvent {
  const { organizationId = billing.organizationId, occurredAt = billing.clock.now(), testMode = false, count = 1 } = facts;
  const at = occurredAt.toISOString();
  const place = { shipmentId: newId(), connectionId: newId(), carrierName: 'usps' };
  const [type, data] = {
    purchased: [
      UsageShipmentPurchased.type,
      { ...place, service: 'ground', entityId: facts.entityId ?? newId(), charge: { amount: '12.65', currency: 'USD' } },
    ],
    created: [UsageShipmentCreated.type, place],
    tracked: [UsageTrackingMade.type, { trackerId: newId(), carrierName: 'usps' }],
    requested: [UsageApiRequestMade.type, { count, errors: 0, windowStart: at, windowEnd: at }],
  }[kind] as [string, object];
  const id = newId();
  return {
    id,
    type,
    version: 1,
    subject: `event/${id}`,
    tenantId: billing.tenant.id,
    organizationId,
    testMode,
    actor: facts.userId ? `user/${facts.userId}` : 'system/test',
    causeId: null,
    occurredAt,
    data,
  };
}

/** Delivers events of one mode to the consumer, in batches. For tests. */
export async function deliverUsage(billing: TestBilling, events: readonly DeliveredEvent[], batchSize = 100): Promise<void> {
  const { database } = billing.world.marketplace.subgraphs.get('billing')!;
  for (let start = 0; start < events.length; start += batchSize) {
    const batch = events.slice(start, start + batchSize);
    await database
      .session(tenantScope(billing.tenant, batch[0]!.testMode))
      .transaction((transaction) => recordUsageConsumer.consume(transaction, batch, billing.clock));
  }
}
