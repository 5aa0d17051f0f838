import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { FileRow } from './file.ts';

const FILE_COLUMNS = sql`f.id, f.organization_id as "organizationId", f.test_mode as "testMode", f.kind, f.name, f.format, f.size_bytes as "sizeBytes",
  f.sha256, f.object_key as "objectKey", f.created_at as "createdAt"`;

/** Notes that files are about to be put into the object store for the tenant, so that they are found should nothing come of them. */
export async function insertUploads(db: Queryable, files: readonly FileRow[], tenantId: Uuid): Promise<void> {
  await db.query(sql`
    with owner as (insert into shipping.object_owners (owner) values (${tenantId}) on conflict do nothing)
    insert into files (id, organization_id, test_mode, kind, name, format, size_bytes, sha256, object_key, created_at)
    select file.id, file."organizationId", file."testMode", file.kind, file.name, file.format, file."sizeBytes", file.sha256, file."objectKey", file."createdAt"
    from jsonb_to_recordset(${JSON.stringify(files)}::jsonb) as file (id uuid, "organizationId" uuid, "testMode" boolean, kind text, name text, format text,
      "sizeBytes" int, sha256 text, "objectKey" text, "createdAt" timestamptz)`);
}

/** Makes uploads files that stay; answers how many, for some may have been swept away in between, or be recorded already. */
export async function recordUploads(db: Queryable, ids: readonly Uuid[], now: Date): Promise<number> {
  const rows = await db.query(
    sql`update files set recorded_at = ${now} where id = any(${ids}::uuid[]) and recorded_at is null returning id`,
  );
  return rows.length;
}

/** Recorded files by id, without their content. */
export async function findFiles(db: ScopedQueryable, ids: readonly Uuid[]): Promise<FileRow[]> {
  return db.query(sql<FileRow>`
    select ${FILE_COLUMNS} from files f where f.id = any(${ids}::uuid[]) and f.recorded_at is not null and ${inScope(db, 'f')}`);
}

/** The content of a file that is kept in the database. */
export async function readKeptContent(db: ScopedQueryable, id: Uuid): Promise<Buffer | undefined> {
  const row = await db.first(
    sql<{ content: Buffer | null }>`select f.content from files f where f.id = ${id} and ${inScope(db, 'f')}`,
  );
  return row?.content ?? undefined;
}

/** Locks up to `limit` uploads of which nothing came until `before`; those that somebody else holds are left to him. */
export async function lockAbandonedUploads(
  db: ScopedQueryable,
  before: Date,
  limit: number,
): Promise<Pick<FileRow, 'id' | 'objectKey'>[]> {
  return db.query(sql<Pick<FileRow, 'id' | 'objectKey'>>`
    select f.id, f.object_key as "objectKey" from files f
    where f.test_mode = ${db.scope.testMode} and f.recorded_at is null and f.created_at < ${before}
    order by f.created_at limit ${limit} for update skip locked`);
}

/** Removes uploads whose objects are gone. */
export async function removeUploads(db: Queryable, ids: readonly Uuid[]): Promise<void> {
  await db.query(sql`delete from files where id = any(${ids}::uuid[]) and recorded_at is null`);
}

/** Tenants that are no more, of which objects may still be stored. */
export async function findGoneOwners(db: Queryable): Promise<Uuid[]> {
  const rows = await db.query(sql<{ owner: Uuid }>`
    select o.owner from shipping.object_owners o
    where not exists (select from platform.tenant_schemas s where s.tenant_id = o.owner) order by o.owner limit 100`);
  return rows.map(({ owner }) => owner);
}

/** Notes that nothing of a tenant is stored any more. */
export async function removeOwner(db: Queryable, owner: Uuid): Promise<void> {
  await db.query(sql`delete from shipping.object_owners where owner = ${owner}`);
}
