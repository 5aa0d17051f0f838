import { SubgraphHttpClient } from '../platform/server/subgraph-http-client.ts';

/** A way to each subgraph over HTTP, by name. */
export function clientsOf(
  addresses: ReadonlyMap<string, string>,
  options: { deadlineMs?: number } = {},
): Map<string, SubgraphHttpClient> {
  return new Map([...addresses].map(([name, url]) => [name, new SubgraphHttpClient({ url, ...options })]));
}
