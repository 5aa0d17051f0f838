import { TenantDeleted, TenantRestored } from '../../../contracts/events/tenant-events.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { reviveSchema, retireSchema } from '../../../platform/database/tenant-schemas.query.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { changeTenant } from '../tenants/change-tenant.ts';
import type { Tenant } from '../tenants/tenant.entity.ts';
import { GraceOverError, TenantStateError } from '../tenants/tenants.errors.ts';
import { announceTenantChange, tenantEvent } from './tell-of-tenant.ts';

const GRACE_DAYS = 30;
const DAY_MS = 86_400_000;

/** Closes a tenant at once, and has it purged in 30 days; one whose provisioning failed has nothing to wait for. */
export async function deleteTenant(context: RequestContext, command: { id: Uuid }): Promise<Tenant> {
  const now = context.clock.now();
  return changeTenant(context, { id: command.id, action: 'tenant.deleted' }, async (tenant, transaction) => {
    const hasFailed = tenant.status === 'failed';
    if (!hasFailed && tenant.status !== 'active' && tenant.status !== 'suspended')
      throw new TenantStateError('deleted', tenant.status);
    const purgeAfter = hasFailed ? now : new Date(now.getTime() + GRACE_DAYS * DAY_MS);
    Object.assign(tenant, { status: 'deleted', deletedAt: now, purgeAfter });
    if (hasFailed) return;
    await retireSchema(transaction, { tenantId: tenant.id, now });
    const data = { tenantId: tenant.id, purgeAfter: purgeAfter.toISOString() };
    transaction.publish(tenantEvent(context, TenantDeleted, tenant.id, data));
    announceTenantChange(transaction, tenant.id);
  });
}

/** Brings back a deleted tenant within its grace, suspended when it was suspended before. */
export async function restoreTenant(context: RequestContext, command: { id: Uuid }): Promise<Tenant> {
  return changeTenant(context, { id: command.id, action: 'tenant.restored' }, async (tenant, transaction) => {
    if (tenant.status !== 'deleted') throw new TenantStateError('restored', tenant.status);
    if (!tenant.purgeAfter || tenant.purgeAfter <= context.clock.now()) throw new GraceOverError();
    const status = tenant.suspendedAt ? 'suspended' : 'active';
    Object.assign(tenant, { status, deletedAt: null, purgeAfter: null });
    await reviveSchema(transaction, tenant.id);
    transaction.publish(tenantEvent(context, TenantRestored, tenant.id, { tenantId: tenant.id, status }));
    announceTenantChange(transaction, tenant.id);
  });
}
