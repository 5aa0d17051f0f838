import { sql, type RawBuilder } from 'kysely';

/** A column of rows that are about to be inserted: its name, its SQL type and a value for each row. */
export type RowColumn = readonly [name: string, type: string, values: readonly unknown[]];

/**
 * `select … from unnest(…)` over rows given by columns, in their order. What is the same in every row travels once: of many rows most
 * columns are.
 */
export function rowsToInsert(columns: readonly RowColumn[]): RawBuilder<unknown> {
  const isConstant = ([, , values]: RowColumn): boolean => values.length > 1 && values.every((value) => value === values[0]);
  const varying = columns.filter((column) => !isConstant(column));
  const selected = columns.map((column) => {
    const [name, type, values] = column;
    return isConstant(column) ? sql`${values[0]}::${sql.raw(type)}` : sql.ref(`r.${name}`);
  });
  const arrays = varying.map(([, type, values]) => sql`${[...values]}::${sql.raw(type)}[]`);
  return sql`select ${sql.join(selected)} from unnest(${sql.join(arrays)}) as r (${sql.join(varying.map(([name]) => sql.ref(name)))})`;
}
