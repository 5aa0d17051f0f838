import { sql, type RawBuilder } from 'kysely';
import { fetchPages, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { ledgerInScope } from '../ledger/ledger-scope.query.ts';

/** One movement of what an entity can spend; an exact decimal, negative when it fell. */
export interface StatementLine {
  id: Uuid;
  kind: string;
  causeId: Uuid;
  grantId: Uuid;
  change: string;
  currency: string;
  occurredAt: Date;
}

const IS_CREDITED = sql`t.credit_account = 'credits'`;
const CHANGE = sql`case when ${IS_CREDITED} then t.amount else -t.amount end`;

function movements(db: ScopedQueryable): RawBuilder<unknown> {
  return sql`billing.ledger_transactions t where ${ledgerInScope(db, 't')} and (${IS_CREDITED} or t.debit_account = 'credits')`;
}

/** A page of the movements of each entity's spendable credits, newest first; one statement for all entities. */
export async function listStatementLines(
  db: ScopedQueryable,
  entityIds: readonly Uuid[],
  request: PageRequest,
): Promise<Map<Uuid, Page<StatementLine>>> {
  const statement = sql<StatementLine>`
    select t.id, t.entity_id as parent_id, t.kind, t.cause_id as "causeId", case when ${IS_CREDITED} then t.credit_subject_id else t.debit_subject_id end as "grantId",
      ${CHANGE} as change, t.currency, t.occurred_at as "occurredAt"
    from ${movements(db)}`;
  return fetchPages(db, entityIds, statement, { column: 'id', type: 'uuid', direction: 'desc' }, request);
}

/** What came and went in a span of time; exact decimals, in the entity's currency. */
export interface Utilization {
  granted: string;
  received: string;
  spent: string;
  expired: string;
  voided: string;
  transferred: string;
}

/** Adds up what came to an entity's credits and what went, from `start` until before `end`. */
export async function sumUtilization(
  db: ScopedQueryable,
  entityId: Uuid,
  span: { start: Date; end: Date },
): Promise<Utilization> {
  const sum = (condition: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`coalesce(sum(t.amount) filter (where ${condition}), 0)`;
  const row = await db.first(sql<Utilization>`
    select ${sum(sql`t.kind in ('credits.granted', 'credits.purchased', 'credits.opened', 'purchase.reversed') and ${IS_CREDITED}`)} as granted,
      ${sum(sql`t.kind = 'credits.arrived'`)} as received,
      ${sum(sql`t.credit_account = 'revenue' and t.debit_account in ('credits', 'reserved_credits')`)}
        - ${sum(sql`t.kind = 'credits.capture_reversed'`)} as spent,
      ${sum(sql`t.kind in ('credits.expired', 'credits.lapsed', 'credits.reversal_lapsed')`)} as expired,
      ${sum(sql`t.kind in ('credits.voided', 'credits.refunded') and t.debit_account = 'credits'`)} as voided,
      ${sum(sql`t.kind = 'credits.transferred'`)} as transferred
    from billing.ledger_transactions t
    where ${ledgerInScope(db, 't')} and t.entity_id = ${entityId}::uuid and t.occurred_at >= ${span.start} and t.occurred_at < ${span.end}`);
  return row!;
}

/** What of an entity's credits is left, grant by grant, with its end. */
export async function findRunningGrants(
  db: ScopedQueryable,
  entityId: Uuid,
  now: Date,
): Promise<{ remaining: string; expiresAt: Date }[]> {
  return db.query(sql<{ remaining: string; expiresAt: Date }>`
    select g.remaining, g.expires_at as "expiresAt" from credit_grants g
    where g.entity_id = ${entityId} and g.has_left and g.effective_at <= ${now} and g.expires_at > ${now} and g.test_mode = ${db.scope.testMode}
    order by g.priority, g.expires_at, g.created_at, g.id`);
}
