import { createHash } from 'node:crypto';
import type { TrackAnswer } from '../carrier-exchanges.ts';

/** What came to the address of a webhook, and what it is judged by. */
export interface CarrierDelivery {
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** As it came, byte for byte. */
  body: Buffer;
  /** Those that are good now: the present one and, for a while, the one before. */
  secrets: readonly string[];
  testMode: boolean;
  now: Date;
}

/** Why a delivery that was signed leads to nothing. */
export type IgnoredReason = 'UNREADABLE' | 'EVENT_NOT_USED' | 'OTHER_MODE';

/** What a delivery says. */
export interface CarrierNews {
  /** By which the carrier, or the body itself, tells it from others: the same one again says nothing new. */
  eventId: string;
  eventType: string;
  /** What it says of a parcel; otherwise why it leads to nothing. */
  tells: { trackingNumber: string; answer: TrackAnswer } | IgnoredReason;
}

/** How a carrier tells of parcels by itself. */
export interface CarrierWebhooks {
  /** Reads a delivery once it has seen that the carrier sent it; throws WebhookRejectedError for one that anybody may have sent. */
  read(delivery: CarrierDelivery): Promise<CarrierNews>;
}

/** The news of a delivery that nobody can read. */
export function unreadable(body: Buffer): CarrierNews {
  return { eventId: fingerprintOf(body), eventType: 'unknown', tells: 'UNREADABLE' };
}

/** By what deliveries are told apart whose carrier gives them no id. */
export function fingerprintOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/** The JSON value in a body; undefined when it is none. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
