import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';

const FORMAT = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_BYTES = 6;

interface VaultKey {
  id: string;
  key: Buffer;
  signingKey: Buffer;
}

/** What was sealed cannot be opened: its key is no longer known, it was altered, or it belongs to something else. */
export class SealBrokenError extends Error {}

/**
 * Keeps secrets of others at rest: AES-256-GCM under a key derived from the platform's secret by HKDF. A seal names its key, so
 * that the platform's secret can change: what a former one sealed is still opened, and sealed anew with the present one. And signs
 * what the platform hands out to get it back, by HMAC-SHA256 under a key of its own.
 */
export class Vault {
  private readonly current: VaultKey;
  private readonly keys: ReadonlyMap<string, VaultKey>;

  /** `formerSecrets`: secrets of the platform from before, for as long as something sealed under them may be left. */
  constructor(secret: string, formerSecrets: readonly string[] = []) {
    this.current = keyOf(secret);
    this.keys = new Map([...formerSecrets.map(keyOf), this.current].map((key) => [key.id, key]));
  }

  /** Seals a text for what it is about, e.g. `carrier_connection/<id>`: elsewhere the seal does not open. */
  seal(text: string, about: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.current.key, nonce).setAAD(Buffer.from(about));
    const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return `${FORMAT}.${this.current.id}.${sealed.toString('base64url')}`;
  }

  /** The text that was sealed for this; throws SealBrokenError. */
  open(seal: string, about: string): string {
    const [format, keyId = '', payload = ''] = seal.split('.');
    const key = this.keys.get(keyId)?.key;
    const bytes = Buffer.from(payload, 'base64url');
    if (format !== FORMAT || !key || bytes.length < NONCE_BYTES + TAG_BYTES)
      throw new SealBrokenError('the seal is of another format or of a key that is not known');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(about))
      .setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch (error) {
      throw new SealBrokenError('the seal was altered or belongs to something else', { cause: error });
    }
  }

  /** A signature of the text for what it is about, e.g. `file link`: the same text about the same has the same one. */
  sign(text: string, about: string): string {
    return signature(this.current, text, about).toString('base64url');
  }

  /** Whether this is the signature of the text for what it is about, by any secret that is known; takes the same time whatever is wrong. */
  isSigned(text: string, about: string, given: string): boolean {
    const bytes = Buffer.from(given, 'base64url');
    const matches = [...this.keys.values()].map((key) => {
      const expected = signature(key, text, about);
      return bytes.length === expected.length && timingSafeEqual(bytes, expected);
    });
    return matches.includes(true);
  }

  /** Whether a seal is of the present secret; one of a former secret is to be made anew before that secret is forgotten. */
  isCurrent(seal: string): boolean {
    return seal.startsWith(`${FORMAT}.${this.current.id}.`);
  }
}

// The secret is long and random already, so no salt is needed; the label keeps these keys apart from others derived from it.
function keyOf(secret: string): VaultKey {
  const derive = (label: string, bytes: number): Buffer => Buffer.from(hkdfSync('sha256', secret, '', label, bytes));
  return {
    id: derive('waybill-vault-key-id', KEY_ID_BYTES).toString('base64url'),
    key: derive('waybill-vault-key', 32),
    signingKey: derive('waybill-signing-key', 32),
  };
}

// What it is about ends at a byte that no text of ours holds, so that two pairs never make one message.
function signature({ signingKey }: VaultKey, text: string, about: string): Buffer {
  return createHmac('sha256', signingKey).update(`${about}\0${text}`).digest();
}
