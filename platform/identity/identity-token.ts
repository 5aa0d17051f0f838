import { createHmac, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { LRUCache } from 'lru-cache';
import { systemClock, type Clock } from '../context/clock.ts';
import { UnauthenticatedError } from '../errors/errors.ts';

const ISSUER = 'waybill';
// What the same key may come to sign for others is no identity for subgraphs.
const AUDIENCE = 'waybill-subgraphs';
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
  private readonly clock: Clock;
  private readonly signed = new LRUCache<string, { token: string; renewAt: number }>({ max: CACHE_SIZE });

  /** The clock is the machine's, also where domain code lives in another time: processes must agree on what has expired. */
  constructor(privateKey: KeyObject, clock: Clock = systemClock) {
    this.privateKey = privateKey;
    this.clock = clock;
  }

  async sign(identity: object): Promise<string> {
    const key = JSON.stringify(identity);
    const now = secondsOf(this.clock);
    const known = this.signed.get(key);
    if (known && now < known.renewAt) return known.token;
    const token = await new SignJWT({ identity })
      .setProtectedHeader({ alg: 'EdDSA' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt(now)
      .setExpirationTime(now + LIFETIME_SECONDS)
      .sign(this.privateKey);
    this.signed.set(key, { token, renewAt: now + LIFETIME_SECONDS - RENEW_BEFORE_SECONDS });
    return token;
  }
}

/** Checks signed identities; a token that was checked once is remembered until it expires. */
export class IdentityVerifier {
  private readonly publicKey: KeyObject;
  private readonly clock: Clock;
  private readonly checked = new LRUCache<string, { identity: object; expiresAt: number }>({ max: CACHE_SIZE });

  constructor(publicKey: KeyObject, clock: Clock = systemClock) {
    this.publicKey = publicKey;
    this.clock = clock;
  }

  /** The claims of a valid token; throws UnauthenticatedError for any other. */
  async verify(token: string | undefined): Promise<object> {
    if (!token) throw new UnauthenticatedError('The request carries no signed identity.');
    const known = this.checked.get(token);
    if (known && secondsOf(this.clock) < known.expiresAt) return known.identity;
    try {
      const { payload } = await jwtVerify(token, this.publicKey, {
        issuer: ISSUER,
        audience: AUDIENCE,
        algorithms: ['EdDSA'],
        requiredClaims: ['identity', 'exp'],
        currentDate: this.clock.now(),
      });
      const identity = payload['identity'] as object;
      this.checked.set(token, { identity, expiresAt: payload.exp! });
      return identity;
    } catch {
      throw new UnauthenticatedError('The signed identity is not valid.');
    }
  }
}

function secondsOf(clock: Clock): number {
  return Math.floor(clock.now().getTime() / 1000);
}
