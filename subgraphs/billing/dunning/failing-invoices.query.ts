import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { BalanceOwner } from '../credits/credit-balance.query.ts';
import type { BillingStanding } from '../entities/billing-standing.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** What decides on an entity's standing. */
export interface StandingFacts extends BillingStanding {
  /** When a payment of what is still owed first failed; null when none has. */
  firstFailureAt: Date | null;
  /** The invoice of that payment. */
  failingInvoiceId: Uuid | null;
}

/** Reads what decides on an entity's standing. Call it under the balance's lock, as a statement of its own. */
export async function readStandingFacts(db: ScopedQueryable, owner: BalanceOwner): Promise<StandingFacts> {
  const row = await db.first(sql<StandingFacts>`
    select e.status, e.grace_ends_at as "graceEndsAt", failing.first_failure_at as "firstFailureAt", failing.id as "failingInvoiceId"
    from entities e left join lateral (
      select i.id, i.first_failure_at from invoices i where i.entity_id = e.id and i.status = 'open' and i.first_failure_at is not null and ${inScope(db, 'i')}
      order by i.first_failure_at, i.id limit 1) as failing on true
    where e.id = ${owner.entityId} and ${inScope(db, 'e')}`);
  return row!;
}

/** Entities whose grace has ended, the first of them in front. */
export async function findEntitiesPastGrace(db: ScopedQueryable, now: Date, limit: number): Promise<BalanceOwner[]> {
  return db.query(sql<BalanceOwner>`
    select e.id as "entityId", e.organization_id as "organizationId" from entities e
    where e.status = 'grace' and e.grace_ends_at <= ${now} and ${inScope(db, 'e')} order by e.grace_ends_at, e.id limit ${limit}`);
}
