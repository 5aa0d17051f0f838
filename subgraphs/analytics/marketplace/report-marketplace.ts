import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { amountsMoved, type Amount } from '../usage/amounts-by-currency.ts';
import { rowLimit } from '../usage/row-limit.ts';
import { usageRange, type AskedRange } from '../usage/usage-range.ts';

import { readActiveOrganizations, readMarketplaceFigures, type OrganizationFigures } from './marketplace-figures.query.ts';

const MOST_ORGANIZATIONS = 100;

/** What an organization brought. */
export interface TopOrganization {
  organizationId: Uuid;
  name: string | null;
  shipmentCount: number;
  revenue: Amount[];
  commission: Amount[];
}

/** What a tenant came to; its active organizations are read when they are asked for, once. */
export interface MarketplaceAnalytics {
  dateFrom: string;
  dateTo: string;
  totalOrganizations: number;
  totalShipments: number;
  totalRevenue: Amount[];
  totalAddonRevenue: Amount[];
  totalCommissionEarned: Amount[];
  countActive: () => Promise<number>;
  readTop: (limit: number) => Promise<TopOrganization[]>;
}

/** The whole tenant's figures, for those whom the policy `whole_tenant` lets in. */
export async function reportMarketplace(context: RequestContext, asked: AskedRange): Promise<MarketplaceAnalytics> {
  const tenant = requireTenant(context);
  const range = usageRange(asked, context.clock.now());
  const scope = { tenantId: tenant.id, testMode: context.identity.testMode, organizationId: null, ...range };
  const figures = await readMarketplaceFigures(context.session, scope);
  let active: Promise<OrganizationFigures[]> | undefined;
  const readActive = (): Promise<OrganizationFigures[]> =>
    (active ??= readActiveOrganizations(context.session, scope, MOST_ORGANIZATIONS));
  return {
    dateFrom: range.first,
    dateTo: range.last,
    totalOrganizations: Number(figures[0]!.totalOrganizations),
    totalShipments: figures.reduce((sum, row) => sum + Number(row.shipments), 0),
    totalRevenue: moneyOf(figures, 'revenue'),
    totalAddonRevenue: moneyOf(figures, 'addonRevenue'),
    totalCommissionEarned: moneyOf(figures, 'commission'),
    async countActive() {
      return Number((await readActive())[0]?.activeOrganizations ?? 0);
    },
    async readTop(limit) {
      const most = rowLimit(limit, MOST_ORGANIZATIONS);
      return topOrganizations(await readActive()).slice(0, most);
    },
  };
}

function topOrganizations(figures: readonly OrganizationFigures[]): TopOrganization[] {
  return [...Map.groupBy(figures, (row) => row.organizationId).values()].map((rows) => ({
    organizationId: rows[0]!.organizationId,
    name: rows[0]!.name,
    shipmentCount: rows.reduce((sum, row) => sum + Number(row.shipments), 0),
    revenue: moneyOf(rows, 'revenue'),
    commission: moneyOf(rows, 'commission'),
  }));
}

function moneyOf<Column extends string>(
  rows: readonly ({ currency: string | null } & Record<Column, string | null>)[],
  column: Column,
): Amount[] {
  return amountsMoved(rows.map((row) => ({ amount: row[column] ?? '0', currency: row.currency ?? '' })));
}
