import { sql, type RawBuilder } from 'kysely';
import { fetchPages, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { Batch, BatchRow, BatchRowStatus } from './batch.ts';

/** A row as it is stored with its batch. */
export type NewBatchRow = Pick<BatchRow, 'id' | 'number' | 'reference' | 'content'>;

/** How many rows of a batch there are in each status. */
export type BatchCounts = Record<BatchRowStatus, number>;

/** How no rows stand. */
export const NO_ROWS: BatchCounts = { pending: 0, purchasing: 0, succeeded: 0, failed: 0, cancelled: 0 };

const BY_NUMBER: KeysetOrder = { column: 'number', type: 'bigint', direction: 'asc' };

const ROW_COLUMNS = sql`r.id, r.batch_id as "batchId", r.number, r.status, r.reference, r.content, r.errors, r.attempt, r.failures, r.quote_id as "quoteId",
  r.rate_id as "rateId", r.service, r.carrier_charge as "carrierCharge", r.currency, r.shipment_id as "shipmentId"`;

const IS_OPEN = sql`r.status in ('pending', 'purchasing')`;

/** Stores the rows of a batch, in one statement. */
export async function insertBatchRows(db: Queryable, batch: Batch, rows: readonly NewBatchRow[]): Promise<void> {
  await db.query(sql`
    insert into batch_rows (id, organization_id, test_mode, batch_id, number, status, content, reference)
    select row.id, ${batch.organizationId}, ${batch.testMode}, ${batch.id}, row.number, 'pending', row.content, row.reference
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as row (id uuid, number int, content jsonb, reference text)`);
}

/** The next rows of a batch that are to be worked on now. */
export async function findDueRows(db: Queryable, batchId: Uuid, due: { limit: number; now: Date }): Promise<BatchRow[]> {
  return db.query(sql<BatchRow>`
    select ${ROW_COLUMNS} from batch_rows r
    where r.batch_id = ${batchId} and ${IS_OPEN} and (r.due_at is null or r.due_at <= ${due.now}) order by r.number limit ${due.limit}`);
}

/** Of these rows the ones that are pending, locked until the transaction ends. */
export async function lockPendingRows(db: Queryable, ids: readonly Uuid[]): Promise<Uuid[]> {
  const rows = await db.query(sql<{ id: Uuid }>`
    select r.id from batch_rows r where r.id = any(${ids}::uuid[]) and r.status = 'pending' order by r.number for update`);
  return rows.map(({ id }) => id);
}

/** Says what a row is being bought at, once its rate is chosen: from here on its purchase may have begun. False when it is no longer pending. */
export async function beginRowPurchase(
  db: Queryable,
  row: Pick<BatchRow, 'id' | 'quoteId' | 'rateId' | 'service' | 'carrierCharge' | 'currency'>,
): Promise<boolean> {
  const rows = await db.query(sql`
    update batch_rows r set status = 'purchasing', quote_id = ${row.quoteId}, rate_id = ${row.rateId}, service = ${row.service},
      carrier_charge = ${row.carrierCharge}, currency = ${row.currency}
    where r.id = ${row.id} and r.status = 'pending' returning r.id`);
  return rows.length > 0;
}

/** What became of a row. */
export type RowOutcome = { id: Uuid } & (
  | { status: 'failed'; errors: readonly ErrorDetail[] }
  | ({ status: 'succeeded' } & Partial<Pick<BatchRow, 'shipmentId' | 'quoteId' | 'service' | 'carrierCharge' | 'currency'>>)
);

/** Writes what became of rows that are not over. */
export async function endRows(db: Queryable, outcomes: readonly RowOutcome[]): Promise<void> {
  if (outcomes.length === 0) return;
  await db.query(sql`
    update batch_rows r set status = ended.status, errors = coalesce(ended.errors, '[]'), due_at = null, failures = 0,
      shipment_id = coalesce(ended."shipmentId", r.shipment_id), quote_id = coalesce(ended."quoteId", r.quote_id), service = coalesce(ended.service, r.service),
      carrier_charge = coalesce(ended."carrierCharge", r.carrier_charge), currency = coalesce(ended.currency, r.currency)
    from jsonb_to_recordset(${JSON.stringify(outcomes)}::jsonb) as ended (id uuid, status text, errors jsonb, "shipmentId" uuid, "quoteId" uuid, service text,
      "carrierCharge" numeric, currency text)
    where r.id = ended.id and ${IS_OPEN}`);
}

/** Lets a row wait: as it is, or pending for another attempt. `failures` counts faults of ours in a row. */
export async function postponeRow(
  db: Queryable,
  row: Pick<BatchRow, 'id' | 'status' | 'attempt' | 'failures'>,
  dueAt: Date | null,
): Promise<void> {
  await db.query(sql`
    update batch_rows r set status = ${row.status}, attempt = ${row.attempt}, failures = ${row.failures}, due_at = ${dueAt}
    where r.id = ${row.id} and ${IS_OPEN}`);
}

/** Ends the rows of a batch that nothing was begun for. */
export async function cancelPendingRows(db: Queryable, batchId: Uuid): Promise<void> {
  await db.query(
    sql`update batch_rows set status = 'cancelled', due_at = null where batch_id = ${batchId} and status = 'pending'`,
  );
}

/** Makes the failed rows of a batch wait once more; answers how many. */
export async function reopenFailedRows(db: Queryable, batchId: Uuid): Promise<number> {
  const rows = await db.query(sql`
    update batch_rows set status = 'pending', attempt = attempt + 1, failures = 0, errors = '[]', quote_id = null, rate_id = null, service = null,
      carrier_charge = null, currency = null
    where batch_id = ${batchId} and status = 'failed' returning id`);
  return rows.length;
}

/** How the rows of batches stand. */
export async function countRows(db: ScopedQueryable, batchIds: readonly Uuid[]): Promise<({ batchId: Uuid } & BatchCounts)[]> {
  return db.query(sql<{ batchId: Uuid } & BatchCounts>`
    select r.batch_id as "batchId", count(*) filter (where r.status = 'pending')::int as pending, count(*) filter (where r.status = 'purchasing')::int as purchasing,
      count(*) filter (where r.status = 'succeeded')::int as succeeded, count(*) filter (where r.status = 'failed')::int as failed,
      count(*) filter (where r.status = 'cancelled')::int as cancelled
    from batch_rows r where r.batch_id = any(${batchIds}::uuid[]) and ${inScope(db, 'r')} group by r.batch_id`);
}

/** Which rows of a batch to list. */
export interface BatchRowFilter {
  status?: readonly BatchRowStatus[] | null | undefined;
  reference?: string | null | undefined;
}

/** A page of the rows of each batch, by number. */
export async function listRowsOfBatches(
  db: ScopedQueryable,
  batchIds: readonly Uuid[],
  filter: BatchRowFilter,
  page: PageRequest,
): Promise<Map<Uuid, Page<BatchRow>>> {
  const statement = sql<BatchRow>`select ${ROW_COLUMNS}, r.batch_id as parent_id from batch_rows r where ${conditionsOf(db, filter)}`;
  return fetchPages(db, batchIds, statement, BY_NUMBER, page);
}

/** The rows of a batch behind a number, in their order. */
export async function findRowsBehind(
  db: ScopedQueryable,
  batchId: Uuid,
  filter: BatchRowFilter,
  range: { after: number; limit: number },
): Promise<BatchRow[]> {
  return db.query(sql<BatchRow>`
    select ${ROW_COLUMNS} from batch_rows r
    where r.batch_id = ${batchId} and r.number > ${range.after} and ${conditionsOf(db, filter)} order by r.number limit ${range.limit}`);
}

function conditionsOf(db: ScopedQueryable, { status, reference }: BatchRowFilter): RawBuilder<unknown> {
  const conditions = [inScope(db, 'r')];
  if (status) conditions.push(sql`r.status = any(${status}::text[])`);
  if (reference) conditions.push(sql`r.reference = ${reference}`);
  return sql.join(conditions, sql` and `);
}
