import { sql } from 'kysely';
import { fetchPages, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { THRESHOLD_AT } from '../settings/settings.query.ts';
import { BALANCE_COLUMNS, type BalanceOwner, type BalanceRow } from './credit-balance.query.ts';
import { EXPIRY_NOTICE_MS } from './credit-terms.ts';
import type { GrantPart } from './credit-postings.ts';

/** Whether credits were paid for. */
export type CreditGrantKind = 'purchased' | 'promotional';

/** A grant of credits; amount = remaining + reserved + spent + expired + voided + transferred, in the entity's currency. */
export interface CreditGrant {
  id: Uuid;
  entityId: Uuid;
  currency: string;
  amount: string;
  remaining: string;
  reserved: string;
  spent: string;
  expired: string;
  voided: string;
  transferred: string;
  kind: CreditGrantKind;
  /** Lower is spent first. */
  priority: number;
  effectiveAt: Date;
  expiresAt: Date;
  createdAt: Date;
}

const GRANT_COLUMNS = sql`g.id, g.entity_id as "entityId", (select e.currency from entities e where e.id = g.entity_id) as currency, g.amount,
  g.remaining, g.reserved, g.spent, g.expired, g.voided, g.transferred, g.kind, g.priority, g.effective_at as "effectiveAt", g.expires_at as "expiresAt", g.created_at as "createdAt"`;

/** What a grant depends on, read under the lock. */
export interface GrantingFacts {
  currency: string;
  earlier: CreditGrant | undefined;
}

/** Reads the entity's currency and the grant made earlier under the key. Call it under the balance's lock, as a statement of its own. */
export async function readGrantingFacts(
  db: ScopedQueryable,
  owner: BalanceOwner,
  idempotencyKey: string,
): Promise<GrantingFacts> {
  const row = await db.first(sql<CreditGrant & { entityCurrency: string }>`
    select e.currency as "entityCurrency", g.* from entities e
    left join lateral (select ${GRANT_COLUMNS} from credit_grants g
      where g.organization_id = e.organization_id and g.test_mode = e.test_mode and g.idempotency_key = ${idempotencyKey}) g on true
    where e.id = ${owner.entityId} and e.organization_id = ${owner.organizationId} and ${inScope(db, 'e')}`);
  const { entityCurrency, ...earlier } = row!;
  return { currency: entityCurrency, earlier: earlier.id ? earlier : undefined };
}

/** A grant about to be written. */
export interface NewGrant extends BalanceOwner {
  id: Uuid;
  amount: string;
  kind: CreditGrantKind;
  priority: number;
  effectiveAt: Date;
  expiresAt: Date;
  idempotencyKey: string;
  /** The purchase that it was bought by. */
  purchaseId: Uuid | null;
  now: Date;
}

/** Writes a grant and adds it to the balance, which is answered. */
export async function insertGrant(db: ScopedQueryable, grant: NewGrant): Promise<BalanceRow> {
  const row = await db.first(sql<BalanceRow>`
    with granted as (
      insert into credit_grants (id, organization_id, test_mode, entity_id, amount, remaining, kind, priority, effective_at, expires_at, idempotency_key, purchase_id, created_at)
      values (${grant.id}, ${grant.organizationId}, ${db.scope.testMode}, ${grant.entityId}, ${grant.amount}, ${grant.amount}, ${grant.kind}, ${grant.priority},
        ${grant.effectiveAt}, ${grant.expiresAt}, ${grant.idempotencyKey}, ${grant.purchaseId}, ${grant.now})
      returning amount
    )
    update credit_balances b set granted = b.granted + g.amount, remaining = b.remaining + g.amount, unspent_after_grant = b.remaining + b.reserved + g.amount
    from granted g where b.id = ${grant.entityId} returning ${BALANCE_COLUMNS}`);
  return row!;
}

/** Grants by id, as far as the session may see them. */
export async function findGrants(db: ScopedQueryable, ids: readonly Uuid[]): Promise<CreditGrant[]> {
  return db.query(
    sql<CreditGrant>`select ${GRANT_COLUMNS} from credit_grants g where g.id = any(${ids}::uuid[]) and ${inScope(db, 'g')}`,
  );
}

/** Locks the balance that a grant belongs to; undefined when there is no such grant in view. */
export async function lockBalanceOfGrant(db: ScopedQueryable, grantId: Uuid): Promise<BalanceOwner | undefined> {
  return db.first(sql<BalanceOwner>`
    select b.id as "entityId", b.organization_id as "organizationId" from credit_balances b
    where b.id = (select g.entity_id from credit_grants g where g.id = ${grantId} and ${inScope(db, 'g')}) and ${inScope(db, 'b')} for update`);
}

/** What was left of a grant when it was voided, with the balance afterwards. */
export interface VoidedGrant extends BalanceRow {
  amount: string;
  kind: CreditGrantKind;
  currency: string;
  lowBalanceThreshold: string | null;
}

/** Voids what is left of a grant that has not run out; undefined when that is nothing. Call it under the balance's lock. */
export async function voidRemaining(
  db: ScopedQueryable,
  voiding: BalanceOwner & { grantId: Uuid; now: Date },
): Promise<VoidedGrant | undefined> {
  const { entityId, grantId, now } = voiding;
  return db.first(sql<VoidedGrant>`
    with left_over as (
      select g.id, g.kind, g.remaining as amount from credit_grants g
      where g.id = ${grantId} and g.entity_id = ${entityId} and g.has_left and g.expires_at > ${now} and ${inScope(db, 'g')}
    ), grants as (
      update credit_grants g set remaining = 0, voided = g.voided + l.amount from left_over l where g.id = l.id
    )
    update credit_balances b set remaining = b.remaining - l.amount, voided = b.voided + l.amount
    from left_over l, entities e where b.id = ${entityId} and e.id = b.id
    returning ${BALANCE_COLUMNS}, l.amount, l.kind, e.currency, ${THRESHOLD_AT} as "lowBalanceThreshold"`);
}

/** Voids an amount of what can be spent, beginning with what would be spent last. Call it under the balance's lock. */
export async function voidFromGrants(
  db: ScopedQueryable,
  voiding: BalanceOwner & { amount: string; now: Date },
): Promise<BalanceRow & { parts: GrantPart[] }> {
  const { entityId, amount, now } = voiding;
  const row = await db.first(sql<BalanceRow & { parts: GrantPart[] }>`
    with spendable as (
      select g.id, g.kind, g.remaining, sum(g.remaining) over last_first - g.remaining as before
      from credit_grants g
      where g.entity_id = ${entityId} and g.has_left and g.effective_at <= ${now} and g.expires_at > ${now} and ${inScope(db, 'g')}
      window last_first as (order by g.priority desc, g.expires_at desc, g.created_at desc, g.id desc rows unbounded preceding)
    ), taken as (
      select id, kind, least(remaining, ${amount}::numeric - before) as amount from spendable where before < ${amount}::numeric
    ), grants as (
      update credit_grants g set remaining = g.remaining - t.amount, voided = g.voided + t.amount from taken t where g.id = t.id and g.entity_id = ${entityId}
    )
    update credit_balances b set remaining = b.remaining - ${amount}::numeric, voided = b.voided + ${amount}::numeric
    where b.id = ${entityId} returning ${BALANCE_COLUMNS},
      (select jsonb_agg(jsonb_build_object('grantId', id, 'kind', kind, 'amount', amount::text)) from taken) as parts`);
  return row!;
}

/** A grant that runs out soon, with what is left of it. */
export interface ExpiringGrant extends BalanceOwner {
  grantId: Uuid;
  remaining: string;
  currency: string;
  expiresAt: Date;
}

/** Grants that run out within the notice and were not told of, up to a limit. */
export async function findExpiringGrants(db: ScopedQueryable, now: Date, limit: number): Promise<Uuid[]> {
  const until = new Date(now.getTime() + EXPIRY_NOTICE_MS);
  const rows = await db.query(sql<{ id: Uuid }>`
    select g.id from credit_grants g
    where g.has_left and g.expiry_announced_at is null and g.expires_at > ${now} and g.expires_at <= ${until} and ${inScope(db, 'g')} limit ${limit}`);
  return rows.map((row) => row.id);
}

/** Marks grants that run out until then as told of, and answers them: each once, whoever asks. */
export async function markExpiryAnnounced(
  db: ScopedQueryable,
  span: { now: Date; until: Date; limit: number },
): Promise<ExpiringGrant[]> {
  return db.query(sql<ExpiringGrant>`
    with expiring as (
      select g.id from credit_grants g
      where g.has_left and g.expiry_announced_at is null and g.expires_at > ${span.now} and g.expires_at <= ${span.until} and ${inScope(db, 'g')}
      order by g.expires_at, g.id limit ${span.limit} for update skip locked
    )
    update credit_grants g set expiry_announced_at = ${span.now} from expiring x, entities e where g.id = x.id and e.id = g.entity_id
    returning g.id as "grantId", g.entity_id as "entityId", g.organization_id as "organizationId", g.remaining, e.currency, g.expires_at as "expiresAt"`);
}

/** A page of the grants of each entity, newest first; one statement for all entities. */
export async function listGrants(
  db: ScopedQueryable,
  entityIds: readonly Uuid[],
  request: PageRequest,
): Promise<Map<Uuid, Page<CreditGrant>>> {
  const statement = sql<CreditGrant>`select ${GRANT_COLUMNS}, g.entity_id as parent_id, g.created_at from credit_grants g where ${inScope(db, 'g')}`;
  return fetchPages(db, entityIds, statement, { column: 'created_at', type: 'timestamptz', direction: 'desc' }, request);
}

/** Entities that hold grants which ran out unspent. */
export async function findOwnersOfLapsedGrants(db: ScopedQueryable, now: Date, limit: number): Promise<BalanceOwner[]> {
  return db.query(sql<BalanceOwner>`
    select distinct g.entity_id as "entityId", g.organization_id as "organizationId" from credit_grants g
    where g.has_left and g.expires_at <= ${now} and ${inScope(db, 'g')} limit ${limit}`);
}

/** What an expiry changed. */
export interface Expiry extends BalanceRow {
  lapsed: string;
  /** What was left of each grant. */
  parts: GrantPart[];
  currency: string;
  lowBalanceThreshold: string | null;
}

/** Clears the entity's grants that ran out; undefined when there are none. Call it under the balance's lock. */
export async function clearLapsedGrants(db: ScopedQueryable, owner: BalanceOwner, now: Date): Promise<Expiry | undefined> {
  return db.first(sql<Expiry>`
    with lapsing as (
      select g.id, g.kind, g.remaining from credit_grants g where g.entity_id = ${owner.entityId} and g.has_left and g.expires_at <= ${now}
    ), grants as (
      update credit_grants g set remaining = 0, expired = g.expired + l.remaining from lapsing l where g.id = l.id and g.entity_id = ${owner.entityId}
    ), summed as (
      select sum(remaining) as lapsed, jsonb_agg(jsonb_build_object('grantId', id, 'kind', kind, 'amount', remaining::text)) as parts from lapsing
    )
    update credit_balances b set remaining = b.remaining - s.lapsed, expired = b.expired + s.lapsed
    from summed s, entities e where b.id = ${owner.entityId} and e.id = b.id and s.lapsed > 0
    returning ${BALANCE_COLUMNS}, s.lapsed, s.parts, e.currency, ${THRESHOLD_AT} as "lowBalanceThreshold"`);
}
