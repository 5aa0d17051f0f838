import { sql } from 'kysely';
import { fetchPage, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { RateSheet } from './rate-sheet.ts';
import type { StoredRateSheet } from './rate-sheet.entity.ts';

/** A stored rate sheet without its prices. */
export type RateSheetRow = Omit<StoredRateSheet, 'sheet'>;

const RATE_SHEET_COLUMNS = sql`id, test_mode as "testMode", code, name, currency, services, version, created_at as "createdAt"`;

/** A page of the tenant's rate sheets, latest first. */
export async function listRateSheets(db: ScopedQueryable, page: PageRequest): Promise<Page<RateSheetRow>> {
  return fetchPage(
    db,
    sql<RateSheetRow>`select ${RATE_SHEET_COLUMNS}, created_at from rate_sheets where test_mode = ${db.scope.testMode}`,
    { column: 'created_at', type: 'timestamptz', direction: 'desc' },
    page,
  );
}

/** Rate sheets of the session's mode by id. */
export async function findRateSheets(db: ScopedQueryable, ids: readonly Uuid[]): Promise<RateSheetRow[]> {
  return db.query(sql<RateSheetRow>`
    select ${RATE_SHEET_COLUMNS} from rate_sheets where id = any(${ids}::uuid[]) and test_mode = ${db.scope.testMode}`);
}

/** The services of the rate sheets of the session's mode, each once. */
export async function findOfferedServices(db: ScopedQueryable): Promise<{ carrierName: string; service: string }[]> {
  return db.query(sql<{ carrierName: string; service: string }>`
    select distinct offered ->> 'carrierName' as "carrierName", offered ->> 'code' as service
    from rate_sheets cross join jsonb_array_elements(services) as offered where test_mode = ${db.scope.testMode} order by 1, 2`);
}

/** The prices of rate sheets. */
export async function readRateSheets(
  db: Queryable,
  ids: readonly Uuid[],
): Promise<{ id: Uuid; version: number; sheet: RateSheet }[]> {
  return db.query(
    sql<{
      id: Uuid;
      version: number;
      sheet: RateSheet;
    }>`select id, version, sheet from rate_sheets where id = any(${ids}::uuid[])`,
  );
}
