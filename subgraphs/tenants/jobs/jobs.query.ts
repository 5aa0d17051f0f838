import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { JobError, JobStatus } from '../../../platform/jobs/job.ts';
import { inSharedScope, type ScopedQueryable } from '../scope.query.ts';

/** Long work that a subgraph does for somebody, as far as it has reported. */
export interface Job {
  id: Uuid;
  organizationId: Uuid | null;
  kind: string;
  status: JobStatus;
  done: number;
  total: number | null;
  message: string | null;
  errors: JobError[];
  errorCount: number;
  subjectType: string | null;
  subjectId: string | null;
  resultUrl: string | null;
  actor: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  cancelRequestedAt: Date | null;
}

/** Which jobs to list; conditions add up. */
export interface JobFilter {
  kind?: string | null | undefined;
  statuses?: readonly JobStatus[] | null | undefined;
  organizationId?: Uuid | null | undefined;
  subjectId?: string | null | undefined;
}

/** Sort orders of the list of jobs. */
export const JOB_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const COLUMNS = sql`
  j.id, j.organization_id as "organizationId", j.kind, j.status, j.done, j.total, j.message, j.errors, j.error_count as "errorCount",
  j.subject_type as "subjectType", j.subject_id as "subjectId", j.result_url as "resultUrl", j.actor, j.created_at as "createdAt",
  j.started_at as "startedAt", j.finished_at as "finishedAt", j.cancel_requested_at as "cancelRequestedAt"`;

/** Jobs of these kinds by id, as far as the session reaches them. */
export async function findJobs(db: ScopedQueryable, kinds: readonly string[], ids: readonly Uuid[]): Promise<Job[]> {
  return db.query(sql<Job>`
    select ${COLUMNS} from platform.jobs j
    where ${inSharedScope(db, 'j')} and j.kind = any(${kinds}::text[]) and j.id = any(${ids}::uuid[])`);
}

/** A page of the jobs of these kinds. */
export async function listJobs(
  db: ScopedQueryable,
  kinds: readonly string[],
  filter: JobFilter,
  list: { order: KeysetOrder; page: PageRequest },
): Promise<Page<Job>> {
  const conditions = [inSharedScope(db, 'j'), sql`j.kind = any(${kinds}::text[])`, ...conditionsOf(filter)];
  const statement = sql<Job>`
    select ${COLUMNS}, j.created_at from platform.jobs j where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, list.order, list.page);
}

/** A job of one of these kinds, locked until the transaction ends. */
export async function lockJob(db: ScopedQueryable, kinds: readonly string[], id: Uuid): Promise<Job | undefined> {
  return db.first(sql<Job>`
    select ${COLUMNS} from platform.jobs j
    where ${inSharedScope(db, 'j')} and j.kind = any(${kinds}::text[]) and j.id = ${id}::uuid for update`);
}

/** Keeps that somebody asked for the end of a locked job. */
export async function requestJobCancel(db: Queryable, job: { id: Uuid; tenantId: Uuid; at: Date }): Promise<void> {
  await db.query(sql`
    update platform.jobs set cancel_requested_at = ${job.at} where tenant_id = ${job.tenantId}::uuid and id = ${job.id}::uuid`);
}

function conditionsOf({ kind, statuses, organizationId, subjectId }: JobFilter): RawBuilder<unknown>[] {
  const given: [unknown, () => RawBuilder<unknown>][] = [
    [kind, () => sql`j.kind = ${kind}`],
    [statuses, () => sql`j.status = any(${statuses}::text[])`],
    [organizationId, () => sql`j.organization_id = ${organizationId}::uuid`],
    [subjectId, () => sql`j.subject_id = ${subjectId}`],
  ];
  return given.filter(([value]) => value !== null && value !== undefined).map(([, condition]) => condition());
}
