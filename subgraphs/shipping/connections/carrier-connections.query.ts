import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { CarrierConnection } from './carrier-connection.entity.ts';

/** Which connections to list. */
export interface CarrierConnectionFilter {
  carrier?: string | null | undefined;
  isActive?: boolean | null | undefined;
}

/** A connection with the version of its rate sheet, ready to be used. */
export type UsableConnection = CarrierConnection & { rateSheetVersion: number | null };

const COLUMNS = sql`c.id, c.organization_id as "organizationId", c.test_mode as "testMode", c.carrier, c.carrier_name as "carrierName",
  c.display_name as "displayName", c.is_active as "isActive", c.capabilities, c.rate_sheet_id as "rateSheetId", c.price_list as "priceList",
  c.config, c.created_at as "createdAt", c.updated_at as "updatedAt", c.deleted_at as "deletedAt", c.version`;

/** A page of the connections in force, latest first. */
export async function listCarrierConnections(
  db: ScopedQueryable,
  filter: CarrierConnectionFilter,
  page: PageRequest,
): Promise<Page<CarrierConnection>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 'c'), sql`c.deleted_at is null`];
  if (filter.carrier) conditions.push(sql`c.carrier = ${filter.carrier}`);
  if (filter.isActive !== null && filter.isActive !== undefined) conditions.push(sql`c.is_active = ${filter.isActive}`);
  return fetchPage(
    db,
    sql<CarrierConnection>`select ${COLUMNS}, c.created_at from carrier_connections c where ${sql.join(conditions, sql` and `)}`,
    { column: 'created_at', type: 'timestamptz', direction: 'desc' },
    page,
  );
}

/** Connections by id, deleted ones included: what was bought through them still names them. */
export async function findCarrierConnections(db: ScopedQueryable, ids: readonly Uuid[]): Promise<CarrierConnection[]> {
  return db.query(
    sql<CarrierConnection>`select ${COLUMNS} from carrier_connections c where c.id = any(${ids}::uuid[]) and ${inScope(db, 'c')}`,
  );
}

/** The organization's connections that rates can be asked of: those named, or all active ones. */
export async function findConnectionsToRate(db: ScopedQueryable, ids: readonly Uuid[] | null): Promise<UsableConnection[]> {
  const chosen = ids === null ? sql`c.is_active` : sql`c.id = any(${ids}::uuid[])`;
  return db.query(sql<UsableConnection>`
    select ${COLUMNS}, s.version as "rateSheetVersion"
    from carrier_connections c left join rate_sheets s on s.id = c.rate_sheet_id
    where ${inScope(db, 'c')} and c.deleted_at is null and ${chosen}
    order by c.created_at, c.id limit 100`);
}
