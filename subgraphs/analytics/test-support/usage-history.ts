import fc from 'fast-check';
import { AddonApplied, AddonReversed, CommissionEarned, CommissionReversed } from '../../../contracts/events/addon-events.ts';
import { MemberJoined, OrganizationCreated } from '../../../contracts/events/organization-events.ts';
import {
  CarrierRequestMade,
  UsageApiRequestMade,
  UsageShipmentCreated,
  UsageShipmentPurchased,
  UsageTrackingMade,
} from '../../../contracts/events/usage-events.ts';
import { systemClock } from '../../../platform/context/clock.ts';
import { tenantScope } from '../../../platform/database/database.ts';
import type { DeliveredEvent } from '../../../platform/events/consumer.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import type { TestTenant, TestWorld } from '../../../test/support/test-world.ts';
import { recordUsage } from '../ingestion/record-usage.ts';

/** What random events are about. */
export const [ORGANIZATIONS, CONNECTIONS, ADDONS] = [2, 2, 2].map((size) => Array.from({ length: size }, newId)) as [
  string[],
  string[],
  string[],
];
const CURRENCIES = ['USD', 'EUR', 'JPY'];

/** A random event of any counted type. */
export const eventArbitrary = fc.record({
  type: fc.constantFrom(
    ...[
      AddonApplied,
      AddonReversed,
      CommissionEarned,
      CommissionReversed,
      MemberJoined,
      OrganizationCreated,
      CarrierRequestMade,
      UsageApiRequestMade,
      UsageShipmentCreated,
      UsageShipmentPurchased,
      UsageTrackingMade,
    ].map(({ type }) => type),
  ),
  organization: fc.nat(1),
  testMode: fc.boolean(),
  // Moments close to midnight on both sides, of days in several months.
  occurredAt: fc
    .tuple(fc.constantFrom(0, 1, 2, 34, 61), fc.constantFrom(0, 1, 43_200_000, 86_399_999))
    .map(([day, offset]) => new Date(Date.UTC(2026, 1, 28 + day) + offset)),
  connection: fc.nat(1),
  addon: fc.nat(1),
  name: fc.constantFrom('fuel', 'express', 'handling'),
  currency: fc.constantFrom(...CURRENCIES),
  amount: fc
    .integer({ min: -5_000_000, max: 50_000_000 })
    .map(
      (millionths) =>
        `${millionths < 0 ? '-' : ''}${Math.floor(Math.abs(millionths) / 1e6)}.${String(Math.abs(millionths) % 1e6).padStart(6, '0')}`,
    ),
  isError: fc.boolean(),
});
/** What a random event is made from. */
export type DrawnEvent = ReturnType<typeof eventArbitrary.generate>['value'];

/** The event that was drawn, as it is delivered. */
export function toEvent(drawn: DrawnEvent, tenantId: string): DeliveredEvent {
  const organizationId = ORGANIZATIONS[drawn.organization]!;
  const place = { connectionId: CONNECTIONS[drawn.connection]!, carrierName: drawn.name, shipmentId: newId() };
  const money = { amount: drawn.amount, currency: drawn.currency };
  const addon = { addonId: ADDONS[drawn.addon]!, addonName: drawn.name, applicationId: newId(), amount: money };
  const application = { ...place, ...addon, addonType: 'fixed', commissionAmount: money, service: 'ground' };
  const commission = {
    ...place,
    ...addon,
    commissionId: newId(),
    baseAmount: money,
    rate: '0.1',
    recipientOrganizationId: null,
  };
  const data: Record<string, unknown> = {
    [AddonApplied.type]: application,
    [AddonReversed.type]: { ...application, reversesId: newId() },
    [CommissionEarned.type]: commission,
    [CommissionReversed.type]: { ...commission, reversesId: newId() },
    [MemberJoined.type]: {
      organizationId: drawn.isError ? null : organizationId,
      userId: newId(),
      email: 'a@b.example',
      role: 'member',
    },
    [OrganizationCreated.type]: { organizationId, name: 'Acme', slug: 'acme' },
    [CarrierRequestMade.type]: { ...place, operation: 'rate', status: drawn.isError ? 'error' : 'ok', durationMs: 12 },
    [UsageShipmentCreated.type]: {
      ...place,
      connectionId: drawn.isError ? null : place.connectionId,
      carrierName: drawn.isError ? null : drawn.name,
    },
    [UsageShipmentPurchased.type]: { ...place, service: 'ground', entityId: newId(), charge: money },
    // Counting ends after midnight at times: the day on which it began counts.
    [UsageApiRequestMade.type]: {
      count: 3,
      errors: drawn.isError ? 2 : 0,
      windowStart: drawn.occurredAt.toISOString(),
      windowEnd: new Date(drawn.occurredAt.getTime() + 2_000).toISOString(),
    },
    [UsageTrackingMade.type]: { trackerId: newId(), carrierName: drawn.name },
  };
  const { type, testMode, occurredAt } = drawn;
  const eventId = newId();
  return {
    id: eventId,
    type,
    version: 1,
    subject: `event/${eventId}`,
    tenantId,
    organizationId,
    testMode,
    actor: 'system/test',
    causeId: null,
    occurredAt,
    data: data[type],
  };
}

/** Delivers events in batches, each in a transaction of its own, as the consumer's runner does. */
export async function deliver(
  world: TestWorld,
  tenant: TestTenant,
  events: readonly DeliveredEvent[],
  batchSize: number,
): Promise<void> {
  const { database } = world.marketplace.subgraphs.get('analytics')!;
  for (let start = 0; start < events.length; start += batchSize) {
    const batch = Map.groupBy(events.slice(start, start + batchSize), (event) => event.testMode);
    for (const [testMode, ofMode] of batch) {
      await database
        .session(tenantScope(tenant, testMode))
        .transaction((transaction) => recordUsage.consume(transaction, ofMode, systemClock));
    }
  }
}

/** A tenant of which only the id matters: analytics keeps nothing in tenants' own schemas. */
export function tenantLike(): TestTenant {
  return { id: newId(), schema: 't_analytics0' };
}
