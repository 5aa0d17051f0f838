import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import { batchOf } from './ledger-chain.query.ts';
import { ledgerInScope } from './ledger-scope.query.ts';

/** Where the ledger and what it stands for disagree; amounts are exact decimals. */
export interface LedgerDifference {
  /** What was compared, e.g. `grant.remaining`. */
  compared: string;
  /** Whose: a grant, an entity, an invoice or an account's subject. */
  subjectId: Uuid;
  ledger: string;
  recorded: string;
}

/**
 * Compares the ledger with what it stands for: every grant with its accounts, every entity's balance with its pool, what it spent, lost and owes,
 * open invoices with receivables, and the sums that the sealer keeps with the transactions. Answers up to `limit` differences.
 */
export async function findLedgerDifferences(db: ScopedQueryable, limit: number): Promise<LedgerDifference[]> {
  const comparisons = [...grantComparisons(db), ...entityComparisons(db), ...balanceComparisons(db)];
  return db.query(sql<LedgerDifference>`
    with side as (
      select t.debit_account as account, t.debit_subject_id as subject_id, t.entity_id, t.currency, t.kind, t.credit_account as other, -t.amount as amount, t.id
      from billing.ledger_transactions t where ${ledgerInScope(db, 't')}
      union all
      select t.credit_account, t.credit_subject_id, t.entity_id, t.currency, t.kind, t.debit_account, t.amount, t.id
      from billing.ledger_transactions t where ${ledgerInScope(db, 't')}
    ), account as (
      select account, subject_id, entity_id, sum(amount) as balance from side group by account, subject_id, entity_id
    ), pool as (
      select entity_id, account, sum(balance) as balance from account where entity_id is not null group by entity_id, account
    ), gone as (
      select entity_id, sum(amount) filter (where account = 'revenue') as spent,
        sum(amount) filter (where account in ('breakage', 'promotions') and kind not in ('credits.voided', 'credits.refunded')) as expired,
        sum(amount) filter (where kind in ('credits.voided', 'credits.refunded')) as voided,
        sum(amount) filter (where kind = 'credits.transferred') as transferred
      from side where (amount > 0 or kind = 'credits.capture_reversed') and other in ('credits', 'reserved_credits') group by entity_id
    ), sealed as (
      select account, subject_id, currency, sum(amount) as balance from side
      where ${batchOf(sql`side.id`)} not in (select q.entry_id from billing.ledger_unsealed q where ${ledgerInScope(db, 'q')})
      group by account, subject_id, currency
    )
    select compared, subject_id as "subjectId", trim_scale(ledger) as ledger, trim_scale(recorded) as recorded
    from (${sql.join(comparisons, sql` union all `)}) as compared (compared, subject_id, ledger, recorded)
    where ledger <> recorded order by compared, subject_id limit ${limit}`);
}

function grantComparisons(db: ScopedQueryable): RawBuilder<unknown>[] {
  const compare = (column: string, account: string): RawBuilder<unknown> => sql`
    select ${`grant.${column}`}, g.id, coalesce(a.balance, 0), ${sql.ref(`g.${column}`)}
    from credit_grants g left join account a on a.account = ${account} and a.subject_id = g.id where ${inScope(db, 'g')}`;
  return [compare('remaining', 'credits'), compare('reserved', 'reserved_credits')];
}

function entityComparisons(db: ScopedQueryable): RawBuilder<unknown>[] {
  const pool = (account: string): RawBuilder<unknown> =>
    sql`coalesce((select p.balance from pool p where p.entity_id = b.id and p.account = ${account}), 0)`;
  const compare = (name: string, ledger: RawBuilder<unknown>, recorded: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    select ${name}, b.id, ${ledger}, ${recorded} from credit_balances b where ${inScope(db, 'b')}`;
  const gone = (column: string): RawBuilder<unknown> =>
    sql`coalesce((select ${sql.ref(`s.${column}`)} from gone s where s.entity_id = b.id), 0)`;
  const drafted = sql`coalesce((select sum(r.captured) from credit_reservations r join invoice_lines l on l.id = r.invoice_line_id
    join invoices i on i.id = l.invoice_id where i.entity_id = b.id and i.status = 'draft' and ${inScope(db, 'i')}), 0)`;
  const open = sql`coalesce((select sum(i.total) from invoices i where i.entity_id = b.id and i.status = 'open' and ${inScope(db, 'i')}), 0)`;
  return [
    compare('entity.remaining', pool('credits'), sql`b.remaining`),
    compare('entity.reserved', pool('reserved_credits'), sql`b.reserved`),
    compare('entity.spent', gone('spent'), sql`b.spent`),
    compare('entity.expired', gone('expired'), sql`b.expired`),
    compare('entity.voided', gone('voided'), sql`b.voided`),
    compare('entity.transferred', gone('transferred'), sql`b.transferred`),
    compare('entity.accrued', sql`-${pool('unbilled')}`, sql`b.accrued + ${drafted}`),
    compare('entity.receivables', sql`-${pool('receivables')}`, open),
  ];
}

// What the sealer keeps, and what it comes to when it is added up anew.
function balanceComparisons(db: ScopedQueryable): RawBuilder<unknown>[] {
  return [
    sql`
    select 'account.' || account, subject_id, coalesce(s.balance, 0), coalesce(b.balance, 0)
    from sealed s full join (select b.account, b.subject_id, b.currency, b.credits - b.debits as balance
      from billing.ledger_balances b where ${ledgerInScope(db, 'b')}) b using (account, subject_id, currency)`,
  ];
}
