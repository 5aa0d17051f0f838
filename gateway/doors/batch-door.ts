import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import { ANONYMOUS } from '../../contracts/identity/identity.ts';
import { readTable } from '../../platform/csv/read-table.ts';
import type { ErrorDetail } from '../../platform/errors/domain-error.ts';
import { ForbiddenError, UnauthenticatedError, ValidationError } from '../../platform/errors/errors.ts';
import { plainAddress } from '../../platform/identity/ip-ranges.ts';
import { askAsCaller, askInternally, type ExportSource } from '../exports/export-source.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { refuse, refuseFor } from '../http/refusal.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import { createContext } from '../identity/request-identity.ts';
import type { DoorServices } from './door.ts';
import { drain } from './drain.ts';

const MOST_AT_ONCE = 4;
const MOST_ROWS = 10_000;
const LARGEST_BYTES = 8 * 1_048_576;
const PERMISSION = 'create_shipments';

/** What the door is served with: the door of others, and somebody who knows who is asking. */
type BatchDoorServices = DoorServices & { authenticator: Authenticator };

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** What holds for all rows, as query parameters: the terms of `createBatch`. */
const Terms = z.strictObject({
  name: z.string().optional(),
  isDryRun: flag.optional(),
  purchase: z.enum(['DRAFT', 'CHEAPEST', 'FASTEST', 'SERVICE']).optional(),
  service: z.string().optional(),
  entityId: z.string().optional(),
  labelFormat: z.enum(['PDF', 'ZPL', 'PNG']).optional(),
  connectionIds: z.union([z.array(z.string()), z.string().transform((one) => [one])]).optional(),
});

const ANSWER = 'batch { id status rowCount isDryRun } errors { code field message }';
const FROM_TABLE = `mutation UploadTable($input: CreateBatchFromTableInput!) { made: createBatchFromTable(input: $input) { ${ANSWER} } }`;
const FROM_ROWS = `mutation UploadRows($input: CreateBatchInput!) { made: createBatch(input: $input) { ${ANSWER} } }`;

interface Made {
  made: { batch: object | null; errors: ErrorDetail[] };
}

/**
 * Takes batches at POST /batches: CSV as it arrives, or a JSON list of rows; the terms are query parameters. Nothing is asked of a subgraph before
 * all of it is here and not too much; four at once.
 */
export function registerBatchDoor(app: FastifyInstance, services: BatchDoorServices): void {
  let open = 0;
  // Apart, so that no other address takes CSV.
  void app.register(async (door) => {
    door.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
    door.post('/batches', { bodyLimit: LARGEST_BYTES, onRequest: refuseStrangers(services) }, async (request, reply) => {
      if (open >= MOST_AT_ONCE)
        return refuse(reply, 429, { code: 'TOO_MANY_UPLOADS', message: 'Other uploads are under way; try again in a minute.' });
      open += 1;
      reply.raw.once('close', () => (open -= 1));
      return take(request, reply, services);
    });
  });
}

/** Turns away who may not make shipments before anything of the body is read; whoever cannot say who he is is charged for it. */
function refuseStrangers({ authenticator, onFaults }: BatchDoorServices) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | void> => {
    try {
      const { identity } = await createContext(authenticator, request);
      if (identity.level === 'anonymous') throw new UnauthenticatedError();
      if (!identity.permissions.includes(PERMISSION)) throw new ForbiddenError(`This needs the permission ${PERMISSION}.`);
    } catch (error) {
      const fault = new GraphQLError('refused', { extensions: { code: 'UNAUTHENTICATED' } });
      if (isUnauthenticated(error)) await onFaults([fault], { identity: ANONYMOUS, ipAddress: plainAddress(request.ip) });
      return refuseFor(reply, error);
    }
  };
}

function isUnauthenticated(error: unknown): boolean {
  return (
    error instanceof UnauthenticatedError || (error instanceof GraphQLError && error.extensions['code'] === 'UNAUTHENTICATED')
  );
}

async function take(request: FastifyRequest, reply: FastifyReply, services: BatchDoorServices): Promise<FastifyReply> {
  try {
    const terms = Terms.safeParse(request.query);
    if (!terms.success) throw badTerms(terms.error);
    const identify = (): Promise<GatewayContext> => createContext(services.authenticator, request);
    const source: ExportSource = { subgraph: services.way, signer: services.signer, filter: {}, identify };
    const { made } = Array.isArray(request.body)
      ? await askAsCaller<Made>(source, {
          query: FROM_ROWS,
          variables: { input: { ...terms.data, rows: checkedRows(request.body) } },
        })
      : await askInternally<Made>(source, {
          query: FROM_TABLE,
          variables: { input: { ...terms.data, ...(await tableOf(request)) } },
        });
    if (made.errors.length > 0) return await refuse(reply, 400, ...made.errors);
    return await reply.status(201).send({ batch: made.batch });
  } catch (error) {
    drain(request.raw, reply);
    return refuseFor(reply, error);
  }
}

async function tableOf({ body }: FastifyRequest): Promise<{ columns: string[]; rows: string[][] }> {
  if (!isStream(body)) throw ValidationError.of('rows', 'Send CSV, or a JSON list of rows.', 'BAD_REQUEST');
  return readTable(body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>, {
    rows: MOST_ROWS,
    bytes: LARGEST_BYTES,
  });
}

function isStream(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && 'iterator' in body;
}

function checkedRows(rows: unknown[]): unknown[] {
  if (rows.length > MOST_ROWS)
    throw ValidationError.of('rows', `A batch has at most ${MOST_ROWS} rows; send several.`, 'TOO_MANY_ROWS');
  return rows;
}

function badTerms(error: z.ZodError): ValidationError {
  const [issue] = error.issues;
  return ValidationError.of(issue?.path.join('.') || 'query', issue?.message ?? 'The terms cannot be read.', 'BAD_REQUEST');
}
