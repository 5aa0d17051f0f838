import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodType } from 'zod';
import type { IdentitySigner } from '../../platform/identity/identity-token.ts';
import type { Clock } from '../../platform/context/clock.ts';
import type { SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { refuse, refuseFor } from '../http/refusal.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import { createContext } from '../identity/request-identity.ts';
import type { ExportSource } from './export-source.ts';

const MOST_AT_ONCE = 4;

/** What every export is served with. */
export interface ExportServices {
  authenticator: Authenticator;
  signer: IdentitySigner;
  clock: Clock;
}

/** What a request may say: the format, and which rows. */
export interface ExportOrder {
  format: string;
  filter: Record<string, unknown>;
}

/** A list that is served as a file. */
export interface Export {
  /** The name of the file and of its address, e.g. `audit-log`. */
  name: string;
  subgraph: Pick<SubgraphTransport, 'execute'>;
  /** Reads the query string. */
  order: ZodType<ExportOrder>;
  contentType(format: string): string;
  /** The text of the file, a page at a time; each page is asked for when the one before was taken. */
  pages(source: ExportSource, format: string): AsyncGenerator<string, void, undefined>;
  /** Leaves in the audit log that it was exported, by whom and what of it. */
  record(source: ExportSource, format: string): Promise<void>;
}

/**
 * Serves lists as files at /exports/<name>: whoever may read a list gets the same rows, by the same headers and filters. Written as
 * they are read, so that a list of any length takes the memory of a page; four at once.
 */
export function registerExports(app: FastifyInstance, exports: readonly Export[], services: ExportServices): void {
  let open = 0;
  for (const served of exports) {
    app.get(`/exports/${served.name}`, async (request, reply) => {
      if (open >= MOST_AT_ONCE)
        return refuse(reply, 429, { code: 'TOO_MANY_EXPORTS', message: 'Other exports are under way; try again in a minute.' });
      const asked = served.order.safeParse(request.query);
      if (!asked.success) {
        const [issue] = asked.error.issues;
        return refuse(reply, 400, { code: 'BAD_REQUEST', message: `${issue?.path.join('.') || 'query'}: ${issue?.message}` });
      }
      open += 1;
      // Whichever way it ends: sent, refused, or the client gone.
      reply.raw.once('close', () => (open -= 1));
      return send({ request, reply }, served, { ...services, ...asked.data });
    });
  }
}

async function send(
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
  served: Export,
  { authenticator, signer, clock, format, filter }: ExportServices & ExportOrder,
): Promise<FastifyReply> {
  const identify: ExportSource['identify'] = () => createContext(authenticator, request);
  const source: ExportSource = { subgraph: served.subgraph, signer, filter, identify };
  try {
    // The first page is read before anything is sent, so that a refusal is an answer and not half a file.
    const pages = served.pages(source, format);
    const first = await pages.next();
    await served.record(source, format);
    const name = `${served.name}-${clock.now().toISOString().slice(0, 10)}.${format}`;
    return await reply
      .header('content-type', served.contentType(format))
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .header('x-request-id', request.id)
      .send(Readable.from(written(first.value ?? '', pages)));
  } catch (error) {
    return refuseFor(reply, error);
  }
}

async function* written(first: string, rest: AsyncGenerator<string, void, undefined>): AsyncGenerator<string, void, undefined> {
  yield first;
  yield* rest;
}
