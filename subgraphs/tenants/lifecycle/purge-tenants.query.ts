import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** Deleted tenants whose grace is over, those that wait longest first. */
export async function tenantsToPurge(db: Queryable, now: Date): Promise<Uuid[]> {
  const rows = await db.query(sql<{ id: Uuid }>`
    select id from tenants.tenants where status = 'deleted' and purge_after <= ${now} order by purge_after, id`);
  return rows.map((row) => row.id);
}

/** Locks a tenant and answers what it was called; undefined when it was restored or purged in the meantime. */
export async function lockPurgeable(db: Queryable, id: Uuid, now: Date): Promise<{ name: string; slug: string } | undefined> {
  // The schema and every shared table are gone through, which may take longer than a request may.
  await db.query(sql`set local statement_timeout to '10min'`);
  return db.first(sql<{ name: string; slug: string }>`
    select name, slug from tenants.tenants where id = ${id} and status = 'deleted' and purge_after <= ${now} for update`);
}

/** Removes a tenant from the directory; what refers to it goes with it. */
export async function removeTenant(db: Queryable, id: Uuid): Promise<void> {
  await db.query(sql`delete from tenants.tenants where id = ${id}`);
}
