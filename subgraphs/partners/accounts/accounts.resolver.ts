import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresFeature, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import type { Partner } from '../partners/partner.entity.ts';
import { partnerVisibility } from '../partners/partner-visibility.ts';
import { partnerById } from '../partners/partners.loaders.ts';
import { PartnerType } from '../partners/partners.types.ts';
import { partnerAccountById } from './accounts.loaders.ts';
import { listPartnerAccounts, PARTNER_ACCOUNT_ORDERS, type PartnerAccountFilter } from './accounts.query.ts';
import {
  AssignPartnerAccountInput,
  AssignPartnerAccountPayload,
  EndPartnerAccountInput,
  EndPartnerAccountPayload,
  PartnerAccountConnection,
  PartnerAccountsArgs,
  PartnerAccountType,
  PartneredOrganizationType,
  type PartnerAccountFilterInput,
} from './accounts.types.ts';
import { assignPartnerAccount } from './assign-partner-account.ts';
import { endPartnerAccount } from './end-partner-account.ts';
import type { PartnerAccount } from './partner-account.entity.ts';

/** Accounts: which organization belongs to which partner, and when. */
@Resolver(() => PartnerAccountType)
export class PartnerAccountsResolver {
  @RequiresPermission('manage_partners')
  @RequiresFeature('partners')
  @Mutation(() => AssignPartnerAccountPayload, {
    description:
      'Gives an organization to a partner from now on. Refused with NOT_FOUND, PARTNER_SUSPENDED or ORGANIZATION_HAS_PARTNER.',
  })
  async assignPartnerAccount(
    @Arg('input', () => AssignPartnerAccountInput, { description: 'Which organization, which partner.' })
    input: AssignPartnerAccountInput,
    @Ctx() context: RequestContext,
  ) {
    const partnerId = decodeId(ID_PREFIX.partner, input.partnerId, 'partnerId');
    const organizationId = decodeId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    return {
      partnerAccount: await assignPartnerAccount(context, { partnerId, organizationId, relationship: input.relationship }),
    };
  }

  @RequiresPermission('manage_partners')
  @Mutation(() => EndPartnerAccountPayload, {
    description: 'Ends an account now. Refused with NOT_FOUND or PARTNER_ACCOUNT_ENDED.',
  })
  async endPartnerAccount(
    @Arg('input', () => EndPartnerAccountInput, { description: 'Which account.' }) input: EndPartnerAccountInput,
    @Ctx() context: RequestContext,
  ) {
    return { partnerAccount: await endPartnerAccount(context, decodeId(ID_PREFIX.partnerAccount, input.id)) };
  }

  @RequiresPermission('manage_partners', 'view_partner')
  @Query(() => PartnerAccountType, {
    nullable: true,
    description: 'An account; null when there is none of this id that the caller may see.',
  })
  partnerAccount(
    @Arg('id', () => ID, { description: 'Id of the account.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<PartnerAccount | null> {
    return partnerAccountById(context, decodeId(ID_PREFIX.partnerAccount, id));
  }

  @RequiresPermission('manage_partners', 'view_partner')
  @Query(() => PartnerAccountConnection, {
    description: 'The accounts of partners; a partner’s users see their own partner’s only.',
  })
  async partnerAccounts(
    @Args(() => PartnerAccountsArgs) { filter = {}, sort, ...page }: PartnerAccountsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<PartnerAccountType>> {
    const request = {
      filter: decodeFilter(filter),
      visibility: partnerVisibility(context),
      order: PARTNER_ACCOUNT_ORDERS[sort],
      page,
    };
    return toConnection(PartnerAccountConnection, await listPartnerAccounts(context.session, request), (account) => account);
  }

  @FieldResolver(() => PartnerType, { nullable: true, description: 'The partner.' })
  partner(@Root() account: PartnerAccount, @Ctx() context: RequestContext): Promise<Partner | null> {
    return partnerById(context, account.partnerId);
  }

  @FieldResolver(() => PartneredOrganizationType, { nullable: true, description: 'The organization.' })
  organization(@Root() account: PartnerAccount): PartneredOrganizationType {
    return { id: account.organizationId };
  }
}

function decodeFilter(filter: PartnerAccountFilterInput): PartnerAccountFilter {
  return {
    ...filter,
    partnerId: decodeOptionalId(ID_PREFIX.partner, filter.partnerId, 'filter.partnerId'),
    organizationId: decodeOptionalId(ID_PREFIX.organization, filter.organizationId, 'filter.organizationId'),
  };
}
