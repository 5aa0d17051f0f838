import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';

/** An address of an organization's address book. */
export interface SavedAddressRow {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  /** Under which it is kept; one of a kind, whatever the case. */
  name: string;
  address: Address;
  /** Whether shipments start there unless said otherwise; one at most. */
  isDefaultShipper: boolean;
  createdAt: Date;
  updatedAt: Date;
}

const COLUMNS = sql`a.id, a.organization_id as "organizationId", a.test_mode as "testMode", a.name, a.address,
  a.is_default_shipper as "isDefaultShipper", a.created_at as "createdAt", a.updated_at as "updatedAt"`;

/** Stores an address; fails on `saved_addresses_name` when the name is taken. */
export async function insertSavedAddress(db: Queryable, row: SavedAddressRow): Promise<void> {
  await db.query(sql`
    insert into saved_addresses (id, organization_id, test_mode, name, address, is_default_shipper, created_at, updated_at)
    values (${row.id}, ${row.organizationId}, ${row.testMode}, ${row.name}, ${JSON.stringify(row.address)}::jsonb, ${row.isDefaultShipper}, ${row.createdAt},
      ${row.updatedAt})`);
}

/** Writes what was changed; fails on `saved_addresses_name` when the name is taken. */
export async function writeSavedAddress(db: Queryable, row: SavedAddressRow): Promise<void> {
  await db.query(sql`
    update saved_addresses set name = ${row.name}, address = ${JSON.stringify(row.address)}::jsonb, is_default_shipper = ${row.isDefaultShipper},
      updated_at = ${row.updatedAt}
    where id = ${row.id}`);
}

/** Takes the default away from whichever address has it. */
export async function clearDefaultShipper(db: ScopedQueryable, organizationId: Uuid): Promise<void> {
  await db.query(sql`
    update saved_addresses a set is_default_shipper = false
    where a.organization_id = ${organizationId} and a.is_default_shipper and ${inScope(db, 'a')}`);
}

/** The address from which an organization's shipments start unless said otherwise. */
export async function findDefaultShipper(db: ScopedQueryable, organizationId: Uuid): Promise<SavedAddressRow | undefined> {
  return db.first(sql<SavedAddressRow>`
    select ${COLUMNS} from saved_addresses a where a.organization_id = ${organizationId} and a.is_default_shipper and ${inScope(db, 'a')}`);
}

/** Addresses by name, whatever the case. */
export async function findSavedAddressesByName(db: ScopedQueryable, names: readonly string[]): Promise<SavedAddressRow[]> {
  if (names.length === 0) return [];
  return db.query(
    sql<SavedAddressRow>`select ${COLUMNS} from saved_addresses a where lower(a.name) = any(${names}::text[]) and ${inScope(db, 'a')}`,
  );
}

/** Locks an address until the transaction ends; undefined for those of others. */
export async function lockSavedAddress(db: ScopedQueryable, id: Uuid): Promise<SavedAddressRow | undefined> {
  return db.first(
    sql<SavedAddressRow>`select ${COLUMNS} from saved_addresses a where a.id = ${id} and ${inScope(db, 'a')} for update`,
  );
}

/** Removes an address; shipments keep what they were made with. */
export async function removeSavedAddress(db: Queryable, id: Uuid): Promise<void> {
  await db.query(sql`delete from saved_addresses where id = ${id}`);
}

/** Addresses by id. */
export async function findSavedAddresses(db: ScopedQueryable, ids: readonly Uuid[]): Promise<SavedAddressRow[]> {
  return db.query(
    sql<SavedAddressRow>`select ${COLUMNS} from saved_addresses a where a.id = any(${ids}::uuid[]) and ${inScope(db, 'a')}`,
  );
}

/** A page of the address book, by name. */
export async function listSavedAddresses(
  db: ScopedQueryable,
  filter: { nameBegins?: string | null | undefined; country?: string | null | undefined },
  page: PageRequest,
): Promise<Page<SavedAddressRow>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 'a')];
  if (filter.nameBegins) conditions.push(sql`starts_with(lower(a.name), lower(${filter.nameBegins}))`);
  if (filter.country) conditions.push(sql`a.address->>'country' = ${filter.country.toUpperCase()}`);
  return fetchPage(
    db,
    sql<SavedAddressRow>`select ${COLUMNS} from saved_addresses a where ${sql.join(conditions, sql` and `)}`,
    { column: 'name', type: 'text', direction: 'asc' },
    page,
  );
}
