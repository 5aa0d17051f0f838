import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import type { Clock } from '../../platform/context/clock.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import { createContext } from '../identity/request-identity.ts';
import { auditPages, recordExport, type AuditSource, type ExportedEntry } from './audit-pages.ts';
import { EXPORT_FORMATS, type ExportFormat } from './export-formats.ts';

const PATH = '/exports/audit-log';
const MOST_AT_ONCE = 4;

interface AuditExportOptions {
  authenticator: Authenticator;
  signer: IdentitySigner;
  tenants: Pick<SubgraphTransport, 'execute'>;
  clock: Clock;
}

const oneOrMany = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const Request = z.strictObject({
  format: z.enum(['csv', 'ndjson']).default('ndjson'),
  actor: z.string().optional(),
  actions: oneOrMany.optional(),
  resourceType: z.string().optional(),
  resourceId: z.string().optional(),
  organizationId: z.string().optional(),
  from: z.string().optional(),
  until: z.string().optional(),
  ipAddress: z.string().optional(),
  keyword: z.string().optional(),
});

/**
 * Serves the audit log as a file at /exports/audit-log: whoever may read it by `auditLog` gets the same entries, by the same
 * headers and filters. Written as it is read, so that a log of any length takes the memory of a page.
 */
export function registerAuditExport(app: FastifyInstance, options: AuditExportOptions): void {
  let open = 0;
  app.get(PATH, async (request, reply) => {
    if (open >= MOST_AT_ONCE)
      return refuse(reply, 429, 'TOO_MANY_EXPORTS', 'Other exports are under way; try again in a minute.');
    const asked = Request.safeParse(request.query);
    if (!asked.success) {
      const [issue] = asked.error.issues;
      return refuse(reply, 400, 'BAD_REQUEST', `${issue?.path.join('.') || 'query'}: ${issue?.message}`);
    }
    const { format, ...filter } = asked.data;
    open += 1;
    // Whichever way it ends: sent, refused, or the client gone.
    reply.raw.once('close', () => (open -= 1));
    return send(request, reply, { ...options, format, filter });
  });
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  order: AuditExportOptions & { format: keyof typeof EXPORT_FORMATS; filter: Record<string, unknown> },
): Promise<FastifyReply> {
  const { authenticator, tenants, signer, clock, format, filter } = order;
  const source: AuditSource = { tenants, signer, filter, identify: () => createContext(authenticator, request) };
  try {
    // The first page is read before anything is sent, so that a refusal is an answer and not half a file.
    const pages = auditPages(source);
    const first = await pages.next();
    await recordExport(source, format);
    const name = `audit-log-${clock.now().toISOString().slice(0, 10)}.${format}`;
    return await reply
      .header('content-type', EXPORT_FORMATS[format].contentType)
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .header('x-request-id', request.id)
      .send(Readable.from(written(EXPORT_FORMATS[format], first.value ?? [], pages)));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const code = String(error.extensions['code']);
    return refuse(reply, statusOf(error, code), code, error.message, error.extensions['field']);
  }
}

async function* written(
  format: ExportFormat,
  first: readonly ExportedEntry[],
  rest: AsyncGenerator<ExportedEntry[], void, undefined>,
): AsyncGenerator<string, void, undefined> {
  yield format.head + format.lines(first);
  for await (const page of rest) yield format.lines(page);
}

const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  SUBGRAPH_UNAVAILABLE: 503,
  INTERNAL_ERROR: 500,
};

function statusOf(error: GraphQLError, code: string): number {
  const { status } = (error.extensions['http'] ?? {}) as { status?: number };
  return status ?? STATUS_BY_CODE[code] ?? 400;
}

function refuse(reply: FastifyReply, status: number, code: string, message: string, field?: unknown): FastifyReply {
  return reply.status(status).send({ errors: [{ message, extensions: { code, ...(field ? { field } : {}) } }] });
}
