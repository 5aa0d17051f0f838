import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { AskedTerm } from './terms.ts';

/** A table of terms: under which of them the rows of another table are filed. */
export interface TermTable {
  table: string;
  /** The column that names what is filed. */
  key: string;
  /** The alias of the table whose rows are filed. */
  alias: string;
}

/** A row with the terms under which it is filed. */
interface FiledRow {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  terms: readonly string[];
}

/** The statement that files rows of one organization and mode; a part of one that writes them, or one by itself. */
export function filingOf({ table, key }: TermTable, rows: readonly FiledRow[]): RawBuilder<unknown> {
  const filed = rows.flatMap(({ id, terms }) => terms.map((term) => ({ term, id })));
  const [first] = rows;
  return sql`
    insert into ${sql.ref(table)} (organization_id, test_mode, term, ${sql.ref(key)})
    select ${first!.organizationId}::uuid, ${first!.testMode}::boolean, filed.term, filed.id
    from jsonb_to_recordset(${JSON.stringify(filed)}::jsonb) as filed (term text, id uuid)
    on conflict do nothing`;
}

/** More rows than this under one term are not gathered first: the list is walked, and each row asked for its terms. */
const MOST_GATHERED = 5_000;

/**
 * The conditions that a row is filed under all of the terms, in the form that its frequency calls for; one statement to find
 * that out. The rarest term, if it is rare, is looked up; every other is asked of each row that comes into question.
 */
export async function areFiledUnder(
  db: ScopedQueryable,
  terms: TermTable,
  asked: readonly AskedTerm[],
): Promise<RawBuilder<unknown>[]> {
  if (asked.length === 0) return [];
  const counts = await countFiled(db, terms, asked);
  const rarest = counts.indexOf(Math.min(...counts));
  const isRare = counts[rarest]! <= MOST_GATHERED;
  return asked.map((term, index) => (isRare && index === rarest ? isGathered(db, terms, term) : isAsked(terms, term)));
}

/** How many rows are filed under each of the terms, up to one more than is gathered. */
async function countFiled(db: ScopedQueryable, { table }: TermTable, asked: readonly AskedTerm[]): Promise<number[]> {
  const rows = await db.query(sql<{ count: number }>`
    select (select count(*)::int from (
      select from ${sql.ref(table)} t where ${inScope(db, 't')} and t.term >= asked."from" and t.term <= asked."to" limit ${MOST_GATHERED + 1}
    ) as filed) as count
    from jsonb_to_recordset(${JSON.stringify(asked.map((term, position) => ({ ...term, position })))}::jsonb)
      as asked ("from" text collate "C", "to" text collate "C", position int)
    order by asked.position`);
  return rows.map(({ count }) => count);
}

function isGathered(db: ScopedQueryable, { table, key, alias }: TermTable, { from, to }: AskedTerm): RawBuilder<unknown> {
  return sql`${sql.ref(alias)}.id = any(array(select t.${sql.ref(key)} from ${sql.ref(table)} t where ${inScope(db, 't')} and t.term >= ${from} and t.term <= ${to}))`;
}

// A scalar, so that it is asked row by row in the order of the list, and not joined.
function isAsked({ table, key, alias }: TermTable, { from, to }: AskedTerm): RawBuilder<unknown> {
  return sql`coalesce((select true from ${sql.ref(table)} t where t.${sql.ref(key)} = ${sql.ref(alias)}.id and t.term >= ${from} and t.term <= ${to} limit 1), false)`;
}
