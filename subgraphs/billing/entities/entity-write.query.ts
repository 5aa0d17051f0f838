import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { BillingStanding } from './billing-standing.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** Whether the organization has a default entity in the session's mode. */
export async function hasDefaultEntity(db: ScopedQueryable, organizationId: Uuid): Promise<boolean> {
  const row = await db.first(
    sql`select 1 from entities where organization_id = ${organizationId} and is_default and ${inScope(db, 'entities')}`,
  );
  return row !== undefined;
}

/** Takes the default from whichever entity of the organization has it. */
export async function clearDefaultEntity(db: ScopedQueryable, organizationId: Uuid): Promise<void> {
  await db.query(
    sql`update entities set is_default = false, version = version + 1 where organization_id = ${organizationId} and is_default and ${inScope(db, 'entities')}`,
  );
}

/** Opens the balance that every movement of the entity's credits locks first; made with the entity, so it is never missing. */
export async function openCreditBalance(db: ScopedQueryable, owner: { entityId: Uuid; organizationId: Uuid }): Promise<void> {
  await db.query(
    sql`insert into credit_balances (id, organization_id, test_mode) values (${owner.entityId}, ${owner.organizationId}, ${db.scope.testMode})`,
  );
}

/** Writes a standing; answers the one before, or undefined when nothing changed (or the entity is not in view). */
export async function writeBillingStanding(
  db: ScopedQueryable,
  entityId: Uuid,
  standing: BillingStanding,
): Promise<BillingStanding | undefined> {
  const { status, graceEndsAt } = standing;
  return db.first(sql<BillingStanding>`
    update entities e set status = ${status}, grace_ends_at = ${graceEndsAt}, version = e.version + 1
    from (select o.id, o.status, o.grace_ends_at from entities o where o.id = ${entityId} and ${inScope(db, 'o')} for update) as old
    where e.id = old.id and (old.status, old.grace_ends_at) is distinct from (${status}, ${graceEndsAt}::timestamptz)
    returning old.status, old.grace_ends_at as "graceEndsAt"`);
}
