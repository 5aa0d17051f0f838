import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { UnauthenticatedError } from '../errors/errors.ts';

const ISSUER = 'waybill';
const LIFETIME_SECONDS = 120;
const RENEW_BEFORE_SECONDS = 30;
const CACHE_SIZE = 20_000;
// The fixed head of an Ed25519 private key in PKCS #8; the 32 bytes of the seed follow it.
const ED25519_PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The pair of keys with which identities are signed and checked, derived from the platform's secret. */
export function identityKeys(secret: string): { privateKey: KeyObject; publicKey: KeyObject } {
  const seed = createHmac('sha256', secret).update('identity-signing-key').digest();
  const privateKey = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' });
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** Signs identities; a signature serves every call of its identity for a minute and a half. */
export class IdentitySigner {
  private readonly privateKey: KeyObject;
  private readonly tokens = new LRUCache<string, string>({
    max: CACHE_SIZE,
    ttl: (LIFETIME_SECONDS - RENEW_BEFORE_SECONDS) * 1000,
  });

  constructor(privateKey: KeyObject) {
    this.privateKey = privateKey;
  }

  async sign(identity: object): Promise<string> {
    const key = JSON.stringify(identity);
    const known = this.tokens.get(key);
    if (known) return known;
    const token = await new SignJWT({ identity })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(ISSUER)
      .setIssuedAt()
      .setExpirationTime(`${LIFETIME_SECONDS}s`)
      .sign(this.privateKey);
    this.tokens.set(key, token);
    return token;
  }
}

/** Checks signed identities; a token that was checked once is remembered until it expires. */
export class IdentityVerifier {
  private readonly publicKey: KeyObject;
  private readonly checked = new LRUCache<string, object>({ max: CACHE_SIZE });

  constructor(publicKey: KeyObject) {
    this.publicKey = publicKey;
  }

  /** The claims of a valid token; throws UnauthenticatedError for any other. */
  async verify(token: string | undefined): Promise<object> {
    if (!token) throw new UnauthenticatedError('The request carries no signed identity.');
    const known = this.checked.get(token);
    if (known) return known;
    try {
      const { payload } = await jwtVerify(token, this.publicKey, { issuer: ISSUER, algorithms: ['EdDSA'] });
      const identity = payload['identity'] as object;
      this.checked.set(token, identity, { ttl: Math.max(1, (payload.exp ?? 0) * 1000 - (payload.iat ?? 0) * 1000) });
      return identity;
    } catch {
      throw new UnauthenticatedError('The signed identity is not valid.');
    }
  }
}
