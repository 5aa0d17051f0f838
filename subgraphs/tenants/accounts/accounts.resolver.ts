import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresFeature, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { inviteMembers } from '../invitations/invite-members.ts';
import { createOrganization } from '../organizations/create-organization.ts';
import { deleteOrganization } from '../organizations/delete-organization.ts';
import type { Organization } from '../organizations/organization.entity.ts';
import { organizationById } from '../organizations/organizations.loaders.ts';
import { listOrganizations, ORGANIZATION_ORDERS } from '../organizations/organizations.query.ts';
import { OrganizationConnection, OrganizationType } from '../organizations/organizations.types.ts';
import { restoreOrganization } from '../organizations/restore-organization.ts';
import { disableOrganization, enableOrganization } from '../organizations/set-organization-activity.ts';
import { updateOrganization } from '../organizations/update-organization.ts';
import {
  AccountsArgs,
  CreateOrganizationAccountInput,
  CreateOrganizationAccountPayload,
  DeleteOrganizationAccountPayload,
  DisableOrganizationAccountInput,
  InviteOrganizationUserInput,
  InviteOrganizationUserPayload,
  OrganizationAccountInput,
  OrganizationAccountPayload,
  RestoreOrganizationAccountInput,
  UpdateOrganizationAccountInput,
} from './accounts.types.ts';

const accountId = (id: string, field = 'id'): Uuid => decodeId(ID_PREFIX.organization, id, field);

/** Organizations as the staff of their tenant see and keep them. */
@Resolver()
export class AccountsResolver {
  @RequiresPermission('manage_organizations')
  @Query(() => OrganizationType, {
    nullable: true,
    description: 'One of the tenant’s organizations, for its staff; null when there is none with this id.',
  })
  account(
    @Arg('id', () => ID, { description: 'Id of the organization.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Organization | null> {
    return organizationById(context, accountId(id));
  }

  @RequiresPermission('manage_organizations')
  @Query(() => OrganizationConnection, { description: 'The tenant’s organizations, for its staff.' })
  async accounts(
    @Args(() => AccountsArgs) args: AccountsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<OrganizationType>> {
    const page = await listOrganizations(context.session, args.filter ?? {}, ORGANIZATION_ORDERS[args.sort], args);
    return toConnection(OrganizationConnection, page, (account) => account as unknown as OrganizationType);
  }

  @RequiresPermission('manage_organizations')
  @RequiresFeature('organizations')
  @Mutation(() => CreateOrganizationAccountPayload, {
    description:
      'Creates an organization and invites its people. Refused with LIVE_MODE_ONLY, SLUG_TAKEN, PERMISSION_NOT_HELD, UNKNOWN_ROLE or VALIDATION_FAILED.',
  })
  async createOrganizationAccount(
    @Arg('input', () => CreateOrganizationAccountInput, { description: 'What it is made of.' })
    input: CreateOrganizationAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { organization, invitation, invitations } = await createOrganization(context, input);
    return { account: organization, ownerInvitation: invitation, invitations };
  }

  @RequiresPermission('manage_organizations')
  @Mutation(() => OrganizationAccountPayload, {
    description:
      'Gives an organization another name or slug. Refused with NOT_FOUND, LIVE_MODE_ONLY, SLUG_TAKEN or VALIDATION_FAILED.',
  })
  async updateOrganizationAccount(
    @Arg('input', () => UpdateOrganizationAccountInput, { description: 'What to change.' })
    input: UpdateOrganizationAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { account: await updateOrganization(context, { ...input, id: accountId(input.id) }) };
  }

  @RequiresPermission('manage_organizations')
  @Mutation(() => OrganizationAccountPayload, {
    description:
      'Keeps an organization’s people and tokens from doing anything, at once; again changes nothing. Refused with NOT_FOUND, LIVE_MODE_ONLY or VALIDATION_FAILED.',
  })
  async disableOrganizationAccount(
    @Arg('input', () => DisableOrganizationAccountInput, { description: 'Which one, and why.' })
    input: DisableOrganizationAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { account: await disableOrganization(context, { ...input, id: accountId(input.id) }) };
  }

  @RequiresPermission('manage_organizations')
  @Mutation(() => OrganizationAccountPayload, {
    description: 'Lets a disabled organization act again; again changes nothing. Refused with NOT_FOUND or LIVE_MODE_ONLY.',
  })
  async enableOrganizationAccount(
    @Arg('input', () => OrganizationAccountInput, { description: 'Which one.' }) input: OrganizationAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { account: await enableOrganization(context, accountId(input.id)) };
  }

  @RequiresPermission('manage_organizations')
  @Mutation(() => DeleteOrganizationAccountPayload, {
    description:
      'Takes an organization out of sight and ends its tokens and invitations; what it did stays in the books. For thirty days it can be restored, then its people are removed. Refused with NOT_FOUND or LIVE_MODE_ONLY.',
  })
  async deleteOrganizationAccount(
    @Arg('input', () => OrganizationAccountInput, { description: 'Which one.' }) input: OrganizationAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { deletedAccountId: (await deleteOrganization(context, accountId(input.id))).id };
  }

  @RequiresPermission('manage_organizations')
  @Mutation(() => OrganizationAccountPayload, {
    description:
      'Brings back an organization that was deleted less than thirty days ago, with its people; its tokens and invitations stay ended. Refused with NOT_FOUND, GRACE_OVER, SLUG_TAKEN, LIVE_MODE_ONLY or VALIDATION_FAILED.',
  })
  async restoreOrganizationAccount(
    @Arg('input', () => RestoreOrganizationAccountInput, { description: 'Which one.' }) input: RestoreOrganizationAccountInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { account: await restoreOrganization(context, { ...input, id: accountId(input.id) }) };
  }

  @RequiresPermission('manage_organizations')
  @Mutation(() => InviteOrganizationUserPayload, {
    description:
      'Invites somebody into an organization by e-mail. Refused with NOT_FOUND, PERMISSION_NOT_HELD, UNKNOWN_ROLE, LIVE_MODE_ONLY, ALREADY_MEMBER, ALREADY_INVITED or VALIDATION_FAILED.',
  })
  async inviteOrganizationUser(
    @Arg('input', () => InviteOrganizationUserInput, { description: 'Whom, and as what.' }) input: InviteOrganizationUserInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const organizationId = accountId(input.organizationId, 'organizationId');
    const { organization, invitations } = await inviteMembers(context, {
      organizationId,
      offers: [input],
      fieldOf: () => 'email',
    });
    return { account: organization, invitation: invitations[0] };
  }
}
