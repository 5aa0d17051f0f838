import { z } from 'zod';
import { TRACKER_STATUSES } from '../../trackers/tracker-status.ts';
import { jsonOf, unreadable, type CarrierNews, type CarrierWebhooks } from '../webhooks/carrier-webhooks.ts';
import { assertSigned } from '../webhooks/signed-delivery.ts';

const TRACKER_UPDATED = 'tracker.updated';
const SECRET_PREFIX = 'whsec_';
const MOST_SIGNATURES = 5;
const text = z.string().max(200);

const SandboxEvent = z.object({ type: text });
const TrackerEvent = z.object({
  trackingNumber: z.string().min(1).max(40),
  scans: z
    .array(
      z.object({
        status: z.enum(TRACKER_STATUSES),
        code: text.optional(),
        description: text.optional(),
        location: text.nullish(),
        occurredAt: z.coerce.date(),
      }),
    )
    .max(200),
  estimatedDelivery: z.coerce.date().nullish(),
});

/** The sandbox tells of parcels as Standard Webhooks has it: `webhook-id`, `webhook-timestamp`, `webhook-signature` (v1), a secret `whsec_…`. */
export const sandboxWebhooks: CarrierWebhooks = {
  async read(delivery) {
    const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature = '' } = delivery.headers;
    const signatures = signature
      .split(' ')
      .slice(0, MOST_SIGNATURES)
      .flatMap((each) => (each.startsWith('v1,') ? each.slice(3) : []));
    assertSigned(delivery, { timestamp, prefix: `${id}.${timestamp}.`, signatures, encoding: 'base64', keyOf });
    return newsOf(id ?? '', delivery.body);
  },
};

function keyOf(secret: string): Buffer {
  return secret.startsWith(SECRET_PREFIX) ? Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64') : Buffer.from(secret);
}

function newsOf(eventId: string, body: Buffer): CarrierNews {
  const said = jsonOf(body);
  const event = SandboxEvent.safeParse(said).data;
  if (!event || eventId.length < 1 || eventId.length > 200) return unreadable(body);
  if (event.type !== TRACKER_UPDATED) return { eventId, eventType: event.type, tells: 'EVENT_NOT_USED' };
  const told = TrackerEvent.safeParse(said).data;
  if (!told) return { eventId, eventType: event.type, tells: 'UNREADABLE' };
  const scans = told.scans.map(({ status, code, description, location, occurredAt }) => ({
    status,
    code: code ?? `sandbox_${status}`,
    description: description ?? '',
    location: location ?? null,
    occurredAt,
  }));
  const answer = { scans, estimatedDelivery: told.estimatedDelivery ?? null };
  return { eventId, eventType: event.type, tells: { trackingNumber: told.trackingNumber, answer } };
}
