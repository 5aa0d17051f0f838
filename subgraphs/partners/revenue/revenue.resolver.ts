import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { provePayouts } from '../payouts/prove-payouts.ts';
import { partnerRevenueMetrics } from './partner-revenue-metrics.ts';
import { PartnerRevenueMetricsType, PayoutProofType, RevenueMetricsArgs } from './revenue.types.ts';

/** The books of partners: what they earned and got, and that it adds up. */
@Resolver()
export class RevenueResolver {
  @RequiresPermission('manage_partners', 'view_partner')
  @Query(() => PartnerRevenueMetricsType, {
    description:
      'What a partner earned and got in a period. Refused with NOT_FOUND, INVALID_DATE_RANGE, DATE_RANGE_TOO_LONG or VALIDATION_FAILED.',
  })
  partnerRevenueMetrics(
    @Args(() => RevenueMetricsArgs) { partnerId, periodStart, periodEnd }: RevenueMetricsArgs,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const decoded = decodeOptionalId(ID_PREFIX.partner, partnerId, 'partnerId');
    return partnerRevenueMetrics(context, { partnerId: decoded, periodStart, periodEnd });
  }

  @RequiresPermission('manage_partners', 'view_partner')
  @Query(() => PayoutProofType, {
    description: 'Recomputes the payouts of a partner, or of all that the caller may see, from their commissions.',
  })
  payoutProof(
    @Arg('partnerId', () => ID, { nullable: true, description: 'Only this partner’s.' }) partnerId: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return provePayouts(context, decodeOptionalId(ID_PREFIX.partner, partnerId, 'partnerId'));
  }
}
