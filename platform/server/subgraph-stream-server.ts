import type { Server } from 'node:http';
import { GraphQLSchema, parse } from 'graphql';
import { makeServer } from 'graphql-ws';
import type { Logger } from 'pino';
import { z } from 'zod';
import { openStream, type SubscribableSubgraph } from './open-stream.ts';
import { SocketEndpoint } from './socket-endpoint.ts';
import { LARGEST_SUBGRAPH_BODY_BYTES } from './subgraph-http-protocol.ts';
import type { SubgraphRequest } from './subgraph-runtime.ts';
import { SubscriptionRefusedError } from './subscription-refused.ts';

/** Who subscribes, in the extensions of each subscription: one socket of a gateway carries those of all its clients. */
const Caller = z.object({
  identityToken: z.string(),
  requestId: z.string().max(128),
  ipAddress: z.string().nullish(),
  userAgent: z.string().nullish(),
});

// The protocol's library wants a parsed document to see that it subscribes; the real one is parsed once, by the subgraph.
const ANY_SUBSCRIPTION = { document: parse('subscription { any }'), schema: new GraphQLSchema({}) };

/** Serves a subgraph's subscriptions by graphql-transport-ws at `path`, to callers with signed identities. */
export function serveStreams(
  server: Server,
  options: { subgraph: SubscribableSubgraph; path: string; log: Logger },
): SocketEndpoint<undefined> {
  const { subgraph, path, log } = options;
  return new SocketEndpoint(server, {
    path,
    largestMessageBytes: LARGEST_SUBGRAPH_BODY_BYTES,
    log,
    accept: () => ({ extra: undefined, onClose: () => {} }),
    protocol: makeServer<Record<string, unknown>, undefined>({
      onSubscribe: (_context, _id, { query, variables, extensions }) => {
        const caller = Caller.safeParse(extensions ?? {});
        const request = { query, variables: variables ?? undefined, requestId: '', identityToken: undefined, ...caller.data };
        return { ...ANY_SUBSCRIPTION, contextValue: request };
      },
      subscribe: ({ contextValue }) => openStream(subgraph, contextValue as SubgraphRequest) as never,
      onError: (_context, _id, _payload, errors) =>
        errors.flatMap((error) => {
          if (error.originalError instanceof SubscriptionRefusedError) return error.originalError.errors;
          log.error({ err: error.originalError ?? error }, 'a subscription failed');
          return { message: 'The subscription failed.', extensions: { code: 'INTERNAL_ERROR' } };
        }),
    }),
  });
}
