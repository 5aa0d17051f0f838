import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { Aggregation, Meter } from './meter.ts';

/** Which meters to list; conditions add up. */
export interface MeterFilter {
  key?: string | null | undefined;
  eventType?: string | null | undefined;
  aggregation?: Aggregation | null | undefined;
  /** Only those in use, or only those archived. */
  isArchived?: boolean | null | undefined;
  search?: string | null | undefined;
}

/** How the list of meters is sorted. */
export type MeterSort = 'createdAtDesc' | 'createdAtAsc' | 'nameAsc';

const METER_COLUMNS = sql`m.id, m.key, m.name, m.description, m.event_type as "eventType", m.aggregation, m.property, m.created_at as "createdAt",
  m.archived_at as "archivedAt", m.version`;

const ORDERS: Record<MeterSort, KeysetOrder> = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  nameAsc: { column: 'name', type: 'text', direction: 'asc' },
};

// Meters are the tenant's: whoever belongs to it may see how usage is measured.
function inView(db: ScopedQueryable): RawBuilder<unknown> {
  return db.scope.organization === null ? sql`false` : sql`m.test_mode = ${db.scope.testMode}`;
}

/** A page of the tenant's meters. */
export async function listMeters(
  db: ScopedQueryable,
  filter: MeterFilter,
  sort: MeterSort,
  request: PageRequest,
): Promise<Page<Meter>> {
  const conditions = [inView(db)];
  if (filter.key) conditions.push(sql`m.key = ${filter.key}`);
  if (filter.eventType) conditions.push(sql`m.event_type = ${filter.eventType}`);
  if (filter.aggregation) conditions.push(sql`m.aggregation = ${filter.aggregation}`);
  if (filter.isArchived !== null && filter.isArchived !== undefined)
    conditions.push(sql`(m.archived_at is not null) = ${filter.isArchived}`);
  if (filter.search) conditions.push(sql`position(lower(${filter.search}) in lower(m.name || ' ' || m.key)) > 0`);
  const statement = sql<Meter>`select ${METER_COLUMNS}, m.created_at from meters m where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, ORDERS[sort], request);
}

/** Meters by id. */
export async function findMeters(db: ScopedQueryable, ids: readonly Uuid[]): Promise<Meter[]> {
  return db.query(sql<Meter>`select ${METER_COLUMNS} from meters m where m.id = any(${ids}::uuid[]) and ${inView(db)}`);
}

/** Meters by key, archived ones too. */
export async function findMetersByKey(db: ScopedQueryable, keys: readonly string[]): Promise<Meter[]> {
  return db.query(sql<Meter>`select ${METER_COLUMNS} from meters m where m.key = any(${keys}::text[]) and ${inView(db)}`);
}

/** The meters in use that measure events of these kinds. */
export async function findMetersOf(db: ScopedQueryable, eventTypes: readonly string[]): Promise<Meter[]> {
  return db.query(sql<Meter>`
    select ${METER_COLUMNS} from meters m where m.event_type = any(${eventTypes}::text[]) and m.archived_at is null and ${inView(db)}`);
}

/** The meters that measured events of a kind at an instant, those archived since too. */
export async function findMetersMeasuring(db: ScopedQueryable, eventType: string, at: Date): Promise<Meter[]> {
  return db.query(sql<Meter>`
    select ${METER_COLUMNS} from meters m where m.event_type = ${eventType} and m.created_at <= ${at} and (m.archived_at is null or m.archived_at > ${at})
      and ${inView(db)}`);
}

/** A meter, locked until the transaction ends. */
export async function lockMeter(db: ScopedQueryable, id: Uuid): Promise<Meter | undefined> {
  return db.first(sql<Meter>`select ${METER_COLUMNS} from meters m where m.id = ${id} and ${inView(db)} for update`);
}

/** Writes a new meter; the unique constraint `meters_key` refuses a key that was given before. */
export async function insertMeter(db: ScopedQueryable, meter: Meter): Promise<void> {
  await db.query(sql`
    insert into meters (id, test_mode, key, name, description, event_type, aggregation, property, created_at, version)
    values (${meter.id}, ${db.scope.testMode}, ${meter.key}, ${meter.name}, ${meter.description}, ${meter.eventType}, ${meter.aggregation},
      ${meter.property}, ${meter.createdAt}, 1)`);
}

/** Writes what may change of a meter, as its next version. */
export async function saveMeter(db: ScopedQueryable, meter: Meter): Promise<Meter> {
  const row = await db.first(sql<Meter>`
    update meters m set name = ${meter.name}, description = ${meter.description}, archived_at = ${meter.archivedAt}::timestamptz, version = m.version + 1
    where m.id = ${meter.id} and ${inView(db)} returning ${METER_COLUMNS}`);
  return row!;
}
