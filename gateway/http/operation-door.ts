import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { ANONYMOUS } from '../../contracts/identity/identity.ts';
import { plainAddress } from '../../platform/identity/ip-ranges.ts';
import { clientError } from '../client-error.ts';
import type { DocumentParser } from '../documents/document-parser.ts';
import type { OperationParcel, OperationTexts } from '../documents/operation-text.ts';
import type { FaultTeller } from '../limits/gateway-limits.ts';

/** Deeper values are no variables that any field takes. */
const DEEPEST_VARIABLES = 64;

/** What stands at the door. */
export interface OperationDoorOptions {
  path: string;
  texts: OperationTexts;
  parser: DocumentParser;
  onFaults: FaultTeller;
}

/**
 * Looks at what comes by HTTP before anything is done with it: one operation at a time, its text found where only an id was sent,
 * parsed and held to the limits of shape. What passes goes on as an ordinary operation with a text.
 */
export function guardOperations(app: FastifyInstance, options: OperationDoorOptions): void {
  app.addHook('preHandler', async (request, reply) => {
    if (request.routeOptions.url !== options.path) return;
    try {
      if (!URL.canParse(`${request.protocol}://${request.hostname}/`)) throw badRequest('The Host header names no host.');
      const parcel = parcelOf(request);
      if (!parcel) return;
      const text = await options.texts.textOf(parcel, clientOf(request));
      if (text === undefined) return;
      look(options.parser, text);
      if (isShallow(parcel.variables, DEEPEST_VARIABLES)) return replace(request, parcel, text);
      throw badRequest(`Variables are nested at most ${DEEPEST_VARIABLES} deep.`);
    } catch (error) {
      return turnAway(options, request, reply, error);
    }
  });
}

type Parcel = OperationParcel & { variables?: unknown };

function parcelOf(request: FastifyRequest): Parcel | undefined {
  if (request.method === 'GET') {
    const { query, documentId, extensions } = request.query as Record<string, unknown>;
    return { query, documentId, extensions: typeof extensions === 'string' ? parsed(extensions) : undefined };
  }
  if (Array.isArray(request.body))
    throw badRequest('Send one operation in a request; batches are not served.', 'BATCHING_NOT_SUPPORTED');
  return typeof request.body === 'object' && request.body !== null ? request.body : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function look(parser: DocumentParser, text: string): void {
  try {
    parser.parse(text);
  } catch (error) {
    // What does not parse goes on: it is refused with the place of the fault, and counted as its sender's.
    if (error instanceof GraphQLError && error.extensions['code'] === 'DOCUMENT_TOO_LARGE') throw error;
  }
}

function replace(request: FastifyRequest, parcel: Parcel, text: string): void {
  const { persistedQuery: _, ...extensions } = (parcel.extensions ?? {}) as Record<string, unknown>;
  if (request.method !== 'GET') {
    Object.assign(request.body as object, { query: text, extensions });
    return;
  }
  const address = new URL(request.url, 'http://gateway');
  address.searchParams.set('query', text);
  address.searchParams.set('extensions', JSON.stringify(extensions));
  // The server behind reads the address as it came.
  request.raw.url = `${address.pathname}${address.search}`;
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return depth > 0 && Object.values(value).every((each) => isShallow(each, depth - 1));
}

async function turnAway(
  options: OperationDoorOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): Promise<FastifyReply> {
  if (!(error instanceof GraphQLError)) throw error;
  await options.onFaults([error], { identity: ANONYMOUS, ipAddress: plainAddress(request.ip) });
  const { http, ...extensions } = error.extensions as { http?: { status: number } };
  return reply
    .status(http?.status ?? 400)
    .header('x-request-id', request.id)
    .send({ errors: [clientError({ message: error.message, extensions })] });
}

function clientOf(request: FastifyRequest): string | undefined {
  const name = request.headers['x-client-name'] ?? request.headers['apollographql-client-name'];
  return typeof name === 'string' ? name : undefined;
}

function badRequest(message: string, code = 'BAD_REQUEST'): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status: 400 } } });
}
