import { TypeID } from 'typeid-js';
import { v7 } from 'uuid';
import { ValidationError } from '../errors/errors.ts';

/** A UUIDv7: what the database stores. Sorts by creation time. */
export type Uuid = string;

/** A new UUIDv7, made in the application so that a row's id is known before it is written. */
export function newId(): Uuid {
  return v7();
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
