import type { SubgraphTransport } from '../gateway/data-source/subgraph-transport.ts';
import { withinDeadline } from '../platform/context/within-deadline.ts';
import { openStream } from '../platform/server/open-stream.ts';
import type { SubgraphRuntime } from '../platform/server/subgraph-runtime.ts';

/** Reaches subgraphs of this very process, without serializing anything. */
export function inProcessTransports(subgraphs: ReadonlyMap<string, SubgraphRuntime>): Map<string, SubgraphTransport> {
  return new Map(
    [...subgraphs].map(([name, subgraph]) => [
      name,
      {
        execute: (call) => withinDeadline(call.deadline, () => subgraph.execute(call)),
        subscribe: (call) => openStream(subgraph, call),
      },
    ]),
  );
}
