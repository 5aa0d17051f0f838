import { sql } from 'kysely';
import type { Transaction } from '../database/session.ts';
import type { Uuid } from '../ids/public-id.ts';
import { jobTopic, type JobEnd, type JobProgress, type JobStatus, type NewJob } from './job.ts';

const KEPT_MS = 90 * 86_400_000;
const FORGOTTEN_AT_ONCE = 100;

/** Lets a job be seen, waiting, once this transaction has committed. Those that ended 90 days ago make way. */
export async function openJob(transaction: Transaction, job: NewJob): Promise<void> {
  const { tenant, testMode } = transaction.scope;
  if (!tenant) throw new Error('a job belongs to a tenant');
  await transaction.query(sql`
    with forgotten as (
      delete from platform.jobs where tenant_id = ${tenant.id}::uuid and id in (
        select id from platform.jobs
        where tenant_id = ${tenant.id}::uuid and test_mode = ${testMode}::boolean and finished_at < ${new Date(job.at.getTime() - KEPT_MS)}
        order by finished_at limit ${FORGOTTEN_AT_ONCE} for update skip locked)
    )
    insert into platform.jobs (tenant_id, test_mode, organization_id, id, kind, status, total, subject_type, subject_id, actor, created_at)
    values (${tenant.id}::uuid, ${testMode}::boolean, ${job.organizationId}::uuid, ${job.id}::uuid, ${job.kind}, 'queued', ${job.total}::int,
      ${job.subject?.type ?? null}, ${job.subject?.id ?? null}, ${job.actor}, ${job.at})`);
  transaction.announceTopic(jobTopic(job.id));
}

/**
 * Says how far a job is, in the transaction that takes it there. Answers whether its end has been asked for: whoever does the work
 * then stops, and ends the job as cancelled. A job that is over, or that was never opened, stays as it is.
 */
export async function advanceJob(
  transaction: Transaction,
  id: Uuid,
  progress: JobProgress,
): Promise<{ isCancelRequested: boolean }> {
  return writeJob(transaction, id, { ...progress, status: 'running' });
}

/** Ends a job, in the transaction that ends the work; `resultUrl` is where to fetch what came of it. The first end counts. */
export async function finishJob(
  transaction: Transaction,
  id: Uuid,
  end: JobProgress & { status: JobEnd; resultUrl?: string | undefined },
): Promise<void> {
  await writeJob(transaction, id, end);
}

async function writeJob(
  transaction: Transaction,
  id: Uuid,
  state: JobProgress & { status: JobStatus; resultUrl?: string | undefined },
): Promise<{ isCancelRequested: boolean }> {
  const { status, done, total, message, errors = [], resultUrl, at } = state;
  const row = await transaction.first(sql<{ isCancelRequested: boolean }>`
    update platform.jobs set status = ${status}, started_at = coalesce(started_at, ${at}::timestamptz),
      finished_at = ${status === 'running' ? null : at}::timestamptz, done = coalesce(${done ?? null}::int, done),
      total = coalesce(${total ?? null}::int, total), message = coalesce(${message ?? null}, message),
      result_url = coalesce(${resultUrl ?? null}, result_url), error_count = error_count + ${errors.length}::int,
      errors = jsonb_path_query_array(errors || ${JSON.stringify(errors)}::jsonb, '$[0 to 99]')
    where tenant_id = ${transaction.scope.tenant?.id ?? null}::uuid and id = ${id}::uuid and finished_at is null
    returning cancel_requested_at is not null as "isCancelRequested"`);
  if (row) transaction.announceTopic(jobTopic(id));
  return row ?? { isCancelRequested: false };
}
