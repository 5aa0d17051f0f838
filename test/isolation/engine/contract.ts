import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildSchema,
  Kind,
  type ConstDirectiveNode,
  type ConstValueNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { policyNamed } from '../../../platform/identity/policies.ts';
import type { Rights } from '../world/rights.ts';

const schemaFolder = join(import.meta.dirname, '../../../../schema');

/** What a field needs: all permissions of one list, all policies of one list; undefined is for everybody. */
export type AccessRule = { scopes: readonly (readonly string[])[]; policies: readonly (readonly string[])[] } | undefined;

/** An operation of the public API. */
export interface ApiOperation {
  /** E.g. `Query.invoice`. */
  name: string;
  kind: 'query' | 'mutation' | 'subscription';
  field: GraphQLField<unknown, unknown>;
  rule: AccessRule;
}

/** The composed contract: what clients see, and what each field needs. */
export interface Contract {
  api: GraphQLSchema;
  operations: readonly ApiOperation[];
  /** By coordinate, e.g. `Invoice.total`. */
  rules: ReadonlyMap<string, AccessRule>;
  /** What each subgraph serves, by name. */
  subgraphs: ReadonlyMap<string, GraphQLSchema>;
}

/** Reads the printed schemas, as they were composed. */
export async function readContract(subgraphNames: readonly string[]): Promise<Contract> {
  const [apiSdl, supergraphSdl, ...subgraphSdls] = await Promise.all(
    ['api', 'supergraph', ...subgraphNames.map((name) => `subgraphs/${name}`)].map((name) =>
      readFile(join(schemaFolder, `${name}.graphql`), 'utf8'),
    ),
  );
  const api = buildSchema(apiSdl!);
  const rules = rulesOf(loose(supergraphSdl!));
  const roots = [
    ['query', api.getQueryType()],
    ['mutation', api.getMutationType()],
    ['subscription', api.getSubscriptionType()],
  ] as const;
  const operations = roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).map((field): ApiOperation => {
      const name = `${type!.name}.${field.name}`;
      return { name, kind, field, rule: rules.get(name) };
    }),
  );
  return {
    api,
    operations,
    rules,
    subgraphs: new Map(subgraphNames.map((name, index) => [name, loose(subgraphSdls[index]!)])),
  };
}

/** Whether the caller fulfils the rule. */
export function fulfils(rule: AccessRule, { identity, permissions }: Rights): boolean {
  if (!rule) return true;
  if (!identity || !permissions) return false;
  const one = (alternatives: readonly (readonly string[])[], holds: (name: string) => boolean): boolean =>
    alternatives.length === 0 || alternatives.some((all) => all.every(holds));
  return one(rule.scopes, (scope) => permissions.has(scope)) && one(rule.policies, (name) => policyNamed(name)!.allows(identity));
}

// Printed by composition, which has checked them; the definitions that federation adds are not in the file.
function loose(sdl: string): GraphQLSchema {
  return buildSchema(sdl, { assumeValid: true, assumeValidSDL: true });
}

function rulesOf(supergraph: GraphQLSchema): Map<string, AccessRule> {
  const rules = new Map<string, AccessRule>();
  for (const type of Object.values(supergraph.getTypeMap())) {
    if (!('getFields' in type) || !type.astNode || !('interfaces' in type.astNode)) continue;
    for (const field of Object.values((type as GraphQLObjectType).getFields()))
      rules.set(`${type.name}.${field.name}`, ruleOf([...(type.astNode.directives ?? []), ...(field.astNode?.directives ?? [])]));
  }
  return rules;
}

function ruleOf(directives: readonly ConstDirectiveNode[]): AccessRule {
  const lists = (name: string): string[][] => {
    const value = directives.find((directive) => directive.name.value === name)?.arguments?.[0]?.value;
    return value?.kind === Kind.LIST ? value.values.map((all) => (all.kind === Kind.LIST ? all.values : []).map(text)) : [];
  };
  const isGuarded = directives.some(({ name }) => ['authenticated', 'requiresScopes', 'policy'].includes(name.value));
  return isGuarded ? { scopes: lists('requiresScopes'), policies: lists('policy') } : undefined;
}

function text(value: ConstValueNode): string {
  return value.kind === Kind.STRING ? value.value : '';
}
