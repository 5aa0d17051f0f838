import { isTest, type Rule } from './rule.ts';
import type { ModuleImport, SourceTree } from './source-tree.ts';

const ENTITY = 0;
const QUERY = 1;
const USE_CASE = 2;
const TYPES = 3;
const RESOLVER = 4;
const SCHEMA = 5;
const SUBGRAPH = 6;

const NAMES = ['an entity or a rule', 'a query', 'a use case or loader', 'GraphQL types', 'a resolver', 'a schema', 'a subgraph'];
const BY_SUFFIX: Record<string, number> = {
  entity: ENTITY,
  errors: ENTITY,
  query: QUERY,
  loaders: USE_CASE,
  consumer: USE_CASE,
  types: TYPES,
  resolver: RESOLVER,
  schema: SCHEMA,
  subgraph: SUBGRAPH,
};

/** Inside a subgraph: resolver → use case, query, loader → entity → platform. Never upwards. */
export const importLayers: Rule = {
  name: 'import-layers',
  check(module, tree) {
    if (!module.path.startsWith('subgraphs/') || isTest(module.path)) return [];
    const layer = layerOf(module.path, tree);
    return module.imports.flatMap((taken) => {
      if (!taken.target?.startsWith('subgraphs/')) return [];
      const targetLayer = layerOf(taken.target, tree);
      // The shape of a command or a row is no call upwards; but GraphQL classes and resolvers are out of reach altogether.
      const isShapeOnly = taken.isTypeOnly && targetLayer <= USE_CASE;
      if (targetLayer <= layer || isShapeOnly) return [];
      return [{ offset: taken.offset, message: `${NAMES[layer]} may not import ${NAMES[targetLayer]} (${taken.target}).` }];
    });
  },
};

/**
 * The suffix says the layer. A file without one is a use case when it reaches the database, by itself or through what it
 * imports, and otherwise a rule, which may stand as low as an entity.
 */
function layerOf(path: string, tree: SourceTree, seen: ReadonlySet<string> = new Set()): number {
  const suffix = /\.([a-z]+)\.ts$/.exec(path)?.[1];
  const known = suffix === undefined ? undefined : BY_SUFFIX[suffix];
  if (known !== undefined) return known;
  if (seen.has(path)) return ENTITY;
  const reaches = (taken: ModuleImport): boolean => {
    if (taken.target?.startsWith('platform/database/session')) return true;
    if (taken.isTypeOnly || !taken.target?.startsWith('subgraphs/')) return false;
    const layer = layerOf(taken.target, tree, new Set([...seen, path]));
    return layer === QUERY || layer === USE_CASE;
  };
  return tree.get(path)?.imports.some(reaches) ? USE_CASE : ENTITY;
}
