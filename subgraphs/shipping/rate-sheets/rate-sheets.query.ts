import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { containing, type ScopedQueryable } from '../scope.query.ts';
import type { StoredRateSheet } from './rate-sheet.entity.ts';
import type { RateSheet } from './rate-sheet.ts';
import type { RateSheetVersion } from './rate-sheet-version.entity.ts';

/** A stored rate sheet. */
export type RateSheetRow = StoredRateSheet;

/** A version of a rate sheet without its prices. */
export type RateSheetVersionRow = Omit<RateSheetVersion, 'sheet'>;

/** Which rate sheets to list. */
export interface RateSheetFilter {
  currency?: string | null | undefined;
  carrierName?: string | null | undefined;
  /** In the name or code. */
  search?: string | null | undefined;
}

/** Sort orders of the list of rate sheets. */
export const RATE_SHEET_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  nameAsc: { column: 'name', type: 'text', direction: 'asc' },
  nameDesc: { column: 'name', type: 'text', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

const RATE_SHEET_COLUMNS = sql`s.id, s.test_mode as "testMode", s.code, s.name, s.currency, s.services, s.version, s.ends_on as "endsOn",
  s.created_at as "createdAt", s.updated_at as "updatedAt", s.deleted_at as "deletedAt"`;
const VERSION_COLUMNS = sql`v.id, v.test_mode as "testMode", v.rate_sheet_id as "rateSheetId", v.version, v.effective_on as "effectiveOn", v.note,
  v.created_by as "createdBy", v.created_at as "createdAt"`;

/** A page of the tenant's rate sheets. */
export async function listRateSheets(
  db: ScopedQueryable,
  filter: RateSheetFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<RateSheetRow>> {
  const conditions: RawBuilder<unknown>[] = [sql`s.test_mode = ${db.scope.testMode}`, sql`s.deleted_at is null`];
  if (filter.currency) conditions.push(sql`s.currency = ${filter.currency}`);
  if (filter.carrierName) conditions.push(sql`s.services @> ${JSON.stringify([{ carrierName: filter.carrierName }])}::jsonb`);
  if (filter.search) {
    const pattern = containing(filter.search);
    conditions.push(sql`(s.name ilike ${pattern} or s.code ilike ${pattern})`);
  }
  const statement = sql<RateSheetRow>`select ${RATE_SHEET_COLUMNS}, s.created_at from rate_sheets s where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, order, page);
}

/** Rate sheets of the session's mode by id, deleted ones included: connections and rates may still name them. */
export async function findRateSheets(db: ScopedQueryable, ids: readonly Uuid[]): Promise<RateSheetRow[]> {
  return db.query(sql<RateSheetRow>`
    select ${RATE_SHEET_COLUMNS} from rate_sheets s where s.id = any(${ids}::uuid[]) and s.test_mode = ${db.scope.testMode}`);
}

/** A page of the versions of a rate sheet, latest first. */
export async function listRateSheetVersions(
  db: ScopedQueryable,
  rateSheetId: Uuid,
  page: PageRequest,
): Promise<Page<RateSheetVersionRow>> {
  return fetchPage(
    db,
    sql<RateSheetVersionRow>`
      select ${VERSION_COLUMNS}, v.created_at from rate_sheet_versions v where v.rate_sheet_id = ${rateSheetId} and v.test_mode = ${db.scope.testMode}`,
    { column: 'version', type: 'bigint', direction: 'desc' },
    page,
  );
}

/** The prices of versions of rate sheets. */
export async function readRateSheets(
  db: ScopedQueryable,
  wanted: readonly { id: Uuid; version: number }[],
): Promise<{ id: Uuid; version: number; sheet: RateSheet }[]> {
  return db.query(sql<{ id: Uuid; version: number; sheet: RateSheet }>`
    select v.rate_sheet_id as id, v.version, v.sheet
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as wanted (id uuid, version int)
      join rate_sheet_versions v on v.rate_sheet_id = wanted.id and v.version = wanted.version
    where v.test_mode = ${db.scope.testMode}`);
}

/** The number of the version of `rateSheetId` (an expression) that counts on a day; null when none does. */
export function versionInForce(rateSheetId: RawBuilder<unknown>, day: string): RawBuilder<number | null> {
  return sql<number | null>`(
    select v.version from rate_sheet_versions v join rate_sheets s on s.id = v.rate_sheet_id
    where v.rate_sheet_id = ${rateSheetId} and v.effective_on <= ${day}::date and (s.ends_on is null or s.ends_on >= ${day}::date)
    order by v.effective_on desc, v.version desc limit 1)`;
}

/** How many connections in use, of any organization, rate by a sheet: counted by the owner's hand, whoever asks. */
export async function countConnectionsOf(db: ScopedQueryable, rateSheetId: Uuid): Promise<number> {
  const row = await db.first(sql<{ count: number }>`
    select count(*)::int as count from carrier_connections c where c.rate_sheet_id = ${rateSheetId} and c.deleted_at is null`);
  return row?.count ?? 0;
}

/** What the rate sheets of a tenant offer in the session's mode, each name once. */
export async function findOfferedServices(db: ScopedQueryable): Promise<{ carrierName: string; service: string }[]> {
  return db.query(sql<{ carrierName: string; service: string }>`
    select distinct service ->> 'carrierName' as "carrierName", service ->> 'code' as service
    from rate_sheets s, jsonb_array_elements(s.services) as service where s.test_mode = ${db.scope.testMode} and s.deleted_at is null`);
}
