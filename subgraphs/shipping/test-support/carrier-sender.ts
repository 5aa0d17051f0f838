import { createHmac } from 'node:crypto';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { createCarrierWebhook } from '../carrier-webhooks/keep-carrier-webhook.ts';
import type { ReceivedDelivery } from '../carrier-webhooks/receive-carrier-webhook.ts';
import { encodeKeyedAddress } from '../keyed-address.ts';
import type { Shipper } from './shipping-fixtures.ts';

/** A carrier that tells of parcels by itself. */
export interface CarrierSender {
  /** The last part of the address that it was given. */
  token: string;
  secret: string;
}

/** Opens a webhook of a connection and gives its address to a carrier. */
export async function aSender(shipper: Shipper, connectionId: Uuid): Promise<CarrierSender> {
  const { webhook, secret } = await createCarrierWebhook(shipper.context(), { connectionId });
  const { id, testMode, key } = webhook;
  return { token: encodeKeyedAddress({ tenantId: shipper.tenant.id, testMode, id, key }), secret };
}

/** What the sandbox sends, signed as Standard Webhooks has it. */
export function sandboxDelivery(
  { token, secret }: CarrierSender,
  event: object | string,
  { id, at }: { id: string; at: Date },
): ReceivedDelivery {
  const body = Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { token, body, headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` } };
}

/** What EasyPost sends, signed as it does: weights are floats in it. */
export function easyPostDelivery({ token, secret }: CarrierSender, event: object): ReceivedDelivery {
  const body = Buffer.from(JSON.stringify(event).replaceAll(/("weight":\d+)(?=[,}])/g, '$1.0'));
  const signature = createHmac('sha256', secret.normalize('NFKD')).update(body).digest('hex');
  return { token, body, headers: { 'x-hmac-signature': `hmac-sha256-hex=${signature}` } };
}

/** What Shippo sends, signed as it does. */
export function shippoDelivery({ token, secret }: CarrierSender, event: object, at: Date): ReceivedDelivery {
  const body = Buffer.from(JSON.stringify(event));
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return { token, body, headers: { 'shippo-auth-signature': `t=${timestamp},v1=${signature}` } };
}
