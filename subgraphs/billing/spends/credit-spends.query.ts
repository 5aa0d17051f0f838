import { sql, type RawBuilder } from 'kysely';
import { arrayOf, rowsOf, sharedIfSame } from '../../../platform/database/rows.ts';
import { Money } from '../../../platform/money/money.ts';
import { creditsMoved } from '../credits/credit-moves.query.ts';
import { countedIn } from '../limits/counted-spending.query.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
import { ledgerRows } from '../ledger/ledger-write.query.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { CreditSpend, SpendDraw, SpendOrder } from './credit-spend.ts';
import type { SpendBook } from './spend-book.ts';

/** The condition by which a statement on spends (aliased `s`) names whose it means: the tenant's, of one mode, of the organization in scope. */
export function spendsInScope(db: ScopedQueryable): RawBuilder<unknown> {
  const { tenant, organization, testMode } = db.scope;
  if (tenant === null || organization === null) return sql`false`;
  const ofOrganization = organization === 'all' ? sql`` : sql`and s.organization_id = ${organization}`;
  return sql`s.tenant_id = ${tenant.id} and s.test_mode = ${testMode} ${ofOrganization}`;
}

type StoredSpend = Omit<CreditSpend, 'amount'> & { amount: string; currency: string };

/** The spends that were made earlier under the keys of orders, in the organizations of their entities. */
export function earlierSpends(db: ScopedQueryable, orders: readonly SpendOrder[]): RawBuilder<StoredSpend> {
  const entityIds = arrayOf(
    'uuid',
    orders.map((order) => order.entityId),
  );
  const keys = arrayOf(
    'text',
    orders.map((order) => order.key),
  );
  return sql<StoredSpend>`
    select s.* from unnest(${entityIds}, ${keys}) as k (entity_id, key)
    cross join lateral (select b.organization_id from credit_balances b where b.id = k.entity_id and ${inScope(db, 'b')} limit 1) b
    cross join lateral (select s.id, s.organization_id as "organizationId", s.entity_id as "entityId", s.user_id as "userId",
      s.team_id as "teamId", s.month, s.amount, s.currency, s.reason, s.key,
      s.occurred_at as "occurredAt"
      from billing.credit_spends s where s.organization_id = b.organization_id and s.key = k.key and ${spendsInScope(db)} limit 1) s`;
}

/** A spend as it was read. */
export function toSpend({ currency, amount, ...row }: StoredSpend): CreditSpend {
  return { ...row, amount: Money.of(amount, currency) };
}

/** Writes a group of spends in one statement, whatever their number: spends, ledger, grants, members and balances. Run it under the locks of the balances. */
export function spendsWritten(db: ScopedQueryable, book: SpendBook, now: Date): RawBuilder<unknown> {
  return sql`
    with spent as (
      insert into billing.credit_spends (tenant_id, test_mode, organization_id, key, id, entity_id, user_id, team_id, month, amount, currency, reason, occurred_at)
      ${columnsOf(db, book.spends, now)}
    ), ${countedIn(db, book.limits.counted())} ${ledgerRows(db, book.draws.map(toPosting))}, ${creditsMoved(book.moves, ['remaining', 'spent'])}`;
}

function columnsOf(db: ScopedQueryable, spends: readonly CreditSpend[], now: Date): RawBuilder<unknown> {
  const each = <Value>(valueOf: (spend: CreditSpend) => Value): Value[] => spends.map(valueOf);
  return rowsOf([
    ['tenant_id', 'uuid', { shared: db.scope.tenant!.id }],
    ['test_mode', 'boolean', { shared: db.scope.testMode }],
    ['organization_id', 'uuid', sharedIfSame(each((spend) => spend.organizationId))],
    ['key', 'text', each((spend) => spend.key)],
    ['id', 'uuid', each((spend) => spend.id)],
    ['entity_id', 'uuid', each((spend) => spend.entityId)],
    ['user_id', 'uuid', sharedIfSame(each((spend) => spend.userId))],
    ['team_id', 'uuid', sharedIfSame(each((spend) => spend.teamId))],
    ['month', 'text', sharedIfSame(each((spend) => spend.month))],
    ['amount', 'numeric', each((spend) => spend.amount.amount.toFixed())],
    ['currency', 'text', sharedIfSame(each((spend) => spend.amount.currency))],
    ['reason', 'text', sharedIfSame(each((spend) => spend.reason))],
    ['occurred_at', 'timestamptz', { shared: now }],
  ]);
}

function toPosting({ spend, grantId, amount }: SpendDraw): LedgerPosting {
  const { id, organizationId, entityId, occurredAt } = spend;
  return {
    kind: 'credits.spent',
    causeId: id,
    organizationId,
    entityId,
    debit: { account: 'credits', subjectId: grantId },
    credit: { account: 'revenue', subjectId: entityId },
    amount,
    currency: spend.amount.currency,
    occurredAt,
  };
}
