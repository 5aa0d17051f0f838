import { parse, stringify } from 'uuid';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Vault } from '../../../platform/vault/vault.ts';
import { FileLinkExpiredError, FileLinkInvalidError } from './files.errors.ts';

const ABOUT = 'file link';
const UUID_BYTES = 16;
const LINK_BYTES = 1 + 2 * UUID_BYTES + 6;

/** Until when new links are good is rounded up to these, so that a file that is shown again soon has the same link. */
const ROUNDED_TO_MS = 15 * 60_000;
const GOOD_FOR_MS = 45 * 60_000;

/** What a link leads to, and until when. */
export interface FileLink {
  tenantId: Uuid;
  testMode: boolean;
  fileId: Uuid;
  expiresAt: Date;
}

/** Until when a link that is made now is good: three quarters of an hour, and up to the next quarter. */
export function linkExpiry(now: Date): Date {
  return new Date(Math.ceil(now.getTime() / ROUNDED_TO_MS) * ROUNDED_TO_MS + GOOD_FOR_MS);
}

/** The token of a link: what it leads to and until when, signed. Whoever has it may read the file without being anybody. */
export function signFileLink(vault: Vault, { tenantId, testMode, fileId, expiresAt }: FileLink): string {
  const until = Buffer.alloc(6);
  until.writeUIntBE(expiresAt.getTime(), 0, 6);
  const said = Buffer.concat([Uint8Array.of(testMode ? 1 : 0), parse(tenantId), parse(fileId), until]).toString('base64url');
  return `${said}.${vault.sign(said, ABOUT)}`;
}

/** What a token leads to. Throws FileLinkInvalidError unless it was signed here, and FileLinkExpiredError once its time is over. */
export function readFileLink(vault: Vault, token: string, now: Date): FileLink {
  const [said = '', signature = '', ...rest] = token.split('.');
  const bytes = Buffer.from(said, 'base64url');
  // The signature first: nothing of what is said counts before.
  const isOurs = vault.isSigned(said, ABOUT, signature) && rest.length === 0 && bytes.length === LINK_BYTES;
  if (!isOurs) throw new FileLinkInvalidError();
  const idAt = (index: number): Uuid => stringify(bytes, 1 + index * UUID_BYTES);
  const expiresAt = new Date(bytes.readUIntBE(1 + 2 * UUID_BYTES, 6));
  if (expiresAt <= now) throw new FileLinkExpiredError();
  return { testMode: bytes[0] === 1, tenantId: idAt(0), fileId: idAt(1), expiresAt };
}
