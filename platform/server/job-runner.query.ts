import { sql } from 'kysely';
import type { Queryable } from '../database/session.ts';

/**
 * Makes this transaction the only one that runs the job, and answers when the job last visited all tenants; undefined when
 * another process runs it. The transaction idles while the job works through the tenants, so it is exempt from the time-out
 * that ends forgotten ones.
 */
export async function tryJobTurn(db: Queryable, job: string): Promise<{ sweptAt: Date | null } | undefined> {
  await db.query(sql`set local idle_in_transaction_session_timeout to 0`);
  const row = await db.first(sql<{ isMine: boolean; sweptAt: Date | null }>`
    select pg_try_advisory_xact_lock(hashtext(${`waybill-job:${job}`})) as "isMine",
      (select swept_at from platform.job_runs where job = ${job}) as "sweptAt"`);
  return row?.isMine ? { sweptAt: row.sweptAt } : undefined;
}

/** Every tenant with its schema, but those that were deleted. */
export async function claimedTenantSchemas(db: Queryable): Promise<{ id: string; schema: string }[]> {
  return db.query(sql<{ id: string; schema: string }>`
    select tenant_id as id, schema_name as schema from platform.tenant_schemas
    where tenant_id is not null and retired_at is null order by schema_name`);
}

/** A run of a job that came to an end. */
export interface JobRun {
  job: string;
  everyMs: number;
  startedAt: Date;
  finishedAt: Date;
  /** For how many tenants and modes it failed. */
  failures: number;
  lastError: string | null;
  /** Whether it visited all tenants. */
  isSweep: boolean;
}

/** Keeps the last run of each job, for operators to see how far behind it is. */
export async function recordJobRun(db: Queryable, run: JobRun): Promise<void> {
  await db.query(sql`
    insert into platform.job_runs (job, every_ms, started_at, finished_at, failures, last_error, swept_at)
    values (${run.job}, ${run.everyMs}, ${run.startedAt}, ${run.finishedAt}, ${run.failures}, ${run.lastError},
      ${run.isSweep ? run.startedAt : null})
    on conflict (job) do update set every_ms = excluded.every_ms, started_at = excluded.started_at, finished_at = excluded.finished_at,
      failures = excluded.failures, last_error = excluded.last_error, swept_at = coalesce(excluded.swept_at, job_runs.swept_at)`);
}
