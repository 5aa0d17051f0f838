import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { LEDGER_ACCOUNTS, type LedgerAccountKind } from './ledger-account.ts';
import { batchOf } from './ledger-chain.query.ts';
import { ledgerInScope } from './ledger-scope.query.ts';

/** An account with its sums; the balance is positive on the side on which the account grows. */
export interface LedgerAccountRow {
  id: Uuid;
  account: LedgerAccountKind;
  subjectId: Uuid;
  entityId: Uuid | null;
  currency: string;
  debits: string;
  credits: string;
  balance: string;
}

/** Which accounts to list; conditions add up. */
export interface LedgerAccountFilter {
  account?: string | null | undefined;
  subjectId?: Uuid | undefined;
  entityId?: Uuid | undefined;
  currency?: string | null | undefined;
  /** As the account stood at the end of this moment; now when left out. */
  asOf?: Date | null | undefined;
}

/** Sort orders of the list of accounts. */
export const LEDGER_ACCOUNT_ORDERS = {
  accountAsc: { column: 'account', type: 'text', direction: 'asc' },
  balanceDesc: { column: 'balance', type: 'numeric', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

const DEBIT_ACCOUNTS = Object.entries(LEDGER_ACCOUNTS).flatMap(([account, side]) => (side === 'debit' ? [account] : []));

const ACCOUNT_COLUMNS = sql`
  md5(concat_ws(':', account, subject_id, currency))::uuid as id, account, subject_id as "subjectId", entity_id as "entityId", currency,
  sum(debits) as debits, sum(credits) as credits,
  case when account = any(${DEBIT_ACCOUNTS}::text[]) then sum(debits) - sum(credits) else sum(credits) - sum(debits) end as balance`;

/** A page of the accounts. Now, a balance is what the sealer added up and what is not sealed yet; at a past moment it is a plain sum. */
export async function listLedgerAccounts(
  db: ScopedQueryable,
  filter: LedgerAccountFilter,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Page<LedgerAccountRow>> {
  const sides = filter.asOf
    ? bothSides(db, filter, sql`t.occurred_at <= ${filter.asOf}`)
    : sql`${foldedSums(db, filter)} union all ${bothSides(db, filter, isUnsealed(db))}`;
  const statement = sql<LedgerAccountRow>`
    select ${ACCOUNT_COLUMNS} from (${sides}) as side where ${sql.join(sideConditions(filter), sql` and `)}
    group by account, subject_id, currency, entity_id`;
  return fetchPage(db, statement, order, request);
}

function sideConditions(filter: LedgerAccountFilter): RawBuilder<unknown>[] {
  const conditions = [sql`true`];
  if (filter.account) conditions.push(sql`account = ${filter.account}`);
  if (filter.subjectId) conditions.push(sql`subject_id = ${filter.subjectId}::uuid`);
  if (filter.currency) conditions.push(sql`currency = ${filter.currency}`);
  return conditions;
}

function ofEntity(filter: LedgerAccountFilter, alias: string): RawBuilder<unknown> {
  return filter.entityId ? sql`and ${sql.ref(`${alias}.entity_id`)} = ${filter.entityId}::uuid` : sql``;
}

function foldedSums(db: ScopedQueryable, filter: LedgerAccountFilter): RawBuilder<unknown> {
  return sql`
    select b.account, b.subject_id, b.entity_id, b.currency, b.debits, b.credits from billing.ledger_balances b
    where ${ledgerInScope(db, 'b')} ${ofEntity(filter, 'b')}`;
}

function bothSides(db: ScopedQueryable, filter: LedgerAccountFilter, which: RawBuilder<unknown>): RawBuilder<unknown> {
  const rows = sql`from billing.ledger_transactions t where ${ledgerInScope(db, 't')} ${ofEntity(filter, 't')} and ${which}`;
  return sql`
    select t.debit_account as account, t.debit_subject_id as subject_id, t.entity_id, t.currency, t.amount as debits, 0 as credits ${rows}
    union all select t.credit_account, t.credit_subject_id, t.entity_id, t.currency, 0, t.amount ${rows}`;
}

// The oldest batch that waits bounds the part of the ledger that is looked through.
function isUnsealed(db: ScopedQueryable): RawBuilder<unknown> {
  const waiting = sql`from billing.ledger_unsealed q where ${ledgerInScope(db, 'q')}`;
  return sql`t.id >= (select q.entry_id ${waiting} order by q.entry_id limit 1) and ${batchOf(sql`t.id`)} in (select q.entry_id ${waiting})`;
}

/** What all accounts of a kind come to, in one currency. */
export interface LedgerTotal {
  account: LedgerAccountKind;
  currency: string;
  debits: string;
  credits: string;
}

/** The trial balance: the sums of every kind of account, in each currency, from the transactions themselves. */
export async function sumLedger(db: ScopedQueryable): Promise<LedgerTotal[]> {
  return db.query(sql<LedgerTotal>`
    select account, currency, sum(debits) as debits, sum(credits) as credits from (${bothSides(db, {}, sql`true`)}) as side
    group by account, currency order by currency, account`);
}
