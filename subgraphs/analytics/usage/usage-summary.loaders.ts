import {
  CarrierRequestMade,
  UsageApiRequestMade,
  UsageShipmentPurchased,
  UsageTrackingMade,
} from '../../../contracts/events/usage-events.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { amountsByCurrency, type Amount } from './amounts-by-currency.ts';
import { ADDON_REVENUE_TYPES, COMMISSION_TYPES } from '../rollups/rollup-metrics.ts';
import { usageRange } from './usage-range.ts';
import { seesEveryOrganization } from './usage-visibility.ts';
import { readOrganizationTotals, type OrganizationTotal } from './usage.query.ts';

/** The totals of an organization over the last 30 days. */
export interface UsageSummary {
  organizationId: Uuid;
  members: number;
  apiRequests: number;
  apiErrors: number;
  carrierRequests: number;
  carrierErrors: number;
  shipments: number;
  trackers: number;
  shippingSpend: Amount[];
  addonsCharges: Amount[];
  commission: Amount[];
}

/** The summary of an organization; null when it is not the caller's to see. */
export const usageSummaryOfOrganization = defineLoader(readSummaries, (summary: UsageSummary) => summary.organizationId);

async function readSummaries(context: RequestContext, organizationIds: readonly Uuid[]): Promise<UsageSummary[]> {
  const visible = seesEveryOrganization(context)
    ? organizationIds
    : organizationIds.filter((id) => id === context.identity.organizationId);
  if (visible.length === 0) return [];
  const scope = {
    tenantId: requireTenant(context).id,
    testMode: context.identity.testMode,
    ...usageRange({}, context.clock.now()),
  };
  const totals = await readOrganizationTotals(context.session, scope, visible);
  return [...Map.groupBy(totals, (total) => total.organizationId).values()].map(summaryOf);
}

function summaryOf(totals: readonly OrganizationTotal[]): UsageSummary {
  const ofTypes = (types: readonly string[]): OrganizationTotal[] =>
    totals.filter(({ metric }) => metric !== null && types.includes(metric));
  const rowsOf = (event: { type: string }): OrganizationTotal[] => ofTypes([event.type]);
  const sumOf = (event: { type: string }, column: 'events' | 'errors'): number =>
    rowsOf(event).reduce((sum, total) => sum + Number(total[column]), 0);
  return {
    organizationId: totals[0]!.organizationId,
    members: Number(totals[0]!.members),
    apiRequests: sumOf(UsageApiRequestMade, 'events'),
    apiErrors: sumOf(UsageApiRequestMade, 'errors'),
    carrierRequests: sumOf(CarrierRequestMade, 'events'),
    carrierErrors: sumOf(CarrierRequestMade, 'errors'),
    shipments: sumOf(UsageShipmentPurchased, 'events'),
    trackers: sumOf(UsageTrackingMade, 'events'),
    shippingSpend: amountsByCurrency(rowsOf(UsageShipmentPurchased)),
    addonsCharges: amountsByCurrency(ofTypes(ADDON_REVENUE_TYPES)),
    commission: amountsByCurrency(ofTypes(COMMISSION_TYPES)),
  };
}
