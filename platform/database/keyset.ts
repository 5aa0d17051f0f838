import { sql, type RawBuilder } from 'kysely';
import { ValidationError } from '../errors/errors.ts';
import type { Queryable } from './session.ts';

/** How many rows a page has when the caller asks for no number. */
export const DEFAULT_PAGE_SIZE = 20;
const LARGEST_SIZE = 100;
const COUNT_LIMIT = 10_000;

/** Which page is wanted; Relay's arguments. */
export interface PageRequest {
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
}

/** How a list is sorted: one column of the statement, ties broken by `id`. */
export interface KeysetOrder {
  /** Output column of the statement, e.g. `created_at`. */
  column: string;
  /** Its SQL type, to compare the cursor's value as what it is. */
  type: 'timestamptz' | 'text' | 'numeric' | 'uuid' | 'bigint' | 'date';
  direction: 'asc' | 'desc';
}

/** How many rows a list has: counted up to 10,000. */
interface TotalCount {
  count: number;
  isExact: boolean;
}

/** A page of rows with a cursor for each. */
export interface Page<Row> {
  rows: Row[];
  cursors: string[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  /** Counts the whole list, up to 10,000. */
  countTotal: () => Promise<TotalCount>;
}

/**
 * Reads one page of `statement` (which must output `id` and the order's column) by keyset: the cost does not grow with
 * the depth of the page. Throws a ValidationError for sizes out of range and for cursors that are not of this list.
 */
export async function fetchPage<Row extends { id: string }>(
  db: Queryable,
  statement: RawBuilder<Row>,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Page<Row>> {
  const window = pageWindow(order, request);
  const found = await db.query(sql<Row & { keyset_value: string }>`${windowed(statement, window)}`);
  const countTotal = async (): Promise<TotalCount> => {
    const counted = await db.first(
      sql<{
        count: number;
      }>`select count(*)::int as count from (select from (${statement}) as listed limit ${COUNT_LIMIT + 1}) as counted`,
    );
    return totalCount(counted?.count ?? 0);
  };
  return toPage(found, window, request, countTotal);
}

/**
 * Reads the same page of the list of each parent in one statement, for lists below lists. `statement` must output
 * `parent_id` beside what `fetchPage` asks of it; parents without rows get an empty page.
 */
export async function fetchPages<Row extends { id: string }>(
  db: Queryable,
  parentIds: readonly string[],
  statement: RawBuilder<Row>,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Map<string, Page<Row>>> {
  const window = pageWindow(order, request);
  const ofParent = sql`listed.parent_id = parent.id`;
  const found = await db.query(sql<Row & { keyset_value: string; parent_id: string }>`
    select page.* from unnest(${parentIds}::uuid[]) as parent (id) cross join lateral (${windowed(statement, window, ofParent)}) as page
    order by ${sorting('page', window)}`);
  const byParent = Map.groupBy(found, (row) => row.parent_id);
  let counted: Promise<Map<string, number>> | undefined;
  const countAll = async (): Promise<Map<string, number>> => {
    const rows = await db.query(sql<{ id: string; count: number }>`
      select parent.id, (select count(*)::int from (select from (${statement}) as listed where ${ofParent} limit ${COUNT_LIMIT + 1}) as counted) as count
      from unnest(${parentIds}::uuid[]) as parent (id)`);
    return new Map(rows.map((row) => [row.id, row.count]));
  };
  const pageOf = (id: string): Page<Row> =>
    toPage(byParent.get(id) ?? [], window, request, async () => totalCount((await (counted ??= countAll())).get(id) ?? 0));
  return new Map(parentIds.map((id) => [id, pageOf(id)]));
}

interface PageWindow {
  order: KeysetOrder;
  size: number;
  isBackwards: boolean;
  conditions: RawBuilder<unknown>[];
}

function pageWindow(order: KeysetOrder, request: PageRequest): PageWindow {
  const isBackwards = request.last !== null && request.last !== undefined;
  if (isBackwards && request.first !== null && request.first !== undefined)
    throw ValidationError.of('last', 'Send either first or last, not both.');
  const size = pageSize(isBackwards ? request.last : request.first, isBackwards ? 'last' : 'first');
  const conditions: RawBuilder<unknown>[] = [];
  for (const side of ['after', 'before'] as const) {
    const cursor = request[side];
    if (cursor === null || cursor === undefined) continue;
    conditions.push(beyond(order, decodeCursor(cursor, side, order), (order.direction === 'desc') === (side === 'after')));
  }
  return { order, size, isBackwards, conditions };
}

// One row more than the page holds tells whether there are further ones.
function windowed(statement: RawBuilder<unknown>, window: PageWindow, ofParent?: RawBuilder<unknown>): RawBuilder<unknown> {
  const conditions = ofParent ? [ofParent, ...window.conditions] : window.conditions;
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  return sql`
    select listed.*, (listed.${sql.ref(window.order.column)})::text as keyset_value from (${statement}) as listed ${where}
    order by ${sorting('listed', window)} limit ${window.size + 1}`;
}

function sorting(table: string, window: PageWindow): RawBuilder<unknown> {
  const direction = sql.raw((window.order.direction === 'desc') !== window.isBackwards ? 'desc' : 'asc');
  return sql`${sql.ref(`${table}.${window.order.column}`)} ${direction}, ${sql.ref(`${table}.id`)} ${direction}`;
}

function toPage<Row extends { id: string }>(
  found: readonly (Row & { keyset_value: string })[],
  window: PageWindow,
  request: PageRequest,
  countTotal: () => Promise<TotalCount>,
): Page<Row> {
  const rows = found.slice(0, window.size);
  const hasMore = found.length > window.size;
  if (window.isBackwards) rows.reverse();
  return {
    rows,
    cursors: rows.map((row) => encodeCursor(window.order, row.keyset_value, row.id)),
    hasNextPage: window.isBackwards ? Boolean(request.before) : hasMore,
    hasPreviousPage: window.isBackwards ? hasMore : Boolean(request.after),
    countTotal,
  };
}

function totalCount(count: number): TotalCount {
  return { count: Math.min(count, COUNT_LIMIT), isExact: count <= COUNT_LIMIT };
}

function pageSize(asked: number | null | undefined, field: string): number {
  const size = asked ?? DEFAULT_PAGE_SIZE;
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_SIZE)
    throw ValidationError.of(field, `${field} must be between 1 and ${LARGEST_SIZE}.`);
  return size;
}

function beyond(order: KeysetOrder, cursor: { value: string; id: string }, isLess: boolean): RawBuilder<unknown> {
  const comparison = sql.raw(isLess ? '<' : '>');
  return sql`(listed.${sql.ref(order.column)}, listed.id) ${comparison} (${cursor.value}::${sql.raw(order.type)}, ${cursor.id}::uuid)`;
}

// The column is part of the cursor: the place in a list sorted by name is no place in one sorted by time.
function encodeCursor(order: KeysetOrder, value: string, id: string): string {
  return Buffer.from(JSON.stringify([order.column, value, id])).toString('base64url');
}

const UUID_PATTERN = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// As the server writes instants in whatever time zone it is set to.
const INSTANT_PATTERN = /^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?[+-](0\d|1[0-5])(:[0-5]\d){0,2}$/;
const LARGEST_BIGINT = 2n ** 63n - 1n;

/** Whether the database can read the text as a value of the type: what it cannot read is no cursor, but not a fault of ours. */
const IS_VALUE: Record<KeysetOrder['type'], (value: string) => boolean> = {
  timestamptz: (value) => INSTANT_PATTERN.test(value) && isDay(value.slice(0, 10)),
  date: (value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && isDay(value),
  numeric: (value) => /^-?\d{1,100}(\.\d{1,100})?$/.test(value),
  bigint: (value) => /^-?\d{1,19}$/.test(value) && BigInt(value) <= LARGEST_BIGINT && BigInt(value) >= -LARGEST_BIGINT,
  uuid: (value) => UUID_PATTERN.test(value),
  text: (value) => !value.includes('\0'),
};

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !text.startsWith('0000') && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function decodeCursor(cursor: string, field: string, order: KeysetOrder): { value: string; id: string } {
  try {
    const [column, value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown[];
    const isCursor = column === order.column && typeof value === 'string' && typeof id === 'string';
    if (isCursor && IS_VALUE[order.type](value) && UUID_PATTERN.test(id)) return { value, id };
  } catch {
    // Falls through to the refusal below.
  }
  throw ValidationError.of(field, `"${cursor.slice(0, 40)}" is not a cursor of this list.`, 'INVALID_CURSOR');
}
