import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { checkOrganizations } from '../commission/check-organizations.ts';
import { countAddonsInForce, findAddonBreakdown, type AddonBreakdownRow } from './organization-addon-summary.query.ts';

/** What addons brought from one organization; sums of different currencies stand side by side and are never added up. */
export interface OrganizationAddonSummary {
  addonRevenue: Money[];
  commissionPaid: Money[];
  activeAddonsCount: number;
  addonBreakdown: AddonBreakdownRow[];
}

/** Sums an organization's applications by addon and currency. Throws NotFoundError for an organization that is not the caller's. */
export async function organizationAddonSummary(
  context: RequestContext,
  query: { organizationId: Uuid },
): Promise<OrganizationAddonSummary> {
  requireTenant(context);
  const { organizationId } = query;
  const ownOrganization = context.identity.organizationId;
  if (ownOrganization && ownOrganization !== organizationId) throw new NotFoundError('The organization', 'organizationId');
  if (!ownOrganization) await checkOrganizations(context, [{ field: 'organizationId', id: organizationId }]);
  const [addonBreakdown, activeAddonsCount] = await Promise.all([
    findAddonBreakdown(context.session, organizationId),
    countAddonsInForce(context.session, organizationId, context.clock.now()),
  ]);
  return {
    addonRevenue: sumByCurrency(addonBreakdown, (row) => row.totalRevenue),
    commissionPaid: sumByCurrency(addonBreakdown, (row) => row.totalCommission),
    activeAddonsCount,
    addonBreakdown,
  };
}

function sumByCurrency(rows: readonly AddonBreakdownRow[], amountOf: (row: AddonBreakdownRow) => string): Money[] {
  return [...Map.groupBy(rows, (row) => row.currency)].map(([currency, group]) =>
    Money.sum(
      group.map((row) => Money.of(amountOf(row), currency)),
      currency,
    ),
  );
}
