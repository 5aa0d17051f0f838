import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';

/** A table of work in steps: each row is in somebody's hands until `held_until`, and ends as `completed` or `refused`. */
export interface HeldWork<Row> {
  /** The job that goes on with what nobody holds; whoever begins some or lets it go expects it. */
  job: string;
  table: string;
  /** The alias that the columns go by. */
  alias: string;
  columns: RawBuilder<Row>;
}

/** Whose hands work comes into, and until when. */
export interface Hold {
  holder: Uuid;
  now: Date;
  heldUntil: Date;
}

/** Takes work that nobody holds any more; undefined when somebody does, or when it has ended. */
export async function takeWork<Row>(db: Queryable, work: HeldWork<Row>, id: Uuid, hold: Hold): Promise<Row | undefined> {
  const { row, column } = names(work);
  return db.first(sql<Row>`
    update ${row} set holder = ${hold.holder}, held_until = ${hold.heldUntil}, updated_at = ${hold.now}
    where ${column('id')} = ${id} and ${column('held_until')} <= ${hold.now} and ${column('state')} not in ('completed', 'refused')
    returning ${work.columns}`);
}

/** Takes up to `limit` rows of unfinished work that nobody holds any more, longest waiting first. */
export async function takeStuckWork<Row>(db: ScopedQueryable, work: HeldWork<Row>, limit: number, hold: Hold): Promise<Row[]> {
  const { row, column } = names(work);
  return db.query(sql<Row>`
    update ${row} set holder = ${hold.holder}, held_until = ${hold.heldUntil}, updated_at = ${hold.now}
    where ${column('id')} in (
      select stuck.id from ${sql.ref(work.table)} stuck
      where stuck.test_mode = ${db.scope.testMode} and stuck.state not in ('completed', 'refused') and stuck.held_until <= ${hold.now}
      order by stuck.held_until limit ${limit} for update skip locked
    )
    returning ${work.columns}`);
}

/** Whether any of it is not over, held or not. */
export async function hasOpenWork(db: ScopedQueryable, { table }: HeldWork<unknown>): Promise<boolean> {
  const row = await db.first(sql`
    select 1 from ${sql.ref(table)} where test_mode = ${db.scope.testMode} and state not in ('completed', 'refused') limit 1`);
  return row !== undefined;
}

/** Lets work go, so that whoever asks next may go on with it at once. */
export async function letWorkGo(
  db: Queryable,
  { table }: HeldWork<unknown>,
  held: { id: Uuid; holder: Uuid },
  now: Date,
): Promise<void> {
  await db.query(sql`
    update ${sql.ref(table)} set held_until = ${now}, updated_at = ${now}
    where id = ${held.id} and holder = ${held.holder} and state not in ('completed', 'refused')`);
}

function names({ table, alias }: HeldWork<unknown>): { row: RawBuilder<unknown>; column: (name: string) => RawBuilder<unknown> } {
  return { row: sql`${sql.ref(table)} as ${sql.ref(alias)}`, column: (name) => sql.ref(`${alias}.${name}`) };
}
