import { sql } from 'kysely';
import type { Queryable } from '../database/session.ts';

/**
 * Makes this transaction the only one that runs the job; false when another process does. The transaction idles while the
 * job works through the tenants, so it is exempt from the time-out that ends forgotten ones.
 */
export async function tryJobLock(db: Queryable, job: string): Promise<boolean> {
  await db.query(sql`set local idle_in_transaction_session_timeout to 0`);
  const row = await db.first(
    sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(hashtext(${`waybill-job:${job}`})) as taken`,
  );
  return row?.taken ?? false;
}

/** Every tenant with its schema. */
export async function claimedTenantSchemas(db: Queryable): Promise<{ id: string; schema: string }[]> {
  return db.query(sql<{ id: string; schema: string }>`
    select tenant_id as id, schema_name as schema from platform.tenant_schemas where tenant_id is not null order by schema_name`);
}
