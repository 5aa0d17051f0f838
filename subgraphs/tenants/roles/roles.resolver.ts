import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { deleteRole } from './delete-role.ts';
import type { Role } from './role.ts';
import { membersOfRole } from './roles.loaders.ts';
import { listRoles, ROLE_ORDERS } from './roles.query.ts';
import {
  CreateRoleInput,
  DeleteRoleInput,
  DeleteRolePayload,
  RoleConnection,
  RolePayload,
  RolesArgs,
  RoleType,
  UpdateRoleInput,
} from './roles.types.ts';
import { createRole, updateRole } from './save-role.ts';

@Resolver(() => RoleType)
export class RolesResolver {
  @RequiresPermission('manage_team', 'manage_tenant')
  @Query(() => RoleConnection, { description: 'The roles that members of the tenant’s organizations can have.' })
  async roles(@Args(() => RolesArgs) args: RolesArgs, @Ctx() context: RequestContext): Promise<ConnectionShape<RoleType>> {
    const list = { order: ROLE_ORDERS[args.sort], page: args };
    const page = await listRoles(context.session, requireTenant(context).id, args.filter ?? {}, list);
    return toConnection(RoleConnection, page, (role) => role as unknown as RoleType);
  }

  @RequiresPermission('manage_tenant')
  @Mutation(() => RolePayload, {
    description:
      'Makes a role for the organizations of the tenant. Refused with PERMISSION_NOT_HELD, ROLE_KEY_TAKEN, TOO_MANY_ROLES, LIVE_MODE_ONLY or VALIDATION_FAILED.',
  })
  async createRole(
    @Arg('input', () => CreateRoleInput, { description: 'What it is made of.' }) input: CreateRoleInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { role: await createRole(context, input) };
  }

  @RequiresPermission('manage_tenant')
  @Mutation(() => RolePayload, {
    description:
      'Changes a role that the tenant made, at once for everybody who has it. Refused with NOT_FOUND, PERMISSION_NOT_HELD, LIVE_MODE_ONLY or VALIDATION_FAILED.',
  })
  async updateRole(
    @Arg('input', () => UpdateRoleInput, { description: 'What to change.' }) input: UpdateRoleInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { role: await updateRole(context, { ...input, id: decodeId(ID_PREFIX.role, input.id) }) };
  }

  @RequiresPermission('manage_tenant')
  @Mutation(() => DeleteRolePayload, {
    description:
      'Deletes a role that the tenant made. Refused with NOT_FOUND, ROLE_IN_USE, UNKNOWN_ROLE, PERMISSION_NOT_HELD or LIVE_MODE_ONLY.',
  })
  async deleteRole(
    @Arg('input', () => DeleteRoleInput, { description: 'Which one, and what takes its place.' }) input: DeleteRoleInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { id } = await deleteRole(context, { ...input, id: decodeId(ID_PREFIX.role, input.id) });
    return { deletedRoleId: id };
  }

  @FieldResolver()
  async memberCount(@Root() role: Role, @Ctx() context: RequestContext): Promise<number | null> {
    if (context.identity.level !== 'tenant') return null;
    return (await membersOfRole(context, role.key))?.count ?? 0;
  }
}
