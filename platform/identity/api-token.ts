import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const TOKEN_PATTERN = /^wb_[a-z]{3,8}_(live|test)_[0-9A-Za-z]{32}[0-9A-Za-z]{6}$/;

/** A new secret: prefix, mode, 190 random bits and a checksum, by which leaks are found and typos refused without a look-up. */
export function newToken(kind: string, testMode: boolean): string {
  const body = `wb_${kind}_${testMode ? 'test' : 'live'}_${randomText(32)}`;
  return body + checksumText(body);
}

/** Whether the text can be a token of ours at all. */
export function isWellFormedToken(token: string): boolean {
  return TOKEN_PATTERN.test(token) && checksumText(token.slice(0, -6)) === token.slice(-6);
}

/** The kind in the prefix of a well-formed token, e.g. `session`. */
export function kindOfToken(token: string): string {
  return token.split('_')[1]!;
}

/** What is stored in place of a token. The token is random enough that a plain hash can't be turned around. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** What people recognise a token by: its kind and its last four characters. */
export function tokenHint(token: string): string {
  return `${token.split('_').slice(0, 3).join('_')}_…${token.slice(-4)}`;
}

// 248 is the largest multiple of 62 below 256: bytes above it are drawn again, so that every character is as likely.
function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) if (byte < 248 && text.length < length) text += ALPHABET[byte % 62];
  }
  return text;
}

function checksumText(body: string): string {
  let rest = crc32(body);
  let text = '';
  for (let position = 0; position < 6; position += 1) {
    text = ALPHABET[rest % 62]! + text;
    rest = Math.floor(rest / 62);
  }
  return text;
}
