import { sql, type RawBuilder } from 'kysely';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { isPosted, type LedgerPosting } from './ledger-posting.ts';

const LARGEST_BATCH = 65_536;

/** The id of a batch: a UUIDv7 with room for the numbers of its transactions in the last four digits. */
export function newBatchId(): Uuid {
  return `${newId().slice(0, -4)}0000`;
}

/** Posts to the ledger in one statement, as one batch. What is posted already, by kind, cause and leg, is left as it is. */
export async function postToLedger(db: ScopedQueryable, postings: readonly LedgerPosting[]): Promise<void> {
  const posted = postings.filter(isPosted);
  if (posted.length > 0) await db.query(sql`with ${ledgerRows(db, posted)} select from posted`);
}

/** Common table expressions (`posted`, `queued`) by which a statement posts what it does, as one batch. */
export function ledgerRows(db: ScopedQueryable, postings: readonly LedgerPosting[]): RawBuilder<unknown> {
  if (postings.length > LARGEST_BATCH) throw new Error(`a batch holds ${LARGEST_BATCH} transactions, not ${postings.length}`);
  const batchId = newBatchId();
  const prefix = batchId.slice(0, -4);
  const legOf = legCounter();
  const column = <Value>(valueOf: (posting: LedgerPosting, index: number) => Value): Value[] => postings.map(valueOf);
  return sql`
    posted as (
      insert into billing.ledger_transactions (tenant_id, test_mode, id, kind, cause_id, leg, organization_id, entity_id, debit_account, debit_subject_id,
        credit_account, credit_subject_id, currency, amount, occurred_at)
      select ${db.scope.tenant!.id}::uuid, ${db.scope.testMode}::boolean, p.*
      from unnest(${column((_, index) => prefix + index.toString(16).padStart(4, '0'))}::uuid[], ${column((posting) => posting.kind)}::text[],
        ${column((posting) => posting.causeId)}::uuid[], ${column(legOf)}::smallint[], ${column((posting) => posting.organizationId)}::uuid[],
        ${column((posting) => posting.entityId)}::uuid[], ${column((posting) => posting.debit.account)}::text[],
        ${column((posting) => posting.debit.subjectId)}::uuid[], ${column((posting) => posting.credit.account)}::text[],
        ${column((posting) => posting.credit.subjectId)}::uuid[], ${column((posting) => posting.currency)}::text[],
        ${column((posting) => posting.amount)}::numeric[], ${column((posting) => posting.occurredAt.toISOString())}::timestamptz[]) as p
      on conflict (tenant_id, test_mode, cause_id, kind, leg) do nothing returning id
    ), queued as (
      insert into billing.ledger_unsealed (tenant_id, test_mode, entry_id)
      select ${db.scope.tenant!.id}::uuid, ${db.scope.testMode}::boolean, ${batchId}::uuid where exists (select from posted)
    )`;
}

// What is posted of one kind for one cause is numbered from 1.
function legCounter(): (posting: LedgerPosting) => number {
  const legs = new Map<string, number>();
  return ({ kind, causeId }) => {
    const leg = (legs.get(kind + causeId) ?? 0) + 1;
    legs.set(kind + causeId, leg);
    return leg;
  };
}
