import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { PartneredOrganizationType } from '../accounts/accounts.types.ts';
import type { PartnerPayout } from '../payouts/partner-payout.ts';
import { payoutById } from '../payouts/payouts.loaders.ts';
import { PartnerPayoutType } from '../payouts/payouts.types.ts';
import { commissionRuleOf, type CommissionRule } from '../partners/commission-rule.ts';
import { assertDateRange } from '../partners/date-range.ts';
import type { Partner } from '../partners/partner.entity.ts';
import { partnerVisibility } from '../partners/partner-visibility.ts';
import { partnerById } from '../partners/partners.loaders.ts';
import { CommissionRuleType, PartnerType } from '../partners/partners.types.ts';
import { commissionById } from './commissions.loaders.ts';
import {
  ApprovePartnerCommissionInput,
  ApprovePartnerCommissionPayload,
  PartnerCommissionConnection,
  PartnerCommissionsArgs,
  PartnerCommissionType,
  RejectPartnerCommissionInput,
  RejectPartnerCommissionPayload,
  ReversePartnerCommissionInput,
  ReversePartnerCommissionPayload,
  type PartnerCommissionFilterInput,
} from './commissions.types.ts';
import { approvePartnerCommission, rejectPartnerCommission } from './decide-commission.ts';
import { COMMISSION_ORDERS, listCommissions, type CommissionFilter } from './partner-commission.query.ts';
import type { PartnerCommission } from './partner-commission.ts';
import { reversePartnerCommission } from './reverse-partner-commission.ts';

/** Commissions: what partners earned, and deciding on it. */
@Resolver(() => PartnerCommissionType)
export class PartnerCommissionsResolver {
  @RequiresPermission('manage_partners', 'view_partner')
  @Query(() => PartnerCommissionType, {
    nullable: true,
    description: 'A commission; null when there is none of this id that the caller may see.',
  })
  partnerCommission(
    @Arg('id', () => ID, { description: 'Id of the commission.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<object | null> {
    return commissionById(context, decodeId(ID_PREFIX.partnerCommission, id));
  }

  @RequiresPermission('manage_partners', 'view_partner')
  @Query(() => PartnerCommissionConnection, {
    description:
      'What partners earned, one commission a paid invoice, with refunds as negative ones; a partner’s users see their own partner’s only.',
  })
  async partnerCommissionEvents(
    @Args(() => PartnerCommissionsArgs) { filter = {}, sort, ...page }: PartnerCommissionsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<PartnerCommissionType>> {
    const visibility = partnerVisibility(context);
    const request = { filter: decodeFilter(filter), visibility, order: COMMISSION_ORDERS[sort], page };
    return toConnection(PartnerCommissionConnection, await listCommissions(context.session, request), (commission) => commission);
  }

  @RequiresPermission('manage_partners')
  @Mutation(() => ApprovePartnerCommissionPayload, {
    description:
      'Approves a pending commission before its holding period is over. Refused with NOT_FOUND or ILLEGAL_STATUS_MOVE.',
  })
  async approvePartnerCommission(
    @Arg('input', () => ApprovePartnerCommissionInput, { description: 'Which commission.' }) input: ApprovePartnerCommissionInput,
    @Ctx() context: RequestContext,
  ) {
    return { commission: await approvePartnerCommission(context, decodeId(ID_PREFIX.partnerCommission, input.id)) };
  }

  @RequiresPermission('manage_partners')
  @Mutation(() => RejectPartnerCommissionPayload, {
    description: 'Rejects a pending commission for good. Refused with NOT_FOUND, VALIDATION_FAILED or ILLEGAL_STATUS_MOVE.',
  })
  async rejectPartnerCommission(
    @Arg('input', () => RejectPartnerCommissionInput, { description: 'Which commission, why.' })
    input: RejectPartnerCommissionInput,
    @Ctx() context: RequestContext,
  ) {
    const id = decodeId(ID_PREFIX.partnerCommission, input.id);
    return { commission: await rejectPartnerCommission(context, { ...input, id }) };
  }

  @RequiresPermission('manage_partners')
  @Mutation(() => ReversePartnerCommissionPayload, {
    description:
      'Takes back the commission of a refunded invoice, once: reversed while no payout has it, else deducted from the next payout. Refused with NOT_FOUND, VALIDATION_FAILED, COMMISSION_ALREADY_REVERSED or ILLEGAL_STATUS_MOVE.',
  })
  async reversePartnerCommission(
    @Arg('input', () => ReversePartnerCommissionInput, { description: 'Which commission, why.' })
    input: ReversePartnerCommissionInput,
    @Ctx() context: RequestContext,
  ) {
    return reversePartnerCommission(context, { ...input, id: decodeId(ID_PREFIX.partnerCommission, input.id) });
  }

  @FieldResolver(() => DecimalScalar, {
    nullable: true,
    description: 'What the partner earned, in currency; negative for refunds.',
  })
  commissionAmount(@Root() commission: PartnerCommission): string {
    return commission.amount.toDecimalString();
  }

  @FieldResolver(() => MoneyType, { nullable: true, description: 'What the invoice amounts to.' })
  invoiceTotal(@Root() commission: PartnerCommission): MoneyType {
    return commission.invoiceTotal.toJSON();
  }

  @FieldResolver(() => CommissionRuleType, { nullable: true, description: 'The rule as it was when the invoice was paid.' })
  rule(@Root() commission: PartnerCommission): CommissionRule {
    return commissionRuleOf(commission);
  }

  @FieldResolver(() => PartnerType, { nullable: true, description: 'The partner.' })
  partner(@Root() commission: PartnerCommission, @Ctx() context: RequestContext): Promise<Partner | null> {
    return partnerById(context, commission.partnerId);
  }

  @FieldResolver(() => PartneredOrganizationType, { nullable: true, description: 'The organization that paid the invoice.' })
  organization(@Root() commission: PartnerCommission): PartneredOrganizationType {
    return { id: commission.organizationId };
  }

  @FieldResolver(() => PartnerPayoutType, { nullable: true, description: 'The payout that it is in; null when it is in none.' })
  async payout(@Root() commission: PartnerCommission, @Ctx() context: RequestContext): Promise<PartnerPayout | null> {
    return commission.payoutId ? payoutById(context, commission.payoutId) : null;
  }
}

function decodeFilter(filter: PartnerCommissionFilterInput): CommissionFilter {
  assertDateRange(filter.eventDateFrom, filter.eventDateUntil, { start: 'filter.eventDateFrom', end: 'filter.eventDateUntil' });
  return {
    ...filter,
    partnerId: decodeOptionalId(ID_PREFIX.partner, filter.partnerId, 'filter.partnerId'),
    organizationId: decodeOptionalId(ID_PREFIX.organization, filter.organizationId, 'filter.organizationId'),
    payoutId: decodeOptionalId(ID_PREFIX.partnerPayout, filter.payoutId, 'filter.payoutId'),
  };
}
