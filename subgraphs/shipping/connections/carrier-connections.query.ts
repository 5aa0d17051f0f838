import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { carriersThatCan } from '../carriers/carrier-registry.ts';
import { versionInForce } from '../rate-sheets/rate-sheets.query.ts';
import { containing, inScope, type ScopedQueryable } from '../scope.query.ts';
import type { CarrierConnection } from './carrier-connection.entity.ts';

/** Which connections to list. */
export interface CarrierConnectionFilter {
  carrier?: string | null | undefined;
  isActive?: boolean | null | undefined;
  /** Those that can do this, e.g. `schedulePickup`. */
  capability?: string | null | undefined;
  /** In the name, or the carrier's. */
  search?: string | null | undefined;
}

/** Sort orders of lists of connections. */
export const CONNECTION_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  displayNameAsc: { column: 'display_name', type: 'text', direction: 'asc' },
  displayNameDesc: { column: 'display_name', type: 'text', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

/** A connection as lists have it: its credentials stay where they are. */
export type ConnectionRow = Omit<CarrierConnection, 'credentials'> & {
  hasCredentials: boolean;
  /** Whether the organization of the session has switched off a system connection for itself. */
  isDeclined: boolean;
};

/** What is needed to call the carrier of a connection. */
export interface ConnectionToCall {
  id: Uuid;
  testMode: boolean;
  carrier: string;
  carrierName: string;
  config: Record<string, unknown>;
  /** Sealed. */
  credentials: string | null;
  priceList: string | null;
  rateSheetId: Uuid | null;
  /** The version whose prices count; null when none does, or where prices do not matter any more. */
  rateSheetVersion: number | null;
}

/** A connection to be asked for rates. */
export type UsableConnection = ConnectionToCall & { isActive: boolean };

const COLUMNS = sql`c.id, c.organization_id as "organizationId", c.test_mode as "testMode", c.carrier, c.carrier_name as "carrierName",
  c.display_name as "displayName", c.is_active as "isActive", c.rate_sheet_id as "rateSheetId", c.price_list as "priceList",
  c.config, c.credentials is not null as "hasCredentials", c.audience, c.audience_organizations as "audienceOrganizations",
  c.tested_at as "testedAt", c.test_failure as "testFailure", c.created_at as "createdAt", c.updated_at as "updatedAt",
  c.deleted_at as "deletedAt", c.version`;

/** A connection `c` as one value, to call its carrier for something that has its price already. */
export const CONNECTION_TO_CALL = sql<ConnectionToCall>`jsonb_build_object('id', c.id, 'testMode', c.test_mode, 'carrier', c.carrier,
  'carrierName', c.carrier_name, 'config', c.config, 'credentials', c.credentials, 'priceList', c.price_list, 'rateSheetId', c.rate_sheet_id,
  'rateSheetVersion', null)`;

/** A page of the connections that organizations have of their own. */
export async function listCarrierConnections(
  db: ScopedQueryable,
  filter: CarrierConnectionFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<ConnectionRow>> {
  return listWhere(db, [inScope(db, 'c'), sql`c.organization_id is not null`, ...conditionsOf(filter)], order, page);
}

/** A page of the tenant's system connections: those that are offered to the organization, for staff all. */
export async function listSystemConnections(
  db: ScopedQueryable,
  filter: CarrierConnectionFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<ConnectionRow>> {
  return listWhere(db, [isOffered(db), ...conditionsOf(filter)], order, page);
}

/** Connections by id, deleted ones included: what was bought through them still names them, also when they are offered no more. */
export async function findCarrierConnections(db: ScopedQueryable, ids: readonly Uuid[]): Promise<ConnectionRow[]> {
  const wasUsed = sql`exists (select from shipments s where s.connection_id = c.id and ${inScope(db, 's')})`;
  return db.query(sql<ConnectionRow>`
    select ${COLUMNS}, ${isDeclined(db)} as "isDeclined" from carrier_connections c
    where c.id = any(${ids}::uuid[]) and (${inScope(db, 'c')} or ${isOffered(db)} or c.test_mode = ${db.scope.testMode} and ${wasUsed})`);
}

/** A connection, in use or not, to call its carrier for something that began with it. */
export async function findConnectionToCall(db: ScopedQueryable, id: Uuid): Promise<ConnectionToCall | undefined> {
  const row = await db.first(sql<{ connection: ConnectionToCall }>`
    select ${CONNECTION_TO_CALL} as connection from carrier_connections c where c.id = ${id} and c.test_mode = ${db.scope.testMode}`);
  return row?.connection;
}

/**
 * The connections that rates can be asked of for a day, e.g. "2026-01-31", the organization's own and those offered to it: those
 * named, or all that are in use.
 */
export async function findConnectionsToRate(
  db: ScopedQueryable,
  ids: readonly Uuid[] | null,
  day: string,
): Promise<UsableConnection[]> {
  const chosen = ids === null ? sql`c.is_active and not ${isDeclined(db)}` : sql`c.id = any(${ids}::uuid[])`;
  return db.query(sql<UsableConnection>`
    select ${columnsToCall(day)}, c.is_active and not ${isDeclined(db)} as "isActive" from carrier_connections c
    where (${inScope(db, 'c')} or ${isOffered(db)}) and c.deleted_at is null and ${chosen}
    order by c.created_at, c.id limit 100`);
}

/** A connection in use whose credentials are to be tried: an organization's own or, of no organization, the tenant's. */
export async function findConnectionToTest(
  db: ScopedQueryable,
  key: { id: Uuid; organizationId: Uuid | null; day: string },
): Promise<ConnectionToCall | undefined> {
  return db.first(sql<ConnectionToCall>`
    select ${columnsToCall(key.day)} from carrier_connections c
    where c.id = ${key.id} and c.organization_id is not distinct from ${key.organizationId}::uuid and c.test_mode = ${db.scope.testMode}
      and c.deleted_at is null`);
}

/** Notes that the organization does not use a system connection, or takes that back. */
export async function declineConnection(
  db: ScopedQueryable,
  choice: { id: Uuid; organizationId: Uuid; connectionId: Uuid; isDeclined: boolean; at: Date },
): Promise<void> {
  const { id, organizationId, connectionId, at } = choice;
  const { testMode } = db.scope;
  await db.query(
    choice.isDeclined
      ? sql`insert into declined_connections (id, organization_id, test_mode, connection_id, declined_at)
          values (${id}, ${organizationId}, ${testMode}, ${connectionId}, ${at}) on conflict (organization_id, test_mode, connection_id) do nothing`
      : sql`delete from declined_connections where organization_id = ${organizationId} and test_mode = ${testMode} and connection_id = ${connectionId}`,
  );
}

function columnsToCall(day: string): RawBuilder<unknown> {
  return sql`c.id, c.test_mode as "testMode", c.carrier, c.carrier_name as "carrierName", c.config, c.credentials, c.price_list as "priceList",
    c.rate_sheet_id as "rateSheetId", ${versionInForce(sql`c.rate_sheet_id`, day)} as "rateSheetVersion"`;
}

function listWhere(
  db: ScopedQueryable,
  conditions: readonly RawBuilder<unknown>[],
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<ConnectionRow>> {
  const statement = sql<ConnectionRow>`
    select ${COLUMNS}, ${isDeclined(db)} as "isDeclined", c.created_at, c.display_name
    from carrier_connections c where ${sql.join([sql`c.deleted_at is null`, ...conditions], sql` and `)}`;
  return fetchPage(db, statement, order, page);
}

function conditionsOf(filter: CarrierConnectionFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (filter.carrier) conditions.push(sql`c.carrier = ${filter.carrier}`);
  if (filter.isActive !== null && filter.isActive !== undefined) conditions.push(sql`c.is_active = ${filter.isActive}`);
  if (filter.capability) conditions.push(sql`c.carrier = any(${carriersThatCan(filter.capability)}::text[])`);
  if (filter.search) {
    const pattern = containing(filter.search);
    conditions.push(sql`(c.display_name ilike ${pattern} or c.carrier_name ilike ${pattern})`);
  }
  return conditions;
}

/** A system connection of the mode, offered to the organization of the session; staff who name none see all. */
function isOffered(db: ScopedQueryable): RawBuilder<unknown> {
  const { organization, testMode } = db.scope;
  if (organization === null) return sql`false`;
  const offer = organization === 'all' ? sql`true` : sql`(c.audience = 'all' or ${organization} = any(c.audience_organizations))`;
  return sql`(c.organization_id is null and c.test_mode = ${testMode} and ${offer})`;
}

function isDeclined(db: ScopedQueryable): RawBuilder<unknown> {
  const { organization } = db.scope;
  if (organization === null || organization === 'all') return sql`false`;
  return sql`exists (select from declined_connections d where d.connection_id = c.id and d.organization_id = ${organization})`;
}
