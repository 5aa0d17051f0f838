import { Args, Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { assertDateRange } from '../partners/date-range.ts';
import type { Partner } from '../partners/partner.entity.ts';
import { partnerVisibility } from '../partners/partner-visibility.ts';
import { partnerById } from '../partners/partners.loaders.ts';
import { PartnerType } from '../partners/partners.types.ts';
import { listPayouts, PAYOUT_ORDERS, type PayoutFilter } from './partner-payout.query.ts';
import type { PartnerPayout } from './partner-payout.ts';
import { payoutById } from './payouts.loaders.ts';
import {
  PartnerPayoutConnection,
  PartnerPayoutsArgs,
  PartnerPayoutType,
  type PartnerPayoutFilterInput,
} from './payouts.types.ts';

/** Payouts: reading them. */
@Resolver(() => PartnerPayoutType)
export class PartnerPayoutsResolver {
  @RequiresPermission('manage_partners', 'view_partner')
  @Query(() => PartnerPayoutType, {
    nullable: true,
    description: 'A payout; null when there is none of this id that the caller may see.',
  })
  partnerPayout(
    @Arg('id', () => ID, { description: 'Id of the payout.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<PartnerPayout | null> {
    return payoutById(context, decodeId(ID_PREFIX.partnerPayout, id));
  }

  @RequiresPermission('manage_partners', 'view_partner')
  @Query(() => PartnerPayoutConnection, {
    description: 'The payouts to partners; a partner’s users see their own partner’s only.',
  })
  async partnerPayouts(
    @Args(() => PartnerPayoutsArgs) { filter = {}, sort, ...page }: PartnerPayoutsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<PartnerPayoutType>> {
    const visibility = partnerVisibility(context);
    const request = { filter: decodeFilter(filter), visibility, order: PAYOUT_ORDERS[sort], page };
    return toConnection(PartnerPayoutConnection, await listPayouts(context.session, request), (payout) => payout);
  }

  @FieldResolver(() => DecimalScalar, { nullable: true, description: 'The sum of its commissions, in currency.' })
  totalAmount(@Root() payout: PartnerPayout): string {
    return payout.totalAmount.toDecimalString();
  }

  @FieldResolver(() => PartnerType, { nullable: true, description: 'The partner.' })
  partner(@Root() payout: PartnerPayout, @Ctx() context: RequestContext): Promise<Partner | null> {
    return partnerById(context, payout.partnerId);
  }
}

function decodeFilter(filter: PartnerPayoutFilterInput): PayoutFilter {
  assertDateRange(filter.completedFrom, filter.completedUntil, { start: 'filter.completedFrom', end: 'filter.completedUntil' });
  return { ...filter, partnerId: decodeOptionalId(ID_PREFIX.partner, filter.partnerId, 'filter.partnerId') };
}
