import type { SubgraphTransport } from '../gateway/data-source/subgraph-transport.ts';
import type { SubgraphHttpClient } from '../platform/server/subgraph-http-client.ts';
import { SubgraphStreamClient } from '../platform/server/subgraph-stream-client.ts';

/** Reaches subgraphs in other processes: operations over HTTP, subscriptions over one socket each at the same address. */
export function remoteTransports(
  clients: ReadonlyMap<string, SubgraphHttpClient>,
  addresses: ReadonlyMap<string, string>,
): { transports: Map<string, SubgraphTransport>; close: () => Promise<void> } {
  const streams = new Map([...addresses].map(([name, url]) => [name, new SubgraphStreamClient({ url })]));
  return {
    transports: new Map(
      [...clients].map(([name, client]) => [
        name,
        { execute: (call) => client.execute(call), subscribe: (call) => streams.get(name)!.subscribe(call) },
      ]),
    ),
    close: async () => void (await Promise.all([...streams.values()].map((stream) => stream.close()))),
  };
}
