import { LockMode } from '@mikro-orm/core';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { requireLiveMode } from '../live-mode.ts';
import { auditedTenant } from './audited-tenant.ts';
import { TenantEntity, type Tenant } from './tenant.entity.ts';

/** What is done to a tenant, as the audit log names it. */
interface TenantChange {
  id: Uuid;
  action: string;
}

/**
 * Changes a customer of the platform under a lock, with its audit entry; `change` refuses by throwing. Throws NotFoundError
 * when there is no such customer.
 */
export async function changeTenant(
  context: RequestContext,
  { id, action }: TenantChange,
  change: (tenant: Tenant, transaction: Transaction) => void | Promise<void>,
): Promise<Tenant> {
  requireLiveMode(context);
  return context.session.transaction(async (transaction) => {
    const where = { id, kind: 'customer' } as const;
    const tenant = await transaction.em.findOne(TenantEntity, where, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!tenant) throw new NotFoundError('The tenant', 'id');
    const before = auditedTenant(tenant);
    await change(tenant, transaction);
    await transaction.em.flush();
    transaction.audit({
      action,
      resourceType: 'tenant',
      resourceId: id,
      organizationId: null,
      before,
      after: auditedTenant(tenant),
      ...auditFacts(context),
    });
    return tenant;
  });
}
