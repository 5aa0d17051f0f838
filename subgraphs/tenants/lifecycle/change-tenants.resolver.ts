import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresFeature, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import type { Tenant } from '../tenants/tenant.entity.ts';
import { tenantById } from '../tenants/tenants.loaders.ts';
import { TenantType } from '../tenants/tenants.types.ts';
import { updateTenant } from '../tenants/update-tenant.ts';
import {
  SuspendTenantInput,
  TenantInput,
  TenantPayload,
  UpdateTenantBrandingInput,
  UpdateTenantInput,
} from './change-tenants.types.ts';
import { deleteTenant, restoreTenant } from './delete-tenant.ts';
import { reactivateTenant, suspendTenant } from './suspend-tenant.ts';

/** What happens to a tenant between its making and its end. */
@Resolver(() => TenantType)
export class ChangeTenantsResolver {
  @RequiresPermission('manage_tenant')
  @Query(() => TenantType, { nullable: true, description: 'The caller’s own tenant, for its staff.' })
  currentTenant(@Ctx() context: RequestContext): Promise<Tenant | null> {
    return tenantById(context, requireTenant(context).id);
  }

  @RequiresPermission('manage_tenants')
  @Mutation(() => TenantPayload, {
    description: 'Changes a tenant. Refused with VALIDATION_FAILED, TENANT_STATE_INVALID, LIVE_MODE_ONLY or NOT_FOUND.',
  })
  async updateTenant(
    @Arg('input', () => UpdateTenantInput, { description: 'The tenant, and what to change.' }) input: UpdateTenantInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { tenant: await updateTenant(context, { ...input, id: decodeId(ID_PREFIX.tenant, input.id) }) };
  }

  @RequiresPermission('manage_tenant')
  @RequiresFeature('white_labeling')
  @Mutation(() => TenantPayload, {
    description: 'Changes how the caller’s tenant looks. Refused with VALIDATION_FAILED or LIVE_MODE_ONLY.',
  })
  async updateTenantBranding(
    @Arg('input', () => UpdateTenantBrandingInput, { description: 'How it is to look.' }) input: UpdateTenantBrandingInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { tenant: await updateTenant(context, { id: requireTenant(context).id, branding: input.branding }) };
  }

  @RequiresPermission('manage_tenants')
  @Mutation(() => TenantPayload, {
    description:
      'Refuses everything to the people of an active tenant with TENANT_SUSPENDED, at every gateway at once. Refused with TENANT_STATE_INVALID, VALIDATION_FAILED or NOT_FOUND.',
  })
  async suspendTenant(
    @Arg('input', () => SuspendTenantInput, { description: 'The tenant, and why.' }) input: SuspendTenantInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { tenant: await suspendTenant(context, { ...input, id: decodeId(ID_PREFIX.tenant, input.id) }) };
  }

  @RequiresPermission('manage_tenants')
  @Mutation(() => TenantPayload, {
    description: 'Lets the people of a suspended tenant act again. Refused with TENANT_STATE_INVALID or NOT_FOUND.',
  })
  async reactivateTenant(
    @Arg('input', () => TenantInput, { description: 'The tenant.' }) input: TenantInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { tenant: await reactivateTenant(context, { id: decodeId(ID_PREFIX.tenant, input.id) }) };
  }

  @RequiresPermission('manage_tenants')
  @Mutation(() => TenantPayload, {
    description:
      'Closes a tenant at once, and has it purged with everything of it in 30 days. Refused with TENANT_STATE_INVALID or NOT_FOUND.',
  })
  async deleteTenant(
    @Arg('input', () => TenantInput, { description: 'The tenant.' }) input: TenantInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { tenant: await deleteTenant(context, { id: decodeId(ID_PREFIX.tenant, input.id) }) };
  }

  @RequiresPermission('manage_tenants')
  @Mutation(() => TenantPayload, {
    description:
      'Brings back a deleted tenant within its grace, suspended when it was before. Refused with TENANT_STATE_INVALID, GRACE_OVER or NOT_FOUND.',
  })
  async restoreTenant(
    @Arg('input', () => TenantInput, { description: 'The tenant.' }) input: TenantInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { tenant: await restoreTenant(context, { id: decodeId(ID_PREFIX.tenant, input.id) }) };
  }
}
