import { sql } from 'kysely';
import type { Queryable } from '../database/session.ts';
import type { Uuid } from '../ids/public-id.ts';
import type { JobScope } from './subgraph-definition.ts';

/** Work of one tenant and mode that is due, with the notes that say so. */
export interface DueScope extends JobScope {
  tenant: { id: Uuid; schema: string };
  noted: readonly string[];
}

/** The tenants and modes for which the job has work now; deleted tenants have none. */
export async function dueScopes(db: Queryable, job: string, now: Date): Promise<DueScope[]> {
  const rows = await db.query(sql<{ id: Uuid; schema: string; testMode: boolean; noted: string[] }>`
    select s.tenant_id as id, s.schema_name as schema, w.test_mode as "testMode", array_agg(w.due_at::text) as noted
    from platform.due_work w join platform.tenant_schemas s on s.tenant_id = w.tenant_id and s.retired_at is null
    where w.job = ${job} and w.due_at <= ${now} group by s.tenant_id, s.schema_name, w.test_mode order by s.schema_name, w.test_mode`);
  return rows.map(({ id, schema, testMode, noted }) => ({ tenant: { id, schema }, testMode, noted }));
}

/**
 * Takes away the notes of work that was done: those that were read before it, as what has been noted since may not have been
 * seen. Keeps a note of what was left.
 */
export async function settleDueWork(
  db: Queryable,
  job: string,
  settled: { done: readonly DueScope[]; left: readonly DueScope[]; now: Date },
): Promise<void> {
  const rows = settled.done.flatMap(({ tenant, testMode, noted }) =>
    noted.map((dueAt) => ({ due_at: dueAt, tenant_id: tenant.id, test_mode: testMode })),
  );
  if (rows.length > 0)
    await db.query(sql`
      delete from platform.due_work w
      using jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as done (due_at timestamptz, tenant_id uuid, test_mode boolean)
      where w.job = ${job} and w.due_at = done.due_at and w.tenant_id = done.tenant_id and w.test_mode = done.test_mode`);
  const unnoted = settled.left.filter(({ noted }) => noted.length === 0);
  if (unnoted.length > 0)
    await db.query(sql`
      insert into platform.due_work (job, due_at, tenant_id, test_mode)
      select ${job}, ${settled.now}::timestamptz, tenant_id, test_mode
      from jsonb_to_recordset(${JSON.stringify(
        unnoted.map(({ tenant, testMode }) => ({ tenant_id: tenant.id, test_mode: testMode })),
      )}::jsonb) as unfinished (tenant_id uuid, test_mode boolean)
      on conflict do nothing`);
}
