import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresFeature, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { commissionRuleOf, type CommissionRule } from './commission-rule.ts';
import { createPartner } from './create-partner.ts';
import type { Partner } from './partner.entity.ts';
import { partnerVisibility } from './partner-visibility.ts';
import { activeAccountCount, partnerById } from './partners.loaders.ts';
import { listPartners, PARTNER_ORDERS } from './partners.query.ts';
import {
  CommissionRuleType,
  CreatePartnerInput,
  CreatePartnerPayload,
  PartnerConnection,
  PartnersArgs,
  PartnerType,
  UpdatePartnerInput,
  UpdatePartnerPayload,
} from './partners.types.ts';
import { updatePartner } from './update-partner.ts';

/** Partners: making, changing and reading them. */
@Resolver(() => PartnerType)
export class PartnersResolver {
  @RequiresPermission('manage_partners')
  @RequiresFeature('partners')
  @Mutation(() => CreatePartnerPayload, {
    description: 'Creates a partner. Refused with VALIDATION_FAILED, INVALID_COMMISSION_RULE, UNKNOWN_CURRENCY or SLUG_TAKEN.',
  })
  async createPartner(
    @Arg('input', () => CreatePartnerInput, { description: 'What it is made of.' }) input: CreatePartnerInput,
    @Ctx() context: RequestContext,
  ) {
    return { partner: await createPartner(context, input) };
  }

  @RequiresPermission('manage_partners')
  @RequiresFeature('partners')
  @Mutation(() => UpdatePartnerPayload, { description: 'Changes a partner. Refused as createPartner is, and with NOT_FOUND.' })
  async updatePartner(
    @Arg('input', () => UpdatePartnerInput, { description: 'What to change.' }) input: UpdatePartnerInput,
    @Ctx() context: RequestContext,
  ) {
    return { partner: await updatePartner(context, { ...input, id: decodeId(ID_PREFIX.partner, input.id) }) };
  }

  @RequiresPermission('manage_partners', 'view_partner')
  @Query(() => PartnerType, {
    nullable: true,
    description: 'A partner; null when there is none of this id that the caller may see.',
  })
  partner(
    @Arg('id', () => ID, { description: 'Id of the partner.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Partner | null> {
    return partnerById(context, decodeId(ID_PREFIX.partner, id));
  }

  @RequiresPermission('manage_partners', 'view_partner')
  @Query(() => PartnerConnection, { description: 'The partners of the tenant; a partner’s users see their own only.' })
  async partners(
    @Args(() => PartnersArgs) { filter = {}, sort, ...page }: PartnersArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<PartnerType>> {
    const request = { filter, visibility: partnerVisibility(context), order: PARTNER_ORDERS[sort], page };
    return toConnection(PartnerConnection, await listPartners(context.session, request), (partner) => partner);
  }

  @FieldResolver(() => CommissionRuleType, { nullable: true, description: 'What it gets for a paid invoice.' })
  commissionRule(@Root() partner: Partner): CommissionRule {
    return commissionRuleOf(partner);
  }

  @FieldResolver(() => MoneyType, { nullable: true, description: 'Smaller sums wait for the next payout.' })
  minimumPayoutAmount(@Root() partner: Partner): MoneyType {
    return Money.of(partner.minimumPayoutAmount, partner.currency).toJSON();
  }

  @FieldResolver(() => Int, { nullable: true, description: 'How many organizations it refers or manages now.' })
  async activeAccountCount(@Root() partner: Partner, @Ctx() context: RequestContext): Promise<number> {
    return (await activeAccountCount(context, partner.id))?.count ?? 0;
  }
}
