import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { Batch, BatchStatus } from './batch.ts';

/** Which batches to list. */
export interface BatchFilter {
  status?: readonly BatchStatus[] | null | undefined;
  isDryRun?: boolean | null | undefined;
  createdAfter?: Date | null | undefined;
  createdBefore?: Date | null | undefined;
}

/** Sort orders of the list of batches. */
export const BATCH_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const BATCH_COLUMNS = sql`b.id, b.organization_id as "organizationId", b.test_mode as "testMode", b.name, b.format, b.status, b.is_dry_run as "isDryRun",
  b.settings, b.row_count as "rowCount", b.job_id as "jobId", b.actor, b.user_id as "userId", b.created_at as "createdAt", b.finished_at as "finishedAt"`;

/** Stores a batch. */
export async function insertBatch(db: Queryable, batch: Batch): Promise<void> {
  await db.query(sql`
    insert into batches (id, organization_id, test_mode, name, format, status, is_dry_run, settings, row_count, job_id, actor, user_id, created_at)
    values (${batch.id}, ${batch.organizationId}, ${batch.testMode}, ${batch.name}, ${batch.format}, ${batch.status}, ${batch.isDryRun},
      ${JSON.stringify(batch.settings)}::jsonb, ${batch.rowCount}, ${batch.jobId}, ${batch.actor}, ${batch.userId}, ${batch.createdAt})`);
}

/** Writes how far a batch is; the caller holds it. */
export async function writeBatch(db: Queryable, batch: Pick<Batch, 'id' | 'status' | 'jobId' | 'finishedAt'>): Promise<void> {
  await db.query(sql`
    update batches set status = ${batch.status}, job_id = ${batch.jobId}, finished_at = ${batch.finishedAt} where id = ${batch.id}`);
}

/** Batches by id. */
export async function findBatches(db: ScopedQueryable, ids: readonly Uuid[]): Promise<Batch[]> {
  return db.query(sql<Batch>`select ${BATCH_COLUMNS} from batches b where b.id = any(${ids}::uuid[]) and ${inScope(db, 'b')}`);
}

/** Locks a batch until the transaction ends; undefined for those of others. */
export async function lockBatch(db: ScopedQueryable, id: Uuid): Promise<Batch | undefined> {
  return db.first(sql<Batch>`select ${BATCH_COLUMNS} from batches b where b.id = ${id} and ${inScope(db, 'b')} for update`);
}

/** The batches in view that are not over, oldest first. */
export async function findOpenBatches(db: ScopedQueryable): Promise<Batch[]> {
  return db.query(
    sql<Batch>`select ${BATCH_COLUMNS} from batches b where b.finished_at is null and ${inScope(db, 'b')} order by b.created_at, b.id`,
  );
}

/** How many batches of an organization are not over; whoever asks next waits until this transaction ends. */
export async function countOpenBatches(db: ScopedQueryable, organizationId: Uuid): Promise<number> {
  await db.query(sql`select pg_advisory_xact_lock(hashtext(${`batches:${organizationId}:${db.scope.testMode}`}))`);
  const row = await db.first(sql<{ count: number }>`
    select count(*)::int as count from batches b where b.organization_id = ${organizationId} and b.finished_at is null and ${inScope(db, 'b')}`);
  return row!.count;
}

/** A page of batches. */
export async function listBatches(
  db: ScopedQueryable,
  filter: BatchFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<Batch>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 'b')];
  if (filter.status) conditions.push(sql`b.status = any(${filter.status}::text[])`);
  if (filter.isDryRun !== null && filter.isDryRun !== undefined) conditions.push(sql`b.is_dry_run = ${filter.isDryRun}`);
  if (filter.createdAfter) conditions.push(sql`b.created_at >= ${filter.createdAfter}`);
  if (filter.createdBefore) conditions.push(sql`b.created_at < ${filter.createdBefore}`);
  return fetchPage(
    db,
    sql<Batch>`select ${BATCH_COLUMNS}, b.created_at from batches b where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}

/** Removes the batches in view that ended at the instant or before, with their rows. */
export async function deleteFinishedBatches(db: ScopedQueryable, finishedUntil: Date): Promise<void> {
  await db.query(sql`delete from batches b where b.finished_at <= ${finishedUntil} and ${inScope(db, 'b')}`);
}
