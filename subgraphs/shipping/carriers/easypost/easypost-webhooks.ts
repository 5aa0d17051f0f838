import { z } from 'zod';
import { WebhookRejectedError } from '../carriers.errors.ts';
import { unreadable, type CarrierDelivery, type CarrierNews, type CarrierWebhooks } from '../webhooks/carrier-webhooks.ts';
import { EasyPostTracker } from './easypost-shapes.ts';
import { easyPostTracked } from './easypost-track.ts';

const TRACKER_EVENTS: ReadonlySet<string> = new Set(['tracker.created', 'tracker.updated']);
const Event = z.object({
  id: z.string().min(1).max(200),
  description: z.string().max(200),
  mode: z.enum(['test', 'production']),
  result: z.unknown(),
});
const Tracker = EasyPostTracker.extend({ tracking_code: z.string().min(1).max(60) });

/** As much of the SDK as is used. */
interface Verifier {
  validateWebhook(body: Buffer, headers: Readonly<Record<string, string>>, secret: string): unknown;
}

/**
 * EasyPost signs the body (`X-Hmac-Signature`), which its SDK checks. The signature has no time in it; a delivery that comes again is
 * known by its event's id.
 */
export const easyPostWebhooks: CarrierWebhooks = {
  async read(delivery) {
    return newsOf(await verified(delivery), delivery);
  },
};

async function verified({ body, headers, secrets }: CarrierDelivery): Promise<unknown> {
  const { default: EasyPost } = (await import('@easypost/api')) as unknown as {
    default: new (key: string) => { Utils: Verifier };
  };
  // Checking a signature asks nobody, so the key is none.
  const { Utils } = new EasyPost('none');
  for (const secret of secrets) {
    try {
      return Utils.validateWebhook(body, headers, secret);
    } catch {
      // Perhaps it was signed with the next secret.
    }
  }
  throw new WebhookRejectedError();
}

function newsOf(said: unknown, { body, testMode }: CarrierDelivery): CarrierNews {
  const event = Event.safeParse(said).data;
  if (!event) return unreadable(body);
  const { id: eventId, description: eventType } = event;
  if ((event.mode === 'test') !== testMode) return { eventId, eventType, tells: 'OTHER_MODE' };
  if (!TRACKER_EVENTS.has(eventType)) return { eventId, eventType, tells: 'EVENT_NOT_USED' };
  const tracker = Tracker.safeParse(event.result).data;
  if (!tracker) return { eventId, eventType, tells: 'UNREADABLE' };
  return { eventId, eventType, tells: { trackingNumber: tracker.tracking_code, answer: easyPostTracked(tracker) } };
}
