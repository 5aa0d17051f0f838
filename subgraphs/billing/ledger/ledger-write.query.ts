import { sql, type RawBuilder } from 'kysely';
import { rowsOf, sharedIfSame } from '../../../platform/database/rows.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { isPosted, type LedgerPosting } from './ledger-posting.ts';

const LARGEST_BATCH = 65_536;

/** The id of a batch: a UUIDv7 with room for the numbers of its transactions in the last four digits. */
export function newBatchId(): Uuid {
  return `${newId().slice(0, -4)}0000`;
}

/** Posts to the ledger in one statement, as one batch. What is posted a second time, by kind, cause and leg, is a fault. */
export async function postToLedger(db: ScopedQueryable, postings: readonly LedgerPosting[]): Promise<void> {
  if (postings.some(isPosted)) await db.query(sql`with ${ledgerRows(db, postings)} select`);
}

/** Posts what may have been told before: what is posted already is left as it is. */
export async function postOnceToLedger(db: ScopedQueryable, postings: readonly LedgerPosting[]): Promise<void> {
  const posted = postings.filter(isPosted);
  if (posted.length === 0) return;
  const batchId = newBatchId();
  await db.query(sql`
    with posted as (
      ${insertOf(db, posted, batchId)} on conflict (tenant_id, test_mode, cause_id, kind, leg) do nothing returning id
    )
    ${queueOf(db, batchId)} where exists (select from posted)`);
}

/** Common table expressions (`posted`, `queued`) by which a statement posts what it does, as one batch; nothing when there is nothing to post. */
export function ledgerRows(db: ScopedQueryable, postings: readonly LedgerPosting[]): RawBuilder<unknown> {
  const batchId = newBatchId();
  const posted = postings.filter(isPosted);
  return sql`posted as (${insertOf(db, posted, batchId)}), queued as (${queueOf(db, batchId)} where ${posted.length > 0}::boolean)`;
}

function queueOf(db: ScopedQueryable, batchId: Uuid): RawBuilder<unknown> {
  return sql`
    insert into billing.ledger_unsealed (tenant_id, test_mode, entry_id)
    select ${db.scope.tenant!.id}::uuid, ${db.scope.testMode}::boolean, ${batchId}::uuid`;
}

function insertOf(db: ScopedQueryable, postings: readonly LedgerPosting[], batchId: Uuid): RawBuilder<unknown> {
  if (postings.length > LARGEST_BATCH) throw new Error(`a batch holds ${LARGEST_BATCH} transactions, not ${postings.length}`);
  return sql`
    insert into billing.ledger_transactions (tenant_id, test_mode, id, kind, cause_id, leg, organization_id, entity_id, debit_account, debit_subject_id,
      credit_account, credit_subject_id, currency, amount, occurred_at)
    ${columnsOf(db, postings, batchId)}`;
}

function columnsOf(db: ScopedQueryable, postings: readonly LedgerPosting[], batchId: Uuid): RawBuilder<unknown> {
  const prefix = batchId.slice(0, -4);
  const legOf = legCounter();
  const each = <Value>(valueOf: (posting: LedgerPosting, index: number) => Value): Value[] => postings.map(valueOf);
  return rowsOf([
    ['tenant_id', 'uuid', { shared: db.scope.tenant!.id }],
    ['test_mode', 'boolean', { shared: db.scope.testMode }],
    ['id', 'uuid', each((_, index) => prefix + index.toString(16).padStart(4, '0'))],
    ['kind', 'text', sharedIfSame(each((posting) => posting.kind))],
    ['cause_id', 'uuid', each((posting) => posting.causeId)],
    ['leg', 'smallint', sharedIfSame(each(legOf))],
    ['organization_id', 'uuid', sharedIfSame(each((posting) => posting.organizationId))],
    ['entity_id', 'uuid', each((posting) => posting.entityId)],
    ['debit_account', 'text', sharedIfSame(each((posting) => posting.debit.account))],
    ['debit_subject_id', 'uuid', each((posting) => posting.debit.subjectId)],
    ['credit_account', 'text', sharedIfSame(each((posting) => posting.credit.account))],
    ['credit_subject_id', 'uuid', each((posting) => posting.credit.subjectId)],
    ['currency', 'text', sharedIfSame(each((posting) => posting.currency))],
    ['amount', 'numeric', each((posting) => posting.amount)],
    ['occurred_at', 'timestamptz', sharedIfSame(instantsOf(postings))],
  ]);
}

// Most of a batch happened at one instant, which is written out once.
function instantsOf(postings: readonly LedgerPosting[]): string[] {
  let latest: { instant: Date; text: string } | undefined;
  return postings.map(({ occurredAt: instant }) => {
    if (latest?.instant !== instant) latest = { instant, text: instant.toISOString() };
    return latest.text;
  });
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
