import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { purgeTenant } from '../../../platform/database/tenant-schemas.query.ts';
import { PLATFORM_SCOPE, type ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { platformSession } from '../operators/platform-session.ts';
import { lockPurgeable, removeTenant, tenantsToPurge } from './purge-tenants.query.ts';

/** Removes the tenants whose grace is over: their schema, and their rows in every table that tenants share. */
export const purgeDeletedTenants: ScheduledJob = {
  name: 'tenants.purge-deleted',
  everyMs: 60_000,
  scopesWithWork: async () => PLATFORM_SCOPE,
  run: purgeTenants,
};

/** One tenant a transaction, so that what was cut off is found whole and purged the next time. */
export async function purgeTenants(context: RequestContext): Promise<void> {
  const session = await platformSession(context);
  if (!session) return;
  const now = context.clock.now();
  for (const id of await tenantsToPurge(session, now)) {
    await session.transaction(async (transaction) => {
      const tenant = await lockPurgeable(transaction, id, now);
      if (!tenant) return;
      await purgeTenant(transaction, id);
      await removeTenant(transaction, id);
      transaction.audit({
        action: 'tenant.purged',
        resourceType: 'tenant',
        resourceId: id,
        organizationId: null,
        before: tenant,
        ...auditFacts(context),
      });
    });
  }
}
