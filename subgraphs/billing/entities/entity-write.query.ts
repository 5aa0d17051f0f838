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

/** What is told of an entity to those who keep a copy. */
export interface ToldEntity extends BillingStanding {
  id: Uuid;
  organizationId: Uuid;
  name: string;
  isDefault: boolean;
  version: number;
}

/** Takes the default from whichever entity of the organization has it, and answers that one. */
export async function clearDefaultEntity(db: ScopedQueryable, organizationId: Uuid): Promise<ToldEntity[]> {
  return db.query(sql<ToldEntity>`
    update entities e set is_default = false, version = version + 1
    where e.organization_id = ${organizationId} and e.is_default and ${inScope(db, 'e')}
    returning e.id, e.organization_id as "organizationId", e.name, e.status, e.grace_ends_at as "graceEndsAt", e.is_default as "isDefault", e.version`);
}

/** Opens the balance that every movement of the entity's credits locks first; made with the entity, so it is never missing. */
export async function openCreditBalance(db: ScopedQueryable, owner: { entityId: Uuid; organizationId: Uuid }): Promise<void> {
  await db.query(
    sql`insert into credit_balances (id, organization_id, test_mode) values (${owner.entityId}, ${owner.organizationId}, ${db.scope.testMode})`,
  );
}

/** An entity whose standing was written, with the one before. */
export interface WrittenStanding extends ToldEntity {
  statusBefore: BillingStanding['status'];
  graceEndsAtBefore: Date | null;
}

/** Writes a standing; undefined when nothing changed (or the entity is not in view). */
export async function writeBillingStanding(
  db: ScopedQueryable,
  entityId: Uuid,
  standing: BillingStanding,
): Promise<WrittenStanding | undefined> {
  const { status, graceEndsAt } = standing;
  return db.first(sql<WrittenStanding>`
    update entities e set status = ${status}, grace_ends_at = ${graceEndsAt}, version = e.version + 1
    from (select o.id, o.status, o.grace_ends_at from entities o where o.id = ${entityId} and ${inScope(db, 'o')} for update) as old
    where e.id = old.id and (old.status, old.grace_ends_at) is distinct from (${status}, ${graceEndsAt}::timestamptz)
    returning e.id, e.organization_id as "organizationId", e.name, e.status, e.grace_ends_at as "graceEndsAt", e.is_default as "isDefault", e.version,
      old.status as "statusBefore", old.grace_ends_at as "graceEndsAtBefore"`);
}
