import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { inviteStaff } from './invite-staff.ts';
import { removeStaff } from './remove-staff.ts';
import { listStaff, STAFF_ORDERS } from './staff.query.ts';
import {
  InviteStaffInput,
  InviteStaffPayload,
  RemoveStaffInput,
  RemoveStaffPayload,
  StaffArgs,
  StaffConnection,
  type StaffMemberType,
} from './staff.types.ts';

@Resolver()
export class StaffResolver {
  @RequiresPermission('manage_tenant', 'manage_users')
  @Query(() => StaffConnection, { description: 'The staff of the caller’s tenant; for operators, the operators.' })
  async staff(@Args(() => StaffArgs) args: StaffArgs, @Ctx() context: RequestContext): Promise<ConnectionShape<StaffMemberType>> {
    const list = { order: STAFF_ORDERS[args.sort], page: args };
    const page = await listStaff(context.session, requireTenant(context).id, args.filter ?? {}, list);
    return toConnection(StaffConnection, page, (member) => member);
  }

  @RequiresPermission('manage_tenant')
  @Mutation(() => InviteStaffPayload, {
    description:
      'Invites somebody by e-mail as an administrator of the tenant. Refused with PERMISSION_NOT_HELD, LIVE_MODE_ONLY, ALREADY_MEMBER, ALREADY_INVITED or VALIDATION_FAILED.',
  })
  async inviteStaff(
    @Arg('input', () => InviteStaffInput, { description: 'Whom.' }) input: InviteStaffInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { invitation: await inviteStaff(context, input.email) };
  }

  @RequiresPermission('manage_tenant')
  @Mutation(() => RemoveStaffPayload, {
    description:
      'Takes an administrator off the staff, at once, with the tokens they have or made. Refused with NOT_FOUND, LAST_ADMINISTRATOR or LIVE_MODE_ONLY.',
  })
  async removeStaff(
    @Arg('input', () => RemoveStaffInput, { description: 'Who.' }) input: RemoveStaffInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { removedUserId: (await removeStaff(context, decodeId(ID_PREFIX.user, input.userId, 'userId'))).id };
  }
}
