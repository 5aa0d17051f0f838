import { sql, type RawBuilder } from 'kysely';

/** A value in an array; exact numbers are texts. */
export type ArrayValue = string | number | boolean | null;

/** A column of rows that are about to be inserted: its name, its SQL type, and a value for each row or one that all rows share. */
export type RowColumn = readonly [name: string, type: string, values: readonly ArrayValue[] | { shared: unknown }];

/** Types whose values never need quotes inside of an array. */
const PLAIN_TYPES: ReadonlySet<string> = new Set(['uuid', 'numeric', 'int', 'smallint', 'boolean', 'timestamptz']);
const SPECIAL = /["\\]/;
const EVERY_SPECIAL = /["\\]/g;
const PLAIN_VALUE = /^[\w:.+-]+$/;

/** `select … from unnest(…)` over rows given by columns, in their order. Its text depends on the columns alone: it can be prepared. */
export function rowsOf(columns: readonly RowColumn[]): RawBuilder<unknown> {
  const own = columns.filter(([, , values]) => !('shared' in values));
  const selected = columns.map(([name, type, values]) =>
    'shared' in values ? sql`${values.shared}::${sql.raw(type)}` : sql.ref(`r.${name}`),
  );
  const arrays = own.map(([, type, values]) => arrayOf(type, values as readonly ArrayValue[]));
  return sql`select ${sql.join(selected)} from unnest(${sql.join(arrays)}) as r (${sql.join(own.map(([name]) => sql.ref(name)))})`;
}

/**
 * `(select …)`: the row that is given for an id, by its columns. For updates of rows by their ids; joined with a list, a planner that expects one row goes
 * through the whole list for each.
 */
export function rowFor(id: RawBuilder<unknown>, ids: RawBuilder<unknown>, columns: readonly RowColumn[]): RawBuilder<unknown> {
  const values = columns.map(
    ([name, type, given]) => sql`(${arrayOf(type, given as readonly ArrayValue[])})[p.place] as ${sql.ref(name)}`,
  );
  return sql`(select ${sql.join(values)} from (select array_position(${ids}, ${id}) as place) p)`;
}

/** Values for each row or, where all are the same, the one that they share: it travels and is read once. Statements have one text more for it. */
export function sharedIfSame(values: readonly ArrayValue[]): readonly ArrayValue[] | { shared: unknown } {
  return values.length > 0 && values.every((value) => value === values[0]) ? { shared: values[0] } : values;
}

/** A list of values as an array of an SQL type, in the text form of arrays: the driver takes several times as long for it. */
export function arrayOf(type: string, values: readonly ArrayValue[]): RawBuilder<unknown> {
  const write = PLAIN_TYPES.has(type) ? plain : quoted;
  return sql`${`{${values.map(write).join(',')}}`}::${sql.raw(type)}[]`;
}

function plain(value: ArrayValue): string {
  if (value === null) return 'NULL';
  const text = String(value);
  if (!PLAIN_VALUE.test(text)) throw new Error('a value has characters that none of its type has');
  return text;
}

function quoted(value: ArrayValue): string {
  if (value === null) return 'NULL';
  const text = String(value);
  return `"${SPECIAL.test(text) ? text.replaceAll(EVERY_SPECIAL, String.raw`\$&`) : text}"`;
}
