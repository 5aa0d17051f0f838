import { sql, type RawBuilder } from 'kysely';
import { arrayOf, rowsOf } from '../../../platform/database/rows.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { creditsMoved } from '../credits/credit-moves.query.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
import { ledgerRows } from '../ledger/ledger-write.query.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { CreditSpend, SpendDraw } from './credit-spend.ts';
import type { SpendBook } from './spend-book.ts';

/** The condition by which a statement on spends (aliased `s`) names whose it means: the tenant's, of one mode, of the organization in scope. */
export function spendsInScope(db: ScopedQueryable): RawBuilder<unknown> {
  const { tenant, organization, testMode } = db.scope;
  if (tenant === null || organization === null) return sql`false`;
  const ofOrganization = organization === 'all' ? sql`` : sql`and s.organization_id = ${organization}`;
  return sql`s.tenant_id = ${tenant.id} and s.test_mode = ${testMode} ${ofOrganization}`;
}

/** The spends that were made earlier under the keys of a group. */
export async function findEarlierSpends(
  db: ScopedQueryable,
  keys: readonly { organizationId: Uuid; key: string }[],
): Promise<CreditSpend[]> {
  const rows = await db.queryPrepared(sql<Omit<CreditSpend, 'amount'> & { amount: string; currency: string }>`
    select s.* from unnest(${arrayOf(
      'uuid',
      keys.map((each) => each.organizationId),
    )}, ${arrayOf(
      'text',
      keys.map((each) => each.key),
    )}) as k (organization_id, key)
    cross join lateral (select s.id, s.organization_id as "organizationId", s.entity_id as "entityId", s.user_id as "userId", s.amount, s.currency, s.reason, s.key,
      s.occurred_at as "occurredAt"
      from billing.credit_spends s where s.organization_id = k.organization_id and s.key = k.key and ${spendsInScope(db)} limit 1) s`);
  return rows.map(({ currency, amount, ...row }) => ({ ...row, amount: Money.of(amount, currency) }));
}

/** Writes a group of spends in one statement, whatever their number: spends, ledger, grants, members and balances. Call it under the locks of the balances. */
export async function writeSpends(db: ScopedQueryable, book: SpendBook, now: Date): Promise<void> {
  await db.queryPrepared(sql`
    with spent as (
      insert into billing.credit_spends (tenant_id, test_mode, organization_id, key, id, entity_id, user_id, amount, currency, reason, occurred_at)
      ${columnsOf(db, book.spends, now)}
    ), ${ledgerRows(db, book.draws.map(toPosting))}, ${creditsMoved(book.moves)}`);
}

function columnsOf(db: ScopedQueryable, spends: readonly CreditSpend[], now: Date): RawBuilder<unknown> {
  const each = <Value>(valueOf: (spend: CreditSpend) => Value): Value[] => spends.map(valueOf);
  return rowsOf([
    ['tenant_id', 'uuid', { shared: db.scope.tenant!.id }],
    ['test_mode', 'boolean', { shared: db.scope.testMode }],
    ['organization_id', 'uuid', each((spend) => spend.organizationId)],
    ['key', 'text', each((spend) => spend.key)],
    ['id', 'uuid', each((spend) => spend.id)],
    ['entity_id', 'uuid', each((spend) => spend.entityId)],
    ['user_id', 'uuid', each((spend) => spend.userId)],
    ['amount', 'numeric', each((spend) => spend.amount.amount.toFixed())],
    ['currency', 'text', each((spend) => spend.amount.currency)],
    ['reason', 'text', each((spend) => spend.reason)],
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
