import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Inaccessible, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { listAddonApplications, sumAddonApplications, type ApplicationTotals } from './addon-application.query.ts';
import {
  AddonApplicationConnection,
  AddonApplicationFilterInput,
  AddonApplicationsArgs,
  AddonApplicationTotalsType,
  type AddonApplicationType,
  OrganizationAddonSummaryType,
} from './addon-application.types.ts';
import { applicationFilter } from './application-filter.ts';
import { applyAddons } from './apply-addons.ts';
import { ApplyAddonsInput, ApplyAddonsPayload } from './internal-applications.types.ts';
import { organizationAddonSummary, type OrganizationAddonSummary } from './organization-addon-summary.ts';

@Resolver()
export class ApplicationsResolver {
  @RequiresPermission('manage_addons')
  @Query(() => AddonApplicationConnection, { description: 'Addons as they were charged on shipments, latest first.' })
  async addonApplications(
    @Args(() => AddonApplicationsArgs) args: AddonApplicationsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<AddonApplicationType>> {
    requireTenant(context);
    return toConnection(
      AddonApplicationConnection,
      await listAddonApplications(context.session, applicationFilter(args.filter), args),
      (application) => application as unknown as AddonApplicationType,
    );
  }

  @RequiresPermission('manage_addons')
  @Query(() => [AddonApplicationTotalsType], { description: 'What the applications of the list come to, one sum a currency.' })
  async addonApplicationTotals(
    @Arg('filter', () => AddonApplicationFilterInput, { nullable: true, description: 'Which applications; all when left out.' })
    filter: AddonApplicationFilterInput | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<AddonApplicationTotalsType[]> {
    requireTenant(context);
    return (await sumAddonApplications(context.session, applicationFilter(filter))).map(toTotals);
  }

  @RequiresPermission('manage_addons')
  @Query(() => OrganizationAddonSummaryType, { description: 'What addons brought from one organization.' })
  async organizationAddonSummary(
    @Arg('organizationId', () => ID, { description: 'Id of the organization.' }) organizationId: string,
    @Ctx() context: RequestContext,
  ): Promise<OrganizationAddonSummaryType> {
    return toSummary(
      await organizationAddonSummary(context, {
        organizationId: decodeId(ID_PREFIX.organization, organizationId, 'organizationId'),
      }),
    );
  }

  @Inaccessible()
  @RequiresPermission('internal')
  @Mutation(() => ApplyAddonsPayload, {
    description: 'Records what was pinned for a rate as charged on a shipment; idempotent by shipment.',
  })
  applyAddons(
    @Arg('input', () => ApplyAddonsInput, { description: 'The shipment and its rate.' }) input: ApplyAddonsInput,
    @Ctx() context: RequestContext,
  ): Promise<{ applicationCount: number }> {
    return applyAddons(context, input);
  }
}

function toTotals({ currency, amount, commissionAmount, count }: ApplicationTotals): AddonApplicationTotalsType {
  return {
    amount: Money.of(amount, currency).toJSON(),
    commissionAmount: Money.of(commissionAmount, currency).toJSON(),
    count,
  };
}

function toSummary({
  addonRevenue,
  commissionPaid,
  activeAddonsCount,
  addonBreakdown,
}: OrganizationAddonSummary): OrganizationAddonSummaryType {
  const [onlyRevenue, ...otherRevenues] = addonRevenue;
  const [onlyCommission] = commissionPaid;
  const isOneCurrency = otherRevenues.length === 0;
  return {
    totalAddonRevenue: isOneCurrency && onlyRevenue ? onlyRevenue.toJSON() : null,
    addonRevenueByCurrency: addonRevenue.map((money) => money.toJSON()),
    totalCommissionPaid: isOneCurrency && onlyCommission ? onlyCommission.toJSON() : null,
    commissionPaidByCurrency: commissionPaid.map((money) => money.toJSON()),
    activeAddonsCount,
    addonBreakdown: addonBreakdown.map((row) => ({
      ...row,
      totalRevenue: Money.of(row.totalRevenue, row.currency).toJSON(),
      totalCommission: Money.of(row.totalCommission, row.currency).toJSON(),
    })),
  };
}
