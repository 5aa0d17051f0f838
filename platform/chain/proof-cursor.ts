import { z } from 'zod';
import { ValidationError } from '../errors/errors.ts';
import type { Uuid } from '../ids/public-id.ts';
import { GENESIS, type ChainLink } from './hash-chain.ts';

/** How far a proof has come: the link it ended at, and the highest id of an entry it has accounted for. */
export interface ProofPlace extends ChainLink {
  lastEntryId: Uuid | null;
}

/** Where a proof begins. */
export const PROOF_START: ProofPlace = { ...GENESIS, lastEntryId: null };

const Cursor = z.tuple([z.number().int().nonnegative(), z.string().regex(/^[0-9a-f]{64}$/), z.uuid().nullable()]);

/** The place as clients hand it back. */
export function encodePlace(place: ProofPlace): string {
  return Buffer.from(JSON.stringify([place.position, place.hash.toString('hex'), place.lastEntryId])).toString('base64url');
}

/** Reads a place back; throws a ValidationError for anything else. */
export function decodePlace(cursor: string): ProofPlace {
  try {
    const [position, hash, lastEntryId] = Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return { position, hash: Buffer.from(hash, 'hex'), lastEntryId };
  } catch {
    throw ValidationError.of('after', `"${cursor.slice(0, 40)}" is not a cursor of a proof.`, 'INVALID_CURSOR');
  }
}
