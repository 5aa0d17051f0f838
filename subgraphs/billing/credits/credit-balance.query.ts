import { sql } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { THRESHOLD_AT } from '../settings/settings.query.ts';

/** Whose credits are about to move. */
export interface BalanceOwner {
  entityId: Uuid;
  organizationId: Uuid;
}

/** The sums of an entity's credits after a movement, as exact decimals. */
export interface BalanceRow {
  granted: string;
  remaining: string;
  reserved: string;
  spent: string;
  expired: string;
  voided: string;
  transferred: string;
  accrued: string;
  unspentAfterGrant: string;
}

/** The output columns of a statement that moves a balance. */
export const BALANCE_COLUMNS = sql`granted, remaining, reserved, spent, expired, voided, transferred, accrued, unspent_after_grant as "unspentAfterGrant"`;

/**
 * Locks an entity's balance until the transaction ends; undefined when there is no such entity in view. Read what you
 * decide on in a later statement: only that one is sure to see what the previous holder of the lock left behind.
 */
export async function lockBalance(
  db: ScopedQueryable,
  owner: { entityId: Uuid; organizationId: Uuid | undefined },
): Promise<BalanceOwner | undefined> {
  const ofOrganization = owner.organizationId ? sql`and b.organization_id = ${owner.organizationId}` : sql``;
  return db.first(sql<BalanceOwner>`
    select b.id as "entityId", b.organization_id as "organizationId" from credit_balances b
    where b.id = ${owner.entityId} and ${inScope(db, 'b')} ${ofOrganization} for update`);
}

/** Locks the balance that a reservation draws on; undefined when there is no such reservation in view. */
export async function lockBalanceOfReservation(db: ScopedQueryable, reservationId: Uuid): Promise<BalanceOwner | undefined> {
  return db.first(sql<BalanceOwner>`
    select b.id as "entityId", b.organization_id as "organizationId" from credit_balances b
    where b.id = (select r.entity_id from credit_reservations r where r.id = ${reservationId} and ${inScope(db, 'r')}) and ${inScope(db, 'b')} for update`);
}

/** What an entity has, as its owners read it: granted = available + scheduled + reserved + spent + expired + voided + transferred. */
export interface CreditPosition {
  entityId: Uuid;
  organizationId: Uuid;
  entityName: string;
  currency: string;
  status: 'active' | 'grace' | 'suspended';
  isDefault: boolean;
  lowBalanceThreshold: string | null;
  unspentAfterGrant: string;
  /** Can be spent now. */
  available: string;
  /** Granted, but not in force yet. */
  scheduled: string;
  reserved: string;
  spent: string;
  /** Ran out unspent, whether or not the books have been cleared of it. */
  expired: string;
  /** Taken back or refunded. */
  voided: string;
  /** Handed on to another entity. */
  transferred: string;
  granted: string;
  /** Bought on invoice, not invoiced yet. */
  accrued: string;
}

const POSITION = sql`
  select b.id as "entityId", b.organization_id as "organizationId", e.name as "entityName", e.currency, e.status, e.is_default as "isDefault",
    ${THRESHOLD_AT} as "lowBalanceThreshold", b.unspent_after_grant as "unspentAfterGrant", left_over.available, left_over.scheduled,
    b.reserved, b.spent, b.expired + left_over.lapsed as expired, b.voided, b.transferred, b.granted, b.accrued`;

/** The positions of entities at `now`, as far as the session may see them. */
export async function findCreditPositions(db: ScopedQueryable, entityIds: readonly Uuid[], now: Date): Promise<CreditPosition[]> {
  return db.query(sql<CreditPosition>`
    ${POSITION} from credit_balances b join entities e on e.id = b.id cross join lateral (${leftOver(now)}) as left_over
    where b.id = any(${entityIds}::uuid[]) and ${inScope(db, 'b')}`);
}

/** The positions of all entities of an organization at `now`: the default in front, then by age. */
export async function findCreditPositionsOfOrganization(
  db: ScopedQueryable,
  organizationId: Uuid,
  now: Date,
): Promise<CreditPosition[]> {
  return db.query(sql<CreditPosition>`
    ${POSITION} from credit_balances b join entities e on e.id = b.id cross join lateral (${leftOver(now)}) as left_over
    where b.organization_id = ${organizationId} and ${inScope(db, 'b')} order by e.is_default desc, e.created_at, e.id`);
}

// Whether a grant can be spent is a question of the moment, so it is never stored: `remaining` is split by the clock.
function leftOver(now: Date) {
  return sql`
    select coalesce(sum(g.remaining) filter (where g.effective_at <= ${now} and g.expires_at > ${now}), 0) as available,
      coalesce(sum(g.remaining) filter (where g.effective_at > ${now}), 0) as scheduled,
      coalesce(sum(g.remaining) filter (where g.expires_at <= ${now}), 0) as lapsed
    from credit_grants g where g.entity_id = b.id and g.has_left`;
}
