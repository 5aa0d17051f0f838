import type { Rule } from './rule.ts';
import { isTest } from './rule.ts';

const ALLOWED = /\.(?:types|resolver|schema)\.ts$|^platform\/(?:graphql|errors|server)\/|^(?:gateway|host|scripts|bench)\//;
const GRAPHQL = /^(?:graphql|type-graphql)(?:\/|$)/;

/** The API's library stays at the API's edge: rules, tables and reads know nothing of GraphQL. */
export const graphqlPlaces: Rule = {
  name: 'graphql-places',
  check(module) {
    if (ALLOWED.test(module.path) || isTest(module.path)) return [];
    return module.imports
      .filter(({ specifier }) => GRAPHQL.test(specifier))
      .map(({ offset, specifier }) => ({
        offset,
        message: `"${specifier}" is imported in *.types.ts, *.resolver.ts, *.schema.ts and the gateway only.`,
      }));
  },
};
