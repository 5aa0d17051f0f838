import { sql, type RawBuilder } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { GENESIS, type ChainLink, type Seal } from './audit-chain.ts';

/** Whose chain is meant. */
export interface ChainScope {
  tenantId: Uuid;
  testMode: boolean;
}

/**
 * SHA-256 of an audit entry in its canonical form: the text of a jsonb array of every column, in this order. jsonb writes one
 * value in one way (sorted keys, exact numbers), and moments stand as seconds since 1970, so that no setting changes it.
 */
const ENTRY_HASH = sql`sha256(convert_to(jsonb_build_array(e.tenant_id, e.id, e.test_mode, e.organization_id, e.actor, e.action, e.resource_type,
  e.resource_id, e.changes, e.ip_address, e.user_agent, extract(epoch from e.occurred_at))::text, 'UTF8'))`;

function ofChain(alias: string, chain: ChainScope): RawBuilder<unknown> {
  return sql`${sql.ref(`${alias}.tenant_id`)} = ${chain.tenantId}::uuid and ${sql.ref(`${alias}.test_mode`)} = ${chain.testMode}`;
}

/** The tenants and modes that have something to be sealed. */
export async function unsealedChains(db: Queryable): Promise<{ tenant: { id: Uuid; schema: string }; testMode: boolean }[]> {
  const rows = await db.query(sql<{ id: Uuid; schema: string; testMode: boolean }>`
    select s.tenant_id as id, s.schema_name as schema, q.test_mode as "testMode"
    from (select distinct tenant_id, test_mode from platform.audit_unsealed) as q join platform.tenant_schemas s on s.tenant_id = q.tenant_id
    order by s.schema_name, q.test_mode`);
  return rows.map(({ id, schema, testMode }) => ({ tenant: { id, schema }, testMode }));
}

/** Locks the end of the chain, which is made when there is none: one sealer appends at a time. */
export async function lockChainHead(db: Queryable, chain: ChainScope, now: Date): Promise<ChainLink> {
  await db.query(sql`
    insert into tenants.audit_chains (tenant_id, test_mode, position, hash, sealed_at)
    values (${chain.tenantId}, ${chain.testMode}, ${GENESIS.position}, ${GENESIS.hash}, ${now}) on conflict do nothing`);
  const row = await db.first(sql<{ position: string; hash: Buffer }>`
    select c.position, c.hash from tenants.audit_chains c where ${ofChain('c', chain)} for update`);
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
export async function readChainHead(db: Queryable, chain: ChainScope): Promise<ChainHead> {
  const row = await db.first(sql<{ position: string | null; hash: Buffer | null; sealedAt: Date | null; lastPosition: string }>`
    select c.position, c.hash, c.sealed_at as "sealedAt",
      (select coalesce(max(s.position), ${GENESIS.position}) from tenants.audit_seals s where ${ofChain('s', chain)}) as "lastPosition"
    from (select) as one left join tenants.audit_chains c on ${ofChain('c', chain)}`);
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
  chain: ChainScope,
  limit: number,
): Promise<{ entryId: Uuid; entryHash: Buffer }[]> {
  return db.query(sql<{ entryId: Uuid; entryHash: Buffer }>`
    with taken as (
      delete from platform.audit_unsealed q where ${ofChain('q', chain)} and q.entry_id = any(array(
        select n.entry_id from platform.audit_unsealed n where ${ofChain('n', chain)} order by n.entry_id limit ${limit}))
      returning q.entry_id
    )
    select t.entry_id as "entryId", case when e.id is null then ''::bytea else ${ENTRY_HASH} end as "entryHash"
    from taken t left join platform.audit_log e on e.id = t.entry_id and ${ofChain('e', chain)} order by t.entry_id`);
}

/** Appends seals and moves the end of the chain behind them. */
export async function appendSeals(db: Queryable, chain: ChainScope, seals: readonly Seal[]): Promise<void> {
  const last = seals.at(-1)!;
  await db.query(sql`
    with appended as (
      insert into tenants.audit_seals (tenant_id, test_mode, position, entry_id, entry_hash, hash, sealed_at)
      select ${chain.tenantId}::uuid, ${chain.testMode}::boolean, s.position, s.entry_id, decode(s.entry_hash, 'hex'), decode(s.hash, 'hex'), ${last.sealedAt}::timestamptz
      from unnest(${seals.map((seal) => seal.position)}::bigint[], ${seals.map((seal) => seal.entryId)}::uuid[],
        ${seals.map((seal) => seal.entryHash.toString('hex'))}::text[], ${seals.map((seal) => seal.hash.toString('hex'))}::text[])
        as s (position, entry_id, entry_hash, hash)
    )
    update tenants.audit_chains c set position = ${last.position}, hash = ${last.hash}, sealed_at = ${last.sealedAt} where ${ofChain('c', chain)}`);
}

/** A seal, with the hash of its entry as it is now: null when there is no such entry any more. */
export interface CheckedSeal extends Seal {
  presentHash: Buffer | null;
}

/** The seals after a position up to another, in order, with what their entries come to now. */
export async function readSeals(
  db: Queryable,
  chain: ChainScope,
  range: { after: number; upTo: number; limit: number },
): Promise<CheckedSeal[]> {
  const rows = await db.query(sql<Omit<CheckedSeal, 'position'> & { position: string }>`
    select s.position, s.entry_id as "entryId", s.entry_hash as "entryHash", s.hash, s.sealed_at as "sealedAt",
      case when e.id is not null then ${ENTRY_HASH} end as "presentHash"
    from tenants.audit_seals s left join platform.audit_log e on e.id = s.entry_id and ${ofChain('e', chain)}
    where ${ofChain('s', chain)} and s.position > ${range.after} and s.position <= ${range.upTo} order by s.position limit ${range.limit}`);
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}

/** Entries with ids after one (null: from the first) up to another (null: to the last) that are neither sealed nor in the queue. */
export async function findUnaccountedEntries(
  db: Queryable,
  chain: ChainScope,
  range: { after: Uuid | null; upTo: Uuid | null; limit: number },
): Promise<Uuid[]> {
  const rows = await db.query(sql<{ id: Uuid }>`
    select e.id from platform.audit_log e
    where ${ofChain('e', chain)} ${range.after ? sql`and e.id > ${range.after}::uuid` : sql``} ${range.upTo ? sql`and e.id <= ${range.upTo}::uuid` : sql``}
      and not exists (select from tenants.audit_seals s where ${ofChain('s', chain)} and s.entry_id = e.id)
      and not exists (select from platform.audit_unsealed q where ${ofChain('q', chain)} and q.entry_id = e.id)
    order by e.id limit ${range.limit}`);
  return rows.map((row) => row.id);
}

/** How many entries wait to be sealed: counted up to `limit`. */
export async function countUnsealed(db: Queryable, chain: ChainScope, limit: number): Promise<number> {
  const row = await db.first(sql<{ count: number }>`
    select count(*)::int as count from (select from platform.audit_unsealed q where ${ofChain('q', chain)} limit ${limit}) as waiting`);
  return row!.count;
}

/** The hash of the chain at a position; undefined when it does not reach there. */
export async function findChainHash(db: Queryable, chain: ChainScope, position: number): Promise<Buffer | undefined> {
  if (position === GENESIS.position) return GENESIS.hash;
  const row = await db.first(
    sql<{ hash: Buffer }>`select s.hash from tenants.audit_seals s where ${ofChain('s', chain)} and s.position = ${position}`,
  );
  return row?.hash;
}

/** The seals of entries, as far as they have one. */
export async function findSealsOfEntries(db: Queryable, chain: ChainScope, entryIds: readonly Uuid[]): Promise<Seal[]> {
  const rows = await db.query(sql<Omit<Seal, 'position'> & { position: string }>`
    select s.position, s.entry_id as "entryId", s.entry_hash as "entryHash", s.hash, s.sealed_at as "sealedAt"
    from tenants.audit_seals s where ${ofChain('s', chain)} and s.entry_id = any(${entryIds}::uuid[])`);
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}
