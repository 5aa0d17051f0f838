import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OpenFile } from '../../contracts/operations/file-operations.ts';
import { NotFoundError } from '../../platform/errors/errors.ts';
import { gatewayOperations } from '../identity/gateway-operations.ts';
import { answerRefusals, type DoorServices } from './door.ts';

const LONGEST_TOKEN = 300;
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  FILE_LINK_INVALID: 403,
  FILE_LINK_EXPIRED: 410,
  FILE_DAMAGED: 500,
};

/**
 * Serves files at /files/<token> to whoever has a signed link, until it expires (410); an altered one is refused (403), and one of another
 * tenant leads nowhere at a tenant's own host. A browser saves what it gets and guesses nothing about it.
 */
export function registerFileDoor(app: FastifyInstance, services: DoorServices): void {
  app.get<{ Params: { token: string } }>('/files/:token', async (request, reply) =>
    answerRefusals({ request, reply, services, statusByCode: STATUS_BY_CODE }, () => send(request, reply, services)),
  );
}

async function send(
  request: FastifyRequest<{ Params: { token: string } }>,
  reply: FastifyReply,
  { authenticator, signer, way }: DoorServices,
): Promise<FastifyReply> {
  const hostTenant = await authenticator.hosts.tenantAt(request.headers.host, request.id);
  const token = request.params.token.slice(0, LONGEST_TOKEN);
  const file = await gatewayOperations({ signer, way }, request.id).call(OpenFile, { token });
  if (hostTenant !== null && hostTenant !== file.tenantId) throw new NotFoundError('The file', 'token');
  return reply
    .header('content-type', file.contentType)
    .header('content-disposition', `attachment; filename="${file.name}"`)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', 'private, no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-request-id', request.id)
    .send(Buffer.from(file.contentBase64, 'base64'));
}
