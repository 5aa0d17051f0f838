import type { SubgraphDefinition } from '../platform/server/subgraph-definition.ts';
import { loadSubgraph, SUBGRAPH_NAMES } from './load-subgraph.ts';

/** Every subgraph there is, in the order in which their tables are made. */
export const SUBGRAPHS: readonly SubgraphDefinition[] = await loadAll();

// One after the other: the decorators of all of them fill one store, whose order should not hang on the disk.
async function loadAll(): Promise<SubgraphDefinition[]> {
  const definitions: SubgraphDefinition[] = [];
  for (const name of SUBGRAPH_NAMES) definitions.push(await loadSubgraph(name));
  return definitions;
}
