import { createHmac, timingSafeEqual } from 'node:crypto';
import { WebhookRejectedError } from '../carriers.errors.ts';
import type { CarrierDelivery } from './carrier-webhooks.ts';

/** How far the clocks of sender and receiver may differ; older deliveries may have been overheard. */
const TOLERANCE_MS = 5 * 60_000;

/** How a delivery says that it was signed. */
export interface StatedSignature {
  /** When, in seconds since 1970, as it is stated. */
  timestamp: string | undefined;
  /** What stands before the body in the signed text. */
  prefix: string;
  /** One of these must be right. */
  signatures: readonly string[];
  encoding: 'hex' | 'base64';
  keyOf: (secret: string) => Buffer;
}

/** Throws WebhookRejectedError unless the delivery was signed within five minutes of now, with a secret that is good: HMAC-SHA256. */
export function assertSigned({ body, secrets, now }: CarrierDelivery, stated: StatedSignature): void {
  const { timestamp, prefix, signatures, encoding, keyOf } = stated;
  if (!/^\d{1,12}$/.test(timestamp ?? '')) throw new WebhookRejectedError();
  if (Math.abs(Number(timestamp) * 1_000 - now.getTime()) > TOLERANCE_MS) throw new WebhookRejectedError();
  const matches = secrets.flatMap((secret) => {
    const expected = createHmac('sha256', keyOf(secret)).update(prefix).update(body).digest();
    return signatures.map((given) => {
      const bytes = Buffer.from(given, encoding);
      return bytes.length === expected.length && timingSafeEqual(bytes, expected);
    });
  });
  if (!matches.includes(true)) throw new WebhookRejectedError();
}
