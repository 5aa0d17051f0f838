import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Authenticated, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { changeMemberRoles } from './change-member-roles.ts';
import {
  ChangeMemberRolesInput,
  ChangeMemberRolesPayload,
  LeaveOrganizationInput,
  LeaveOrganizationPayload,
  MemberConnection,
  MembersArgs,
  MemberType,
  RemoveMemberInput,
  RemoveMemberPayload,
  TransferOrganizationOwnershipInput,
  TransferOrganizationOwnershipPayload,
} from './members.types.ts';
import { listMembers, MEMBER_ORDERS, type Member } from './members.query.ts';
import { leaveOrganization, removeMember } from './remove-member.ts';
import { transferOwnership } from './transfer-ownership.ts';

@Resolver(() => MemberType)
export class MembersResolver {
  @RequiresPermission('manage_team')
  @Query(() => MemberConnection, {
    description: 'The members of the caller’s organization, or, for staff who name none, of all organizations of the tenant.',
  })
  async members(
    @Args(() => MembersArgs) { filter, sort, ...page }: MembersArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<MemberType>> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, filter?.organizationId, 'filter.organizationId');
    const list = { order: MEMBER_ORDERS[sort], page };
    const found = await listMembers(context.session, { ...filter, organizationId }, list);
    return toConnection(MemberConnection, found, (member) => member as unknown as MemberType);
  }

  @RequiresPermission('manage_team')
  @Mutation(() => ChangeMemberRolesPayload, {
    description:
      'Gives a member other roles, at once. Refused with NOT_FOUND, LAST_OWNER, PERMISSION_NOT_HELD, UNKNOWN_ROLE, LIVE_MODE_ONLY or VALIDATION_FAILED; FORBIDDEN for a member who may do more than the caller.',
  })
  async changeMemberRoles(
    @Arg('input', () => ChangeMemberRolesInput, { description: 'Who, and as what.' }) input: ChangeMemberRolesInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const memberId = decodeId(ID_PREFIX.member, input.memberId, 'memberId');
    return { member: await changeMemberRoles(context, { memberId, roles: input.roles }) };
  }

  @RequiresPermission('manage_team')
  @Mutation(() => RemoveMemberPayload, {
    description:
      'Takes a member out of an organization, at once, with every token of theirs in it. Refused with NOT_FOUND, LAST_OWNER or LIVE_MODE_ONLY; FORBIDDEN for a member who may do more than the caller.',
  })
  async removeMember(
    @Arg('input', () => RemoveMemberInput, { description: 'Who.' }) input: RemoveMemberInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { removedMemberId: (await removeMember(context, decodeId(ID_PREFIX.member, input.memberId, 'memberId'))).id };
  }

  @Authenticated()
  @Mutation(() => LeaveOrganizationPayload, {
    description:
      'Ends the caller’s own membership of an organization; for people, not for programs. Refused with NOT_FOUND, LAST_OWNER or LIVE_MODE_ONLY.',
  })
  async leaveOrganization(
    @Arg('input', () => LeaveOrganizationInput, { description: 'Which organization.' }) input: LeaveOrganizationInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const asked = decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    return { leftOrganizationId: (await leaveOrganization(context, asked ?? requireOrganization(context))).organizationId };
  }

  @RequiresPermission('manage_org_owner')
  @Mutation(() => TransferOrganizationOwnershipPayload, {
    description:
      'Makes a member an owner in the place of another, who becomes an admin. Refused with NOT_FOUND, LIVE_MODE_ONLY or VALIDATION_FAILED.',
  })
  async transferOrganizationOwnership(
    @Arg('input', () => TransferOrganizationOwnershipInput, { description: 'Who hands over to whom.' })
    input: TransferOrganizationOwnershipInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const fromMemberId = decodeOptionalId(ID_PREFIX.member, input.fromMemberId, 'fromMemberId');
    const memberId = decodeId(ID_PREFIX.member, input.memberId, 'memberId');
    const { owner, former } = await transferOwnership(context, { memberId, fromMemberId });
    return { owner, formerOwner: former };
  }

  @FieldResolver()
  isAdmin(@Root() { roles }: Member): boolean {
    return roles.includes('owner') || roles.includes('admin');
  }
}
