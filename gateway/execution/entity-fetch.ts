import { applyRewrites, isObjectOfType } from '@apollo/gateway/dist/dataRewrites.js';
import { deepMerge } from '@apollo/gateway/dist/utilities/deepMerge.js';
import { getResponseName, type FetchNode, type QueryPlanSelectionNode } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';

type Entity = Record<string, unknown>;

/** The entities of a fetch, each distinct one once, and where the answers belong. */
export interface EntityBatch {
  /** What the subgraph is asked for: no two alike. */
  representations: Entity[];
  /** For each representation, the places of the entities that it stands for. */
  places: number[][];
}

/** Reads from entities what a fetch needs to name them; two that are named alike are asked for once. */
export function entityBatch(schema: GraphQLSchema, fetch: FetchNode, entities: readonly Entity[]): EntityBatch {
  const batch: EntityBatch = { representations: [], places: [] };
  const known = new Map<string, number>();
  entities.forEach((entity, place) => {
    const representation = pick(schema, entity, fetch.requires ?? []);
    if (!representation?.['__typename']) return;
    applyRewrites(schema, fetch.inputRewrites, representation);
    const key = JSON.stringify(representation);
    const index = known.get(key);
    if (index !== undefined) {
      batch.places[index]!.push(place);
      return;
    }
    known.set(key, batch.representations.length);
    batch.representations.push(representation);
    batch.places.push([place]);
  });
  return batch;
}

/** Adds what the subgraph said of each representation to every entity that it stands for. */
export function mergeEntities(
  schema: GraphQLSchema,
  fetch: FetchNode,
  options: { entities: readonly Entity[]; batch: EntityBatch; received: readonly (Entity | null)[] },
): void {
  const { entities, batch, received } = options;
  batch.places.forEach((places, index) => {
    const answer = received[index];
    if (!answer) return;
    answer['__typename'] ??= entities[places[0]!]!['__typename'];
    applyRewrites(schema, fetch.outputRewrites, answer);
    for (const place of places) deepMerge(entities[place], answer);
  });
}

// The part of an entity that selections name; null when it lacks one of them.
function pick(schema: GraphQLSchema, source: Entity | null, selections: readonly QueryPlanSelectionNode[]): Entity | null {
  if (source === null) return null;
  const picked = Object.create(null) as Entity;
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') {
      if (selection.typeCondition && isObjectOfType(schema, source, selection.typeCondition))
        deepMerge(picked, pick(schema, source, selection.selections));
      continue;
    }
    const name = getResponseName(selection);
    const value = Object.hasOwn(source, name) ? source[name] : undefined;
    if (value === undefined) return null;
    picked[name] = pickValue(schema, value, selection.selections);
  }
  return picked;
}

function pickValue(schema: GraphQLSchema, value: unknown, selections: readonly QueryPlanSelectionNode[] | undefined): unknown {
  if (!selections) return value;
  return Array.isArray(value)
    ? value.map((each) => pickValue(schema, each, selections))
    : pick(schema, value as Entity | null, selections);
}
