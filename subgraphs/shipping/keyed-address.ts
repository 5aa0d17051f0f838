import { parse, stringify } from 'uuid';
import type { Uuid } from '../../platform/ids/public-id.ts';

/** Something of a tenant that is reached from outside without a token, and the key that shows that whoever has it was given it. */
export interface KeyedAddress {
  tenantId: Uuid;
  testMode: boolean;
  id: Uuid;
  /** 122 random bits, kept with it and told to nobody else. */
  key: Uuid;
}

const UUID_BYTES = 16;
const TOKEN_BYTES = 1 + 3 * UUID_BYTES;

/** The address as one text, to stand in a link. */
export function encodeKeyedAddress({ tenantId, testMode, id, key }: KeyedAddress): string {
  const parts = [Uint8Array.of(testMode ? 1 : 0), ...[tenantId, id, key].map((each) => parse(each))];
  return Buffer.concat(parts).toString('base64url');
}

/** What a text says; undefined for texts that are no address. */
export function decodeKeyedAddress(token: string): KeyedAddress | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== TOKEN_BYTES || bytes[0]! > 1 || bytes.toString('base64url') !== token) return undefined;
  try {
    const idAt = (index: number): Uuid => stringify(bytes, 1 + index * UUID_BYTES);
    return { testMode: bytes[0] === 1, tenantId: idAt(0), id: idAt(1), key: idAt(2) };
  } catch {
    return undefined;
  }
}
