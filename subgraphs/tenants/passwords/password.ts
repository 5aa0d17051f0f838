import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { Limiter } from '../../../platform/context/limiter.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { GUESSABLE_PASSWORDS } from './guessable-passwords.ts';

const SHORTEST = 10;
const LONGEST = 200;

/** What hashing costs; the figures OWASP recommends for argon2id. A hash names its own, so that these can be raised. */
const COST = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
// Each takes 19 MiB and a thread of the pool that also serves files and DNS.
const AT_A_TIME = 2;

const derive = promisify(argon2);
const hashing = new Limiter(AT_A_TIME);
const HASH_PATTERN = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** What is wrong with a new password; undefined when nothing is. `email` is the address it is for. */
export function passwordFault(field: string, password: string, email: string): ErrorDetail | undefined {
  const fault = (message: string, code = 'PASSWORD_TOO_WEAK'): ErrorDetail => ({ field, message, code });
  if (password.length > LONGEST * 2) return fault(`A password has at most ${LONGEST} characters.`, 'VALIDATION_FAILED');
  const characters = [...password.normalize('NFKC')];
  if (characters.length > LONGEST) return fault(`A password has at most ${LONGEST} characters.`, 'VALIDATION_FAILED');
  if (characters.length < SHORTEST) return fault(`A password has at least ${SHORTEST} characters.`);
  const plain = characters.join('').toLowerCase();
  const [name = ''] = email.split('@');
  if (plain.includes(email) || (name.length >= 4 && plain.includes(name)))
    return fault('A password does not contain the e-mail address or its first part.');
  if (GUESSABLE_PASSWORDS.has(plain) || new Set(characters).size < 4)
    return fault('This password is among the first to be guessed.');
  return undefined;
}

/** The argon2id hash of a password, off the event loop, in the form that names its own cost and salt. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await tagOf(password, salt, COST);
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

/** Whether the password is the one of the hash. Without a hash it takes as long, and the answer is no. */
export async function isPasswordOf(password: string, hash: string | null | undefined): Promise<boolean> {
  const known = HASH_PATTERN.exec(hash ?? (await hashOfNobody()))!;
  const [memory, passes, parallelism] = known.slice(1, 4).map(Number) as [number, number, number];
  const [salt, expected] = known.slice(4).map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer];
  const tag = await tagOf(password, salt, { memory, passes, parallelism });
  return timingSafeEqual(tag, expected) && typeof hash === 'string';
}

// No password is longer: what is sent beyond is not hashed, and cannot be right.
function tagOf(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  const message = password.slice(0, LONGEST * 2 + 1).normalize('NFKC');
  return hashing.run(() => derive('argon2id', { message, nonce: salt, tagLength: TAG_BYTES, ...cost }));
}

let nobody: Promise<string> | undefined;

function hashOfNobody(): Promise<string> {
  nobody ??= hashPassword(randomBytes(SALT_BYTES).toString('hex'));
  return nobody;
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
