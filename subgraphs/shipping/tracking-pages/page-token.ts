import { parse, stringify } from 'uuid';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What a token of a public tracking page leads to, and the key that shows that whoever has it was given it. */
export interface PageAddress {
  tenantId: Uuid;
  testMode: boolean;
  trackerId: Uuid;
  /** 122 random bits, kept with the tracker and told to nobody else. */
  key: Uuid;
}

const UUID_BYTES = 16;
const TOKEN_BYTES = 1 + 3 * UUID_BYTES;

/** The token: whoever has it may read the page without being anybody. */
export function encodePageToken({ tenantId, testMode, trackerId, key }: PageAddress): string {
  const parts = [Uint8Array.of(testMode ? 1 : 0), ...[tenantId, trackerId, key].map((id) => parse(id))];
  return Buffer.concat(parts).toString('base64url');
}

/** What a token says; undefined for texts that are none. */
export function decodePageToken(token: string): PageAddress | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length !== TOKEN_BYTES || bytes[0]! > 1 || bytes.toString('base64url') !== token) return undefined;
  try {
    const idAt = (index: number): Uuid => stringify(bytes, 1 + index * UUID_BYTES);
    return { testMode: bytes[0] === 1, tenantId: idAt(0), trackerId: idAt(1), key: idAt(2) };
  } catch {
    return undefined;
  }
}
