import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ReceiveCarrierWebhook } from '../../contracts/operations/carrier-webhook-operations.ts';
import { gatewayOperations } from '../identity/gateway-operations.ts';
import { answerRefusals, type DoorServices } from './door.ts';

const LARGEST_BODY_BYTES = 256 * 1_024;
const LONGEST_TOKEN = 300;
const LONGEST_HEADER = 2_000;
const STATUS_BY_CODE: Readonly<Record<string, number>> = { WEBHOOK_SIGNATURE_INVALID: 401 };

/**
 * Takes what carriers tell by themselves, at /carrier-webhooks/<token>: 200 once it is kept, also for what was told before; 401 for what the
 * carrier did not sign, 404 for an address that leads nowhere, 413 for more than 256 KiB. What comes of it is told later.
 */
export function registerCarrierWebhookDoor(app: FastifyInstance, services: DoorServices): void {
  // In a scope of its own, where bodies stay the bytes that were signed.
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post<{ Params: { token: string } }>(
      '/carrier-webhooks/:token',
      { bodyLimit: LARGEST_BODY_BYTES },
      async (request, reply) =>
        answerRefusals({ request, reply, services, statusByCode: STATUS_BY_CODE }, () => take(request, reply, services)),
    );
  });
}

async function take(
  request: FastifyRequest<{ Params: { token: string } }>,
  reply: FastifyReply,
  { signer, way }: DoorServices,
): Promise<FastifyReply> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const { isNew } = await gatewayOperations({ signer, way }, request.id).call(ReceiveCarrierWebhook, {
    token: request.params.token.slice(0, LONGEST_TOKEN),
    headers: plainHeaders(request.headers),
    bodyBase64: body.toString('base64'),
  });
  return reply
    .status(200)
    .header('x-request-id', request.id)
    .send({ status: isNew ? 'accepted' : 'known' });
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const plain = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' && value.length <= LONGEST_HEADER ? [[name, value]] : [],
  );
  return Object.fromEntries(plain) as Record<string, string>;
}
