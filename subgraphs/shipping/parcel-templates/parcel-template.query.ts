import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** A kind of parcel that an organization sends often. */
export interface ParcelTemplateRow {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  /** Under which it is kept; one of a kind, whatever the case. */
  name: string;
  parcel: Parcel;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = sql`t.id, t.organization_id as "organizationId", t.test_mode as "testMode", t.name, t.parcel, t.created_at as "createdAt",
  t.updated_at as "updatedAt"`;

/** Stores a template; fails on `parcel_templates_name` when the name is taken. */
export async function insertParcelTemplate(db: Queryable, row: ParcelTemplateRow): Promise<void> {
  await db.query(sql`
    insert into parcel_templates (id, organization_id, test_mode, name, parcel, created_at, updated_at)
    values (${row.id}, ${row.organizationId}, ${row.testMode}, ${row.name}, ${JSON.stringify(row.parcel)}::jsonb, ${row.createdAt}, ${row.updatedAt})`);
}

/** Writes what was changed; fails on `parcel_templates_name` when the name is taken. */
export async function writeParcelTemplate(db: Queryable, row: ParcelTemplateRow): Promise<void> {
  await db.query(sql`
    update parcel_templates set name = ${row.name}, parcel = ${JSON.stringify(row.parcel)}::jsonb, updated_at = ${row.updatedAt} where id = ${row.id}`);
}

/** Templates by name, whatever the case. */
export async function findParcelTemplatesByName(db: ScopedQueryable, names: readonly string[]): Promise<ParcelTemplateRow[]> {
  if (names.length === 0) return [];
  return db.query(
    sql<ParcelTemplateRow>`select ${COLUMNS} from parcel_templates t where lower(t.name) = any(${names}::text[]) and ${inScope(db, 't')}`,
  );
}

/** Locks a template until the transaction ends; undefined for those of others. */
export async function lockParcelTemplate(db: ScopedQueryable, id: Uuid): Promise<ParcelTemplateRow | undefined> {
  return db.first(
    sql<ParcelTemplateRow>`select ${COLUMNS} from parcel_templates t where t.id = ${id} and ${inScope(db, 't')} for update`,
  );
}

/** Removes a template; shipments keep what they were made with. */
export async function removeParcelTemplate(db: Queryable, id: Uuid): Promise<void> {
  await db.query(sql`delete from parcel_templates where id = ${id}`);
}

/** Templates by id. */
export async function findParcelTemplates(db: ScopedQueryable, ids: readonly Uuid[]): Promise<ParcelTemplateRow[]> {
  return db.query(
    sql<ParcelTemplateRow>`select ${COLUMNS} from parcel_templates t where t.id = any(${ids}::uuid[]) and ${inScope(db, 't')}`,
  );
}

/** A page of the templates, by name. */
export async function listParcelTemplates(
  db: ScopedQueryable,
  filter: { nameBegins?: string | null | undefined },
  page: PageRequest,
): Promise<Page<ParcelTemplateRow>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 't')];
  if (filter.nameBegins) conditions.push(sql`starts_with(lower(t.name), lower(${filter.nameBegins}))`);
  return fetchPage(
    db,
    sql<ParcelTemplateRow>`select ${COLUMNS} from parcel_templates t where ${sql.join(conditions, sql` and `)}`,
    { column: 'name', type: 'text', direction: 'asc' },
    page,
  );
}
