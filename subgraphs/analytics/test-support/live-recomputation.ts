import { BigNumber } from 'bignumber.js';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { TestWorld } from '../../../test/support/test-world.ts';

/** A recorded event, as far as figures depend on it. */
export interface RecordedEvent {
  type: string;
  organizationId: string;
  organizationName: string | null;
  testMode: boolean;
  day: string;
  occurredAt: Date;
  connectionId: string | null;
  carrierName: string | null;
  addonId: string | null;
  events: number;
  errors: number;
  amount: string;
  currency: string;
}

/** Every recorded event of a tenant. */
export async function recordedEvents(world: TestWorld, tenantId: string): Promise<RecordedEvent[]> {
  const rows = await world.inspect<Omit<RecordedEvent, 'events' | 'errors'> & { events: string; errors: string }>(
    `select type, organization_id as "organizationId", organization_name as "organizationName", test_mode as "testMode", day::text, occurred_at as "occurredAt",
      connection_id as "connectionId", carrier_name as "carrierName", addon_id as "addonId", event_count as events, error_count as errors, amount, currency
    from analytics.events where tenant_id = $1`,
    [tenantId],
  );
  return rows.map((row) => ({ ...row, events: Number(row.events), errors: Number(row.errors) }));
}

/** Events of some kinds in some days; what is null is not narrowed. */
export interface Narrowing {
  testMode: boolean;
  first: string;
  last: string;
  organizationId: string | null;
  connectionId: string | null;
}

/** Those of the events that a query is about. */
export function narrowed(events: readonly RecordedEvent[], to: Narrowing): RecordedEvent[] {
  return events.filter(
    (event) =>
      event.testMode === to.testMode &&
      event.day >= to.first &&
      event.day <= to.last &&
      (to.organizationId === null || event.organizationId === to.organizationId) &&
      (to.connectionId === null || event.connectionId === to.connectionId),
  );
}

/** How often events of a type happened (of any type when null), or failed. */
export function count(events: readonly RecordedEvent[], type: string | null, column: 'events' | 'errors' = 'events'): number {
  return events.filter((event) => type === null || event.type === type).reduce((sum, event) => sum + event[column], 0);
}

/** What events of some types moved, by currency; sums of zero left out. */
export function money(events: readonly RecordedEvent[], ...types: readonly string[]): { amount: string; currency: string }[] {
  const moved = events.filter((event) => types.includes(event.type) && event.currency !== '');
  return [...Map.groupBy(moved, (event) => event.currency)]
    .map(([currency, ofCurrency]) =>
      Money.sum(
        ofCurrency.map((event) => Money.of(event.amount, currency)),
        currency,
      ),
    )
    .filter((sum) => !sum.isZero())
    .map((sum) => sum.toJSON())
    .toSorted((left, right) => (left.currency < right.currency ? -1 : 1));
}

/** Errors by requests, at 12 places. */
export function rate(errors: number, requests: number): string {
  return requests === 0 ? '0' : new BigNumber(errors).dividedBy(requests).decimalPlaces(12).toFixed();
}

/** The name of each organization's connection that was said last; of two at one moment the greater one. */
export function carrierNames(events: readonly RecordedEvent[]): Map<string, string> {
  const named = events.filter((event) => event.connectionId !== null && event.carrierName !== null);
  const byAge = named.toSorted(
    (left, right) => left.occurredAt.getTime() - right.occurredAt.getTime() || (left.carrierName! < right.carrierName! ? -1 : 1),
  );
  return new Map(byAge.map((event) => [connectionKey(event), event.carrierName!]));
}

/** By which connections are told apart: those of two organizations are two, whatever their id. */
export function connectionKey(event: { organizationId: string; connectionId: string | null }): string {
  return `${event.organizationId} ${event.connectionId}`;
}

/** What `carrierConnectionAnalytics` has to answer, of events narrowed to its filters. */
export function recomputedConnections(events: readonly RecordedEvent[], names: ReadonlyMap<string, string>): object[] {
  const connections = [
    ...Map.groupBy(
      events.filter((event) => event.connectionId !== null),
      connectionKey,
    ),
  ];
  return connections
    .map(([key, group]) => ({ key, group }))
    .toSorted(
      (left, right) =>
        count(right.group, 'usage.shipment.purchased') - count(left.group, 'usage.shipment.purchased') ||
        count(right.group, 'usage.carrier_request.made') - count(left.group, 'usage.carrier_request.made') ||
        (left.key < right.key ? -1 : 1),
    )
    .map(({ key, group }) => {
      const [requests, errors] = (['events', 'errors'] as const).map((column) =>
        count(group, 'usage.carrier_request.made', column),
      ) as [number, number];
      return {
        carrierId: encodeId('con', group[0]!.connectionId!),
        carrierName: names.get(key) ?? null,
        organizationId: encodeId('org', group[0]!.organizationId),
        apiRequests: requests,
        apiErrors: errors,
        errorRate: rate(errors, requests),
        shipmentsCreated: count(group, 'usage.shipment.created'),
        shipmentsPurchased: count(group, 'usage.shipment.purchased'),
        totalRevenue: money(group, 'usage.shipment.purchased'),
        addonRevenue: money(group, 'addon.applied', 'addon.reversed'),
        commissionEarned: money(group, 'commission.earned', 'commission.reversed'),
      };
    });
}

/** What `marketplaceAnalytics` has to answer. */
export function recomputedMarketplace(events: readonly RecordedEvent[], within: Narrowing): object {
  const inRange = narrowed(events, within);
  const isActivity = ({ type }: RecordedEvent): boolean => type !== 'organization.created' && type !== 'member.joined';
  const founded = events.filter((event) => event.type === 'organization.created');
  const nameOf = (id: string): string | null => founded.find((event) => event.organizationId === id)?.organizationName ?? null;
  const active = [...Map.groupBy(inRange.filter(isActivity), (event) => event.organizationId)];
  return {
    dateFrom: within.first,
    dateTo: within.last,
    totalOrganizations: new Set(founded.filter((event) => event.day <= within.last).map((event) => event.organizationId)).size,
    activeOrganizations: active.length,
    totalShipments: count(inRange, 'usage.shipment.purchased'),
    totalRevenue: money(inRange, 'usage.shipment.purchased'),
    totalAddonRevenue: money(inRange, 'addon.applied', 'addon.reversed'),
    totalCommissionEarned: money(inRange, 'commission.earned', 'commission.reversed'),
    topOrganizations: active
      .toSorted(
        ([leftId, left], [rightId, right]) =>
          count(right, 'usage.shipment.purchased') - count(left, 'usage.shipment.purchased') ||
          count(right, null) - count(left, null) ||
          (leftId < rightId ? -1 : 1),
      )
      .map(([id, group]) => ({
        organizationId: encodeId('org', id),
        name: nameOf(id),
        shipmentCount: count(group, 'usage.shipment.purchased'),
        revenue: money(group, 'usage.shipment.purchased'),
        commission: money(group, 'commission.earned', 'commission.reversed'),
      })),
  };
}
