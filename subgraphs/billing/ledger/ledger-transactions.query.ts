import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { LedgerAccountKind } from './ledger-account.ts';
import { ledgerInScope } from './ledger-scope.query.ts';

/** A transaction of the ledger, with both of its sides; the amount is an exact decimal. */
export interface LedgerTransaction {
  id: Uuid;
  kind: string;
  causeId: Uuid;
  leg: number;
  organizationId: Uuid | null;
  entityId: Uuid | null;
  debitAccount: LedgerAccountKind;
  debitSubjectId: Uuid;
  creditAccount: LedgerAccountKind;
  creditSubjectId: Uuid;
  currency: string;
  amount: string;
  occurredAt: Date;
}

/** Which transactions to list; conditions add up. */
export interface LedgerTransactionFilter {
  organizationId?: Uuid | undefined;
  entityId?: Uuid | undefined;
  /** One side is an account of this kind. */
  account?: string | null | undefined;
  /** One side is an account of this subject. */
  subjectId?: Uuid | undefined;
  causeId?: Uuid | undefined;
  kind?: string | null | undefined;
  currency?: string | null | undefined;
  from?: Date | null | undefined;
  until?: Date | null | undefined;
}

/** Sort orders of the list of transactions; ids grow in the order in which they were posted. */
export const LEDGER_ORDERS = {
  postedDesc: { column: 'id', type: 'uuid', direction: 'desc' },
  postedAsc: { column: 'id', type: 'uuid', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const TRANSACTION_COLUMNS = sql`t.id, t.kind, t.cause_id as "causeId", t.leg, t.organization_id as "organizationId", t.entity_id as "entityId",
  t.debit_account as "debitAccount", t.debit_subject_id as "debitSubjectId", t.credit_account as "creditAccount", t.credit_subject_id as "creditSubjectId",
  t.currency, t.amount, t.occurred_at as "occurredAt"`;

/** A page of the ledger. */
export async function listLedgerTransactions(
  db: ScopedQueryable,
  filter: LedgerTransactionFilter,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Page<LedgerTransaction>> {
  const statement = sql<LedgerTransaction>`
    select ${TRANSACTION_COLUMNS} from billing.ledger_transactions t where ${sql.join(conditionsOf(db, filter), sql` and `)}`;
  return fetchPage(db, statement, order, request);
}

function conditionsOf(db: ScopedQueryable, filter: LedgerTransactionFilter): RawBuilder<unknown>[] {
  const conditions = [ledgerInScope(db, 't')];
  const { account, subjectId } = filter;
  if (filter.organizationId) conditions.push(sql`t.organization_id = ${filter.organizationId}::uuid`);
  if (filter.entityId) conditions.push(sql`t.entity_id = ${filter.entityId}::uuid`);
  if (filter.causeId) conditions.push(sql`t.cause_id = ${filter.causeId}::uuid`);
  if (filter.kind) conditions.push(sql`t.kind = ${filter.kind}`);
  if (filter.currency) conditions.push(sql`t.currency = ${filter.currency}`);
  if (filter.from) conditions.push(sql`t.occurred_at >= ${filter.from}`);
  if (filter.until) conditions.push(sql`t.occurred_at < ${filter.until}`);
  // Both on the same side: the account of this kind and this subject.
  const isSide = (side: 'debit' | 'credit'): RawBuilder<unknown> => sql`(
    ${account ? sql`${sql.ref(`t.${side}_account`)} = ${account}` : sql`true`} and ${subjectId ? sql`${sql.ref(`t.${side}_subject_id`)} = ${subjectId}::uuid` : sql`true`})`;
  if (account || subjectId) conditions.push(sql`(${isSide('debit')} or ${isSide('credit')})`);
  return conditions;
}

/** Everything that was posted for causes, in the order in which it was posted. */
export async function findTransactionsOfCauses(db: ScopedQueryable, causeIds: readonly Uuid[]): Promise<LedgerTransaction[]> {
  return db.query(sql<LedgerTransaction>`
    select ${TRANSACTION_COLUMNS} from billing.ledger_transactions t
    where ${ledgerInScope(db, 't')} and t.cause_id = any(${causeIds}::uuid[]) order by t.id`);
}
