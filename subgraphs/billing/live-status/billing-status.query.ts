import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { EntityStatus } from '../entities/billing-entity.entity.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** An entity's billing status as of now. */
export interface BillingStatus {
  entityId: Uuid;
  organizationId: Uuid;
  status: EntityStatus;
  graceEndsAt: Date | null;
  /** When the status became what it is: at the latest change, or when the entity was made. */
  changedAt: Date;
}

/** The billing status of an entity, as far as the session may see it. */
export async function findBillingStatus(db: ScopedQueryable, entityId: Uuid): Promise<BillingStatus | undefined> {
  return db.first(sql<BillingStatus>`
    select e.id as "entityId", e.organization_id as "organizationId", e.status, e.grace_ends_at as "graceEndsAt",
      coalesce(e.status_changed_at, e.created_at) as "changedAt"
    from entities e where e.id = ${entityId} and ${inScope(db, 'e')}`);
}

/** Notes when an entity's status changed. */
export async function markStatusChanged(db: ScopedQueryable, entityId: Uuid, changedAt: Date): Promise<void> {
  await db.query(
    sql`update entities e set status_changed_at = ${changedAt}::timestamptz where e.id = ${entityId} and ${inScope(db, 'e')}`,
  );
}
