import { z } from 'zod';
import {
  fingerprintOf,
  jsonOf,
  unreadable,
  type CarrierDelivery,
  type CarrierNews,
  type CarrierWebhooks,
} from '../webhooks/carrier-webhooks.ts';
import { assertSigned } from '../webhooks/signed-delivery.ts';
import { shippoTracked } from './shippo-track.ts';

const TRACK_UPDATED = 'track_updated';
const Event = z.object({ event: z.string().max(200), test: z.boolean().default(false), data: z.unknown() });

/**
 * Shippo signs time and body (`Shippo-Auth-Signature: t=…,v1=…`), for accounts to which it gave a secret; its SDK does not check that, but
 * reads the rest. Its deliveries have no id, so the body is one: what says the same is the same.
 */
export const shippoWebhooks: CarrierWebhooks = {
  async read(delivery) {
    const parts = (delivery.headers['shippo-auth-signature'] ?? '').split(',').map((part) => part.trim().split('='));
    const named = (name: string): string[] => parts.flatMap(([key, value]) => (key === name && value ? value : []));
    const [timestamp] = named('t');
    assertSigned(delivery, {
      timestamp,
      prefix: `${timestamp}.`,
      signatures: named('v1').slice(0, 2),
      encoding: 'hex',
      keyOf: (secret) => Buffer.from(secret),
    });
    return newsOf(delivery);
  },
};

async function newsOf({ body, testMode }: CarrierDelivery): Promise<CarrierNews> {
  const event = Event.safeParse(jsonOf(body)).data;
  if (!event) return unreadable(body);
  const eventId = fingerprintOf(body);
  const eventType = event.event;
  if (event.test !== testMode) return { eventId, eventType, tells: 'OTHER_MODE' };
  if (eventType !== TRACK_UPDATED) return { eventId, eventType, tells: 'EVENT_NOT_USED' };
  const { trackFromJSON } = await import('shippo');
  const track = trackFromJSON(JSON.stringify(event.data));
  if (!track.ok) return { eventId, eventType, tells: 'UNREADABLE' };
  return { eventId, eventType, tells: { trackingNumber: track.value.trackingNumber, answer: shippoTracked(track.value) } };
}
