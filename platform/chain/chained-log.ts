import type { RawBuilder } from 'kysely';
import type { Uuid } from '../ids/public-id.ts';

/** Whose chain is meant: there is one for each tenant and mode. */
export interface ChainScope {
  tenantId: Uuid;
  testMode: boolean;
}

/** Ids of entries after one (null: from the first) up to another (null: to the last). */
export interface EntryRange {
  after: Uuid | null;
  upTo: Uuid | null;
}

/** A log whose entries are sealed into chains: where seals, heads and queue lie, and what its entries come to. */
export interface ChainedLog {
  /** `schema.table` with tenant_id, test_mode, position, entry_id, entry_hash, hash and sealed_at. */
  seals: string;
  /** `schema.table` with tenant_id, test_mode, position, hash and sealed_at: the end of each chain. */
  heads: string;
  /** `schema.table` with tenant_id, test_mode and entry_id: what waits for its seal. */
  queue: string;
  /** An expression for the SHA-256 of an entry as it is stored; null when there is no such entry. */
  hashOf(chain: ChainScope, entryId: RawBuilder<unknown>): RawBuilder<unknown>;
  /** A statement for the ids (`id`) of the entries in a range. */
  entriesIn(chain: ChainScope, range: EntryRange): RawBuilder<unknown>;
}
