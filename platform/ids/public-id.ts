import { randomFillSync } from 'node:crypto';
import { TypeID } from 'typeid-js';
import { v7 } from 'uuid';
import { systemClock } from '../context/clock.ts';
import { ValidationError } from '../errors/errors.ts';

/** A UUIDv7: what the database stores. Sorts by creation time. */
export type Uuid = string;

const ID_BYTES = 16;
// Asking the system for random bytes costs more than all the rest, so it is asked for many ids at once.
const randomness = new Uint8Array(256 * ID_BYTES);
let used = randomness.length;
let latest = { msecs: 0, seq: 0 };

/** A new UUIDv7, made in the application so that a row's id is known before it is written; each sorts after the one before. */
export function newId(): Uuid {
  if (used === randomness.length) {
    randomFillSync(randomness);
    used = 0;
  }
  const random = randomness.subarray(used, (used += ID_BYTES));
  const msecs = systemClock.now().getTime();
  latest = msecs > latest.msecs ? { msecs, seq: sequenceOf(random) } : { msecs: latest.msecs, seq: latest.seq + 1 };
  return v7({ random, ...latest });
}

// Of its 32 bits the first is 0, so that counting on from it does not come to an end within a millisecond.
function sequenceOf(random: Uint8Array): number {
  return ((random[6]! & 0x7f) << 24) | (random[7]! << 16) | (random[8]! << 8) | random[9]!;
}

/** The prefixed, sortable form of an id that clients see (`org_01jd…`); opaque to them. */
export function encodeId(prefix: string, id: Uuid): string {
  return TypeID.fromUUID(prefix, id).toString();
}

/** Reads a prefixed id back; throws a ValidationError on `field` when it is malformed or of another kind. */
export function decodeId(prefix: string, publicId: string, field = 'id'): Uuid {
  try {
    return TypeID.fromString(publicId, prefix).toUUID();
  } catch {
    throw ValidationError.of(
      field,
      `"${publicId.slice(0, 60)}" is not a valid id; ids here begin with "${prefix}_".`,
      'INVALID_ID',
    );
  }
}

/** `decodeId` for an optional argument. */
export function decodeOptionalId(prefix: string, publicId: string | null | undefined, field = 'id'): Uuid | undefined {
  return publicId === null || publicId === undefined ? undefined : decodeId(prefix, publicId, field);
}
