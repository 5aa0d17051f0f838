import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { announceTenantChange } from '../lifecycle/tell-of-tenant.ts';
import { checkName, Faults } from '../validation.ts';
import { changeTenant } from './change-tenant.ts';
import { checkRegion, withBranding, withFlags, type BrandingChange } from './tenant-settings.ts';
import type { Tenant, TenantPlan } from './tenant.entity.ts';
import { TenantStateError } from './tenants.errors.ts';

/** What to change of a tenant; what is left out stays, as does what is null where it has no other meaning. */
export interface UpdateTenant {
  id: Uuid;
  name?: string | null | undefined;
  plan?: TenantPlan | null | undefined;
  /** Null takes it away. */
  region?: string | null | undefined;
  featureFlags?: readonly { name: string; isEnabled: boolean | null }[] | null | undefined;
  branding?: BrandingChange | null | undefined;
}

/** Changes a tenant that is not deleted. */
export async function updateTenant(context: RequestContext, command: UpdateTenant): Promise<Tenant> {
  const faults = new Faults();
  const name = command.name ? faults.collect(checkName('name', command.name)) : undefined;
  const region = command.region ? faults.collect(checkRegion('region', command.region)) : command.region;
  faults.throwIfAny();
  return changeTenant(context, { id: command.id, action: 'tenant.updated' }, (tenant, transaction) => {
    if (tenant.status === 'deleted' || tenant.status === 'failed') throw new TenantStateError('changed', tenant.status);
    if (name !== undefined) tenant.name = name;
    // Limits depend on the plan, and what may be done on plan and flags; gateways know them from the identity.
    if ((command.plan && command.plan !== tenant.plan) || command.featureFlags) announceTenantChange(transaction, tenant.id);
    if (command.plan) tenant.plan = command.plan;
    if (region !== undefined) tenant.region = region;
    if (command.featureFlags) tenant.featureFlags = withFlags(tenant.featureFlags, command.featureFlags);
    if (command.branding) tenant.branding = withBranding(tenant.branding, command.branding);
  });
}
