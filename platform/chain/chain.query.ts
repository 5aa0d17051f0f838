import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../database/session.ts';
import type { Uuid } from '../ids/public-id.ts';
import type { ChainedLog, ChainScope, EntryRange } from './chained-log.ts';
import { GENESIS, type ChainLink, type Seal } from './hash-chain.ts';

function ofChain(alias: string, chain: ChainScope): RawBuilder<unknown> {
  return sql`${sql.ref(`${alias}.tenant_id`)} = ${chain.tenantId}::uuid and ${sql.ref(`${alias}.test_mode`)} = ${chain.testMode}`;
}

/** The tenants and modes in which something of a log waits to be sealed. */
export async function unsealedChains(
  db: Queryable,
  log: ChainedLog,
): Promise<{ tenant: { id: Uuid; schema: string }; testMode: boolean }[]> {
  const rows = await db.query(sql<{ id: Uuid; schema: string; testMode: boolean }>`
    select s.tenant_id as id, s.schema_name as schema, q.test_mode as "testMode"
    from (select distinct tenant_id, test_mode from ${sql.table(log.queue)}) as q join platform.tenant_schemas s on s.tenant_id = q.tenant_id
    order by s.schema_name, q.test_mode`);
  return rows.map(({ id, schema, testMode }) => ({ tenant: { id, schema }, testMode }));
}

/** Locks the end of the chain, which is made when there is none: one sealer appends at a time. */
export async function lockChainHead(db: Queryable, log: ChainedLog, chain: ChainScope, now: Date): Promise<ChainLink> {
  await db.query(sql`
    insert into ${sql.table(log.heads)} (tenant_id, test_mode, position, hash, sealed_at)
    values (${chain.tenantId}, ${chain.testMode}, ${GENESIS.position}, ${GENESIS.hash}, ${now}) on conflict do nothing`);
  const row = await db.first(sql<{ position: string; hash: Buffer }>`
    select c.position, c.hash from ${sql.table(log.heads)} c where ${ofChain('c', chain)} for update`);
  return { position: Number(row!.position), hash: row!.hash };
}

/** The end of a chain as it was written down, and as the last seal has it. */
export interface ChainHead extends ChainLink {
  /** Null before the first seal. */
  sealedAt: Date | null;
  /** The highest position of a seal: the head's, unless somebody took seals away or added some. */
  lastPosition: number;
}

/** The end of the chain as it stands; that of an empty chain where there is none. */
export async function readChainHead(db: Queryable, log: ChainedLog, chain: ChainScope): Promise<ChainHead> {
  const row = await db.first(sql<{ position: string | null; hash: Buffer | null; sealedAt: Date | null; lastPosition: string }>`
    select c.position, c.hash, c.sealed_at as "sealedAt",
      (select coalesce(max(s.position), ${GENESIS.position}) from ${sql.table(log.seals)} s where ${ofChain('s', chain)}) as "lastPosition"
    from (select) as one left join ${sql.table(log.heads)} c on ${ofChain('c', chain)}`);
  const { position, hash, sealedAt, lastPosition } = row!;
  return {
    position: Number(position ?? GENESIS.position),
    hash: hash ?? GENESIS.hash,
    sealedAt,
    lastPosition: Number(lastPosition),
  };
}

/** Takes up to `limit` entries out of the queue, the oldest in front, with their hashes; empty for an entry that has gone since. */
export async function takeUnsealed(
  db: Queryable,
  log: ChainedLog,
  chain: ChainScope,
  limit: number,
): Promise<{ entryId: Uuid; entryHash: Buffer }[]> {
  return db.query(sql<{ entryId: Uuid; entryHash: Buffer }>`
    with taken as (
      delete from ${sql.table(log.queue)} q where ${ofChain('q', chain)} and q.entry_id = any(array(
        select n.entry_id from ${sql.table(log.queue)} n where ${ofChain('n', chain)} order by n.entry_id limit ${limit}))
      returning q.entry_id
    )
    select taken.entry_id as "entryId", coalesce(${log.hashOf(chain, sql`taken.entry_id`)}, ''::bytea) as "entryHash" from taken order by taken.entry_id`);
}

/** Appends seals and moves the end of the chain behind them. */
export async function appendSeals(db: Queryable, log: ChainedLog, chain: ChainScope, seals: readonly Seal[]): Promise<void> {
  const last = seals.at(-1)!;
  await db.query(sql`
    with appended as (
      insert into ${sql.table(log.seals)} (tenant_id, test_mode, position, entry_id, entry_hash, hash, sealed_at)
      select ${chain.tenantId}::uuid, ${chain.testMode}::boolean, s.position, s.entry_id, decode(s.entry_hash, 'hex'), decode(s.hash, 'hex'), ${last.sealedAt}::timestamptz
      from unnest(${seals.map((seal) => seal.position)}::bigint[], ${seals.map((seal) => seal.entryId)}::uuid[],
        ${seals.map((seal) => seal.entryHash.toString('hex'))}::text[], ${seals.map((seal) => seal.hash.toString('hex'))}::text[])
        as s (position, entry_id, entry_hash, hash)
    )
    update ${sql.table(log.heads)} c set position = ${last.position}, hash = ${last.hash}, sealed_at = ${last.sealedAt} where ${ofChain('c', chain)}`);
}

/** A seal, with the hash of its entry as it is now: null when there is no such entry any more. */
export interface CheckedSeal extends Seal {
  presentHash: Buffer | null;
}

/** The seals after a position up to another, in order, with what their entries come to now. */
export async function readSeals(
  db: Queryable,
  log: ChainedLog,
  chain: ChainScope,
  range: { after: number; upTo: number; limit: number },
): Promise<CheckedSeal[]> {
  const rows = await db.query(sql<Omit<CheckedSeal, 'position'> & { position: string }>`
    select s.position, s.entry_id as "entryId", s.entry_hash as "entryHash", s.hash, s.sealed_at as "sealedAt",
      ${log.hashOf(chain, sql`s.entry_id`)} as "presentHash"
    from ${sql.table(log.seals)} s
    where ${ofChain('s', chain)} and s.position > ${range.after} and s.position <= ${range.upTo} order by s.position limit ${range.limit}`);
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}

/** Entries of a range that are neither sealed nor in the queue. */
export async function findUnaccountedEntries(
  db: Queryable,
  log: ChainedLog,
  chain: ChainScope,
  range: EntryRange & { limit: number },
): Promise<Uuid[]> {
  const rows = await db.query(sql<{ id: Uuid }>`
    select e.id from (${log.entriesIn(chain, range)}) as e
    where not exists (select from ${sql.table(log.seals)} s where ${ofChain('s', chain)} and s.entry_id = e.id)
      and not exists (select from ${sql.table(log.queue)} q where ${ofChain('q', chain)} and q.entry_id = e.id)
    order by e.id limit ${range.limit}`);
  return rows.map((row) => row.id);
}

/** How many entries wait to be sealed: counted up to `limit`. */
export async function countUnsealed(db: Queryable, log: ChainedLog, chain: ChainScope, limit: number): Promise<number> {
  const row = await db.first(sql<{ count: number }>`
    select count(*)::int as count from (select from ${sql.table(log.queue)} q where ${ofChain('q', chain)} limit ${limit}) as waiting`);
  return row!.count;
}

/** The hash of the chain at a position; undefined when it does not reach there. */
export async function findChainHash(
  db: Queryable,
  log: ChainedLog,
  chain: ChainScope,
  position: number,
): Promise<Buffer | undefined> {
  if (position === GENESIS.position) return GENESIS.hash;
  const row = await db.first(
    sql<{ hash: Buffer }>`select s.hash from ${sql.table(log.seals)} s where ${ofChain('s', chain)} and s.position = ${position}`,
  );
  return row?.hash;
}

/** The seals of entries, as far as they have one. */
export async function findSealsOfEntries(
  db: Queryable,
  log: ChainedLog,
  chain: ChainScope,
  entryIds: readonly Uuid[],
): Promise<Seal[]> {
  const rows = await db.query(sql<Omit<Seal, 'position'> & { position: string }>`
    select s.position, s.entry_id as "entryId", s.entry_hash as "entryHash", s.hash, s.sealed_at as "sealedAt"
    from ${sql.table(log.seals)} s where ${ofChain('s', chain)} and s.entry_id = any(${entryIds}::uuid[])`);
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}
