import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE, tenantScope } from '../../../platform/database/database.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import { decodeKeyedAddress } from '../keyed-address.ts';
import { findTenantSchema } from '../tenant-schema.query.ts';
import { findWebhookByKey } from './carrier-webhook.query.ts';
import { PROCESS_DELIVERIES } from './process-webhook-deliveries.ts';
import { insertDelivery } from './webhook-deliveries.query.ts';
import { openSecrets } from './webhook-secrets.ts';

/** Something that came to the address of a webhook. */
export interface ReceivedDelivery {
  token: string;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
}

/**
 * Takes what a carrier tells by itself, once for each of its events; a job makes something of it. Throws NotFoundError for an address that
 * leads nowhere, and WebhookRejectedError for what the carrier did not sign: nothing is kept of it. Answers whether it is new.
 */
export async function receiveCarrierWebhook(context: RequestContext, received: ReceivedDelivery): Promise<boolean> {
  const { token, headers, body } = received;
  const address = decodeKeyedAddress(token);
  const schema = address && (await findTenantSchema(context.openSession(NO_SCOPE), address.tenantId));
  if (!address || !schema) throw new NotFoundError('The webhook');
  const session = context.openSession(tenantScope({ id: address.tenantId, schema }, address.testMode));
  const webhook = await findWebhookByKey(session, address);
  const carrier = webhook && carrierOf(webhook).webhooks;
  if (!carrier) throw new NotFoundError('The webhook');
  const now = context.clock.now();
  const { testMode, organizationId, connectionId } = webhook;
  const news = await carrier.read({ headers, body, secrets: openSecrets(context, webhook), testMode, now });
  const { eventId, eventType, tells } = news;
  const delivery = { id: newId(), organizationId, connectionId, eventId, eventType, receivedAt: now };
  return session.transaction(async (transaction) => {
    if (typeof tells === 'string')
      return insertDelivery(transaction, {
        ...delivery,
        status: 'ignored',
        reason: tells,
        trackingNumber: null,
        processedAt: now,
        answer: null,
      });
    transaction.expectWork({ job: PROCESS_DELIVERIES, dueAt: now, now });
    return insertDelivery(transaction, { ...delivery, status: 'received', reason: null, processedAt: null, ...tells });
  });
}
