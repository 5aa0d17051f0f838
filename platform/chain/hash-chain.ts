import { createHash } from 'node:crypto';
import type { Uuid } from '../ids/public-id.ts';

/** A place in a chain: how many seals lead there, and what they come to. */
export interface ChainLink {
  position: number;
  hash: Buffer;
}

/** One entry of a log, fixed in its chain. */
export interface Seal extends ChainLink {
  entryId: Uuid;
  entryHash: Buffer;
  sealedAt: Date;
}

/** Where every chain begins. */
export const GENESIS: ChainLink = { position: 0, hash: Buffer.alloc(32) };

/** Fixes an entry behind the link before it: SHA-256 over that link's hash and a JSON array of position, entry, its hash and the moment. */
export function sealAfter(before: ChainLink, entry: Pick<Seal, 'entryId' | 'entryHash' | 'sealedAt'>): Seal {
  const position = before.position + 1;
  const facts = [position, entry.entryId, entry.entryHash.toString('hex'), entry.sealedAt.toISOString()];
  const hash = createHash('sha256').update(before.hash).update(JSON.stringify(facts)).digest();
  return { ...entry, position, hash };
}
