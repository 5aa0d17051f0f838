import { UsageApiRequestMade, UsageShipmentPurchased } from '../../../contracts/events/usage-events.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { amountsByCurrency, type Amount } from '../usage/amounts-by-currency.ts';
import { errorRate } from '../usage/error-rate.ts';
import { dayOf, usageRange } from '../usage/usage-range.ts';
import { readPlatformTotals, readTenantTotals, type TenantTotal } from './tenant-usage.query.ts';

const METRICS = [UsageApiRequestMade.type, UsageShipmentPurchased.type];

/** What a tenant did, live mode only. */
export interface TenantUsage {
  tenantId: Uuid;
  apiCalls: number;
  shipments: number;
  revenue: Amount[];
}

/** What a tenant did in the last 30 days, for operators; throws ForbiddenError for everybody else. */
export const usageOfTenant = defineLoader(readUsages, (usage: TenantUsage) => usage.tenantId);

async function readUsages(context: RequestContext, tenantIds: readonly Uuid[]): Promise<TenantUsage[]> {
  const range = usageRange({}, context.clock.now());
  const totals = await readTenantTotals(context.openOperatorsSession(), { tenantIds, metrics: METRICS, range });
  const byTenant = Map.groupBy(totals, (total) => total.tenantId);
  return tenantIds.map((tenantId) => ({ tenantId, ...figuresOf(byTenant.get(tenantId) ?? []) }));
}

/** What the whole platform did in a month, live mode only. */
export interface PlatformTraffic extends Omit<TenantUsage, 'tenantId'> {
  errorRate: string;
}

/** What the platform's tenants did since the first of the month, in UTC. */
export async function trafficThisMonth(context: RequestContext): Promise<PlatformTraffic> {
  const last = dayOf(context.clock.now().getTime());
  const range = { first: `${last.slice(0, 8)}01`, last };
  const totals = await readPlatformTotals(context.openOperatorsSession(), { metrics: METRICS, range });
  const requests = totals.filter((total) => total.metric === UsageApiRequestMade.type);
  const sum = (column: 'events' | 'errors'): number => requests.reduce((added, total) => added + Number(total[column]), 0);
  return { ...figuresOf(totals), errorRate: errorRate(sum('errors'), sum('events')) };
}

function figuresOf(totals: readonly Omit<TenantTotal, 'tenantId'>[]): Omit<TenantUsage, 'tenantId'> {
  const countOf = (event: { type: string }): number =>
    totals.filter((total) => total.metric === event.type).reduce((sum, total) => sum + Number(total.events), 0);
  return {
    apiCalls: countOf(UsageApiRequestMade),
    shipments: countOf(UsageShipmentPurchased),
    revenue: amountsByCurrency(totals.filter((total) => total.metric === UsageShipmentPurchased.type)),
  };
}
