import { sql, type RawBuilder } from 'kysely';
import { ValidationError } from '../errors/errors.ts';
import type { Queryable } from './session.ts';

const DEFAULT_SIZE = 20;
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

/** A page of rows with a cursor for each. */
export interface Page<Row> {
  rows: Row[];
  cursors: string[];
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  /** Counts the whole list, up to 10,000. */
  countTotal: () => Promise<{ count: number; isExact: boolean }>;
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
  const isBackwards = request.last !== null && request.last !== undefined;
  if (isBackwards && request.first) throw ValidationError.of('last', 'Send either first or last, not both.');
  const size = pageSize(isBackwards ? request.last : request.first, isBackwards ? 'last' : 'first');
  const descends = (order.direction === 'desc') !== isBackwards;
  const after = request.after ? beyond(order, decodeCursor(request.after, 'after', order), order.direction === 'desc') : undefined;
  const before = request.before ? beyond(order, decodeCursor(request.before, 'before', order), order.direction === 'asc') : undefined;
  const conditions = [after, before].filter((condition) => condition !== undefined);
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  const direction = sql.raw(descends ? 'desc' : 'asc');
  const found = await db.query(sql<Row & { keyset_value: string }>`
    select listed.*, (${sql.ref(order.column)})::text as keyset_value from (${statement}) as listed ${where}
    order by ${sql.ref(order.column)} ${direction}, id ${direction} limit ${size + 1}`);
  const rows = found.slice(0, size);
  const hasMore = found.length > size;
  if (isBackwards) rows.reverse();
  return {
    rows,
    cursors: rows.map((row) => encodeCursor(row.keyset_value, row.id)),
    hasNextPage: isBackwards ? Boolean(request.before) : hasMore,
    hasPreviousPage: isBackwards ? hasMore : Boolean(request.after),
    countTotal: async () => {
      const counted = await db.first(sql<{ count: number }>`select count(*)::int as count from (select from (${statement}) as listed limit ${COUNT_LIMIT + 1}) as counted`);
      const count = counted?.count ?? 0;
      return { count: Math.min(count, COUNT_LIMIT), isExact: count <= COUNT_LIMIT };
    },
  };
}

function pageSize(asked: number | null | undefined, field: string): number {
  const size = asked ?? DEFAULT_SIZE;
  if (!Number.isInteger(size) || size < 1 || size > LARGEST_SIZE) throw ValidationError.of(field, `${field} must be between 1 and ${LARGEST_SIZE}.`);
  return size;
}

function beyond(order: KeysetOrder, cursor: { value: string; id: string }, isLess: boolean): RawBuilder<unknown> {
  const comparison = sql.raw(isLess ? '<' : '>');
  return sql`(${sql.ref(order.column)}, id) ${comparison} (${cursor.value}::${sql.raw(order.type)}, ${cursor.id}::uuid)`;
}

function encodeCursor(value: string, id: string): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url');
}

const CURSOR_VALUE_PATTERNS: Record<KeysetOrder['type'], RegExp> = {
  timestamptz: /^\d{4}-\d{2}-\d{2} [\d:.]+[+-]\d{2}(:\d{2})?$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  numeric: /^-?\d+(\.\d+)?$/,
  bigint: /^-?\d{1,19}$/,
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  text: /^[^\0]*$/,
};

function decodeCursor(cursor: string, field: string, order: KeysetOrder): { value: string; id: string } {
  try {
    const [value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [unknown, unknown];
    if (typeof value === 'string' && typeof id === 'string' && CURSOR_VALUE_PATTERNS[order.type].test(value) && CURSOR_VALUE_PATTERNS.uuid.test(id)) {
      return { value, id };
    }
  } catch {
    // Falls through to the refusal below.
  }
  throw ValidationError.of(field, `"${cursor.slice(0, 40)}" is not a cursor of this list.`, 'INVALID_CURSOR');
}
