import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { SealedCarrierWebhook } from './carrier-webhook.query.ts';

const sealedFor = (webhookId: Uuid): string => `carrier_webhook/${webhookId}`;

/** Seals the secret of a webhook. */
export function sealSecret(context: RequestContext, webhookId: Uuid, secret: string): string {
  return context.vault.seal(secret, sealedFor(webhookId));
}

/** The secrets with which a delivery may be signed now: the present one, and the one before while it is good. */
export function openSecrets(context: RequestContext, webhook: SealedCarrierWebhook): string[] {
  const { id, secret, formerSecret, formerGoodUntil } = webhook;
  const isFormerGood = formerSecret !== null && formerGoodUntil !== null && formerGoodUntil > context.clock.now();
  return (isFormerGood ? [secret, formerSecret] : [secret]).map((sealed) => context.vault.open(sealed, sealedFor(id)));
}
