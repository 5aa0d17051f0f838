import { TenantReactivated, TenantSuspended } from '../../../contracts/events/tenant-events.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { changeTenant } from '../tenants/change-tenant.ts';
import type { Tenant } from '../tenants/tenant.entity.ts';
import { TenantStateError } from '../tenants/tenants.errors.ts';
import { announceTenantChange, tenantEvent } from './tell-of-tenant.ts';

const LONGEST_REASON = 500;

/** Refuses everything to a tenant's people until it is reactivated; operators go on managing it. */
export async function suspendTenant(
  context: RequestContext,
  command: { id: Uuid; reason?: string | null | undefined },
): Promise<Tenant> {
  const reason = command.reason?.slice(0, LONGEST_REASON * 2).trim() || null;
  if (reason && reason.length > LONGEST_REASON)
    throw ValidationError.of('reason', `A reason has at most ${LONGEST_REASON} characters.`);
  return changeTenant(context, { id: command.id, action: 'tenant.suspended' }, (tenant, transaction) => {
    if (tenant.status !== 'active') throw new TenantStateError('suspended', tenant.status);
    Object.assign(tenant, { status: 'suspended', suspendedAt: context.clock.now(), suspensionReason: reason });
    transaction.publish(tenantEvent(context, TenantSuspended, tenant.id, { tenantId: tenant.id, reason }));
    announceTenantChange(transaction, tenant.id);
  });
}

/** Lets the people of a suspended tenant act again. */
export async function reactivateTenant(context: RequestContext, command: { id: Uuid }): Promise<Tenant> {
  return changeTenant(context, { id: command.id, action: 'tenant.reactivated' }, (tenant, transaction) => {
    if (tenant.status !== 'suspended') throw new TenantStateError('reactivated', tenant.status);
    Object.assign(tenant, { status: 'active', suspendedAt: null, suspensionReason: null });
    transaction.publish(tenantEvent(context, TenantReactivated, tenant.id, { tenantId: tenant.id }));
    announceTenantChange(transaction, tenant.id);
  });
}
