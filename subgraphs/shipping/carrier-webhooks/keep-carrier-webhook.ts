import { randomBytes, randomUUID } from 'node:crypto';
import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import { holdConnection } from '../connections/hold-connection.ts';
import {
  insertWebhook,
  lockWebhook,
  removeWebhook,
  writeSecret,
  type CarrierWebhookRow,
  type SealedCarrierWebhook,
} from './carrier-webhook.query.ts';
import { CarrierWebhookExistsError, CarrierWebhooksUnsupportedError } from './carrier-webhooks.errors.ts';
import { sealSecret } from './webhook-secrets.ts';

/** How long the secret from before is good after a rotation, so that the carrier can be told of the new one. */
const FORMER_GOOD_FOR_MS = 24 * 3_600_000;
const SECRET_BYTES = 32;

/** The webhook of a connection, and the secret for it where the carrier is the one to give it. */
export interface KeepCarrierWebhook {
  connectionId: Uuid;
  /** One is made when none is given. */
  secret?: string | null | undefined;
}

/** A webhook and its secret, which is told this once. */
export interface KeptCarrierWebhook {
  webhook: CarrierWebhookRow;
  secret: string;
}

/**
 * Opens an address to which the carrier of a connection tells of parcels. An organization keeps those of its own connections, staff who name
 * no organization those of the tenant.
 */
export async function createCarrierWebhook(context: RequestContext, command: KeepCarrierWebhook): Promise<KeptCarrierWebhook> {
  requireTenant(context);
  const { organizationId, testMode } = context.identity;
  const { connectionId } = command;
  const secret = secretOf(command);
  return onUniqueViolation(
    'carrier_webhooks_connection',
    () => new CarrierWebhookExistsError(),
    async () =>
      context.session.transaction(async (transaction) => {
        const connection = await holdConnection(context, transaction, { id: connectionId, organizationId }, 'connectionId');
        if (!carrierOf(connection).webhooks) throw new CarrierWebhooksUnsupportedError(connection.carrierName);
        const webhook: CarrierWebhookRow = {
          id: newId(),
          organizationId,
          testMode,
          connectionId,
          key: randomUUID(),
          createdAt: context.clock.now(),
          rotatedAt: null,
          formerGoodUntil: null,
        };
        await insertWebhook(transaction, { ...webhook, secret: sealSecret(context, webhook.id, secret) });
        audit(context, transaction, webhook, 'carrier_webhook.created');
        return { webhook, secret };
      }),
  );
}

/** Gives the webhook of a connection another secret; the one before is good for another day. */
export async function rotateCarrierWebhookSecret(
  context: RequestContext,
  command: KeepCarrierWebhook,
): Promise<KeptCarrierWebhook> {
  requireTenant(context);
  const secret = secretOf(command);
  return context.session.transaction(async (transaction) => {
    const webhook = await heldWebhook(context, transaction, command.connectionId);
    const now = context.clock.now();
    const formerGoodUntil = new Date(now.getTime() + FORMER_GOOD_FOR_MS);
    const sealed = sealSecret(context, webhook.id, secret);
    await writeSecret(transaction, webhook.id, { secret: sealed, formerSecret: webhook.secret, formerGoodUntil, now });
    audit(context, transaction, webhook, 'carrier_webhook.secret_rotated');
    return { webhook: { ...webhook, formerGoodUntil, rotatedAt: now }, secret };
  });
}

/** Closes the webhook of a connection; its address leads nowhere any more. Answers the connection. */
export async function deleteCarrierWebhook(context: RequestContext, connectionId: Uuid): Promise<Uuid> {
  requireTenant(context);
  return context.session.transaction(async (transaction) => {
    const webhook = await heldWebhook(context, transaction, connectionId);
    await removeWebhook(transaction, connectionId);
    audit(context, transaction, webhook, 'carrier_webhook.deleted');
    return connectionId;
  });
}

async function heldWebhook(context: RequestContext, transaction: Transaction, connectionId: Uuid): Promise<SealedCarrierWebhook> {
  const { organizationId } = context.identity;
  const webhook = await lockWebhook(transaction, { connectionId, organizationId });
  if (!webhook) throw new NotFoundError('The webhook', 'connectionId');
  return webhook;
}

function secretOf({ secret }: KeepCarrierWebhook): string {
  if (secret === null || secret === undefined) return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
  if (/^[\x21-\x7e]{16,200}$/.test(secret)) return secret;
  throw ValidationError.of('secret', 'A secret has 16 to 200 visible ASCII characters; leave it out to have one made.');
}

function audit(context: RequestContext, transaction: Transaction, webhook: CarrierWebhookRow, action: string): void {
  const { connectionId, organizationId } = webhook;
  transaction.audit({
    action,
    resourceType: 'carrier_connection',
    resourceId: connectionId,
    organizationId,
    after: { connectionId },
    ...auditFacts(context),
  });
}
