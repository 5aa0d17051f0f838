import { applyRewrites } from '@apollo/gateway/dist/dataRewrites.js';
import { deepMerge } from '@apollo/gateway/dist/utilities/deepMerge.js';
import type { FetchNode, PlanNode, ResponsePath } from '@apollo/query-planner';
import {
  getOperationAST,
  GraphQLError,
  Kind,
  OperationTypeNode,
  parse,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Logger } from 'pino';
import type { GatewayContext } from '../gateway-context.ts';
import { entityBatch, mergeEntities, type EntityBatch } from './entity-fetch.ts';

type Entity = Record<string, unknown>;

/** One fetch of a plan. */
export interface PlannedFetch {
  query: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  isQuery: boolean;
}

/** What a subgraph answered to a fetch. The objects are the reader's own: they are changed while answers are merged. */
export interface FetchAnswer {
  data: Entity | null;
  errors?: readonly GraphQLFormattedError[] | undefined;
}

/** Carries fetches to one subgraph; rejects with a GraphQLError that says why there is no answer. */
export interface FetchSource {
  fetch(fetch: PlannedFetch, context: GatewayContext): Promise<FetchAnswer>;
}

/** What a plan is executed with. */
export interface ExecutionServices {
  supergraphSchema: GraphQLSchema;
  /** The way to a subgraph; throws when there is none. */
  sourceOf: (subgraph: string) => FetchSource;
  context: GatewayContext;
  log: Logger;
  /** As the client sent them. */
  variables: Readonly<Record<string, unknown>>;
  /** Coerced, defaults filled in. */
  conditions: Readonly<Record<string, unknown>>;
}

// Where in the answer a node works: everything at `path`, which may go through lists.
interface Cursor {
  path: ResponsePath;
  at: unknown;
}

/** One run of a query plan: the fetches in their order, and their answers merged. */
export class PlanExecution {
  /** What the subgraphs answered, merged. */
  readonly data = Object.create(null) as Entity;
  readonly errors: GraphQLError[] = [];
  private readonly services: ExecutionServices;

  constructor(services: ExecutionServices) {
    this.services = services;
  }

  /** Runs the plan; what fails is told in `errors` and costs its own fields. */
  async run(plan: PlanNode): Promise<void> {
    await this.node(plan, { path: [], at: this.data });
  }

  private async node(node: PlanNode, cursor: Cursor): Promise<void> {
    switch (node.kind) {
      case 'Sequence':
        for (const child of node.nodes) await this.node(child, cursor);
        return;
      case 'Parallel':
        await Promise.all(node.nodes.map((child) => this.node(child, cursor)));
        return;
      case 'Flatten': {
        const at = valuesAt(cursor.at, node.path);
        if (at !== null && at !== undefined) await this.node(node.node, { path: [...cursor.path, ...node.path], at });
        return;
      }
      case 'Condition': {
        const branch = this.services.conditions[node.condition] === true ? node.ifClause : node.elseClause;
        if (branch) await this.node(branch, cursor);
        return;
      }
      case 'Fetch':
        await this.fetch(node, cursor).catch((error: unknown) => this.errors.push(...this.lost(node, cursor, error as Error)));
        return;
      case 'Defer':
        throw new Error('the planner makes no deferred plans unless it is told to');
    }
  }

  private async fetch(fetch: FetchNode, cursor: Cursor): Promise<void> {
    const entities = (Array.isArray(cursor.at) ? cursor.at : [cursor.at]).filter(isPresent) as Entity[];
    if (entities.length === 0) return;
    const variables = this.variablesOf(fetch);
    const { supergraphSchema } = this.services;
    if (!fetch.requires) {
      const data = await this.send(fetch, variables, (path) => [withoutLists([...cursor.path, ...path])]);
      if (data) applyRewrites(supergraphSchema, fetch.outputRewrites, data);
      for (const entity of entities) deepMerge(entity, data);
      return;
    }
    const batch = entityBatch(supergraphSchema, fetch, entities);
    const { representations } = batch;
    if (representations.length === 0) return;
    const pathsOf = this.entityPaths(cursor, batch);
    const data = await this.send(fetch, { ...variables, representations }, pathsOf);
    if (!data) return;
    const received = data['_entities'];
    if (!Array.isArray(received) || received.length !== representations.length)
      throw unusable(fetch.serviceName, `expected ${representations.length} entities`);
    mergeEntities(supergraphSchema, fetch, { entities, batch, received });
  }

  private variablesOf({ variableUsages = [] }: FetchNode): Record<string, unknown> {
    // Without a prototype: a client may call a variable `__proto__`.
    const variables = Object.create(null) as Record<string, unknown>;
    for (const name of variableUsages) {
      const value = Object.hasOwn(this.services.variables, name) ? this.services.variables[name] : undefined;
      if (value !== undefined) variables[name] = value;
    }
    return variables;
  }

  private async send(
    fetch: FetchNode,
    variables: Record<string, unknown>,
    pathsOf: (path: readonly (string | number)[]) => ResponsePath[],
  ): Promise<Entity | null> {
    const { operation: query, operationName, operationKind } = fetch;
    const isQuery = operationKind === OperationTypeNode.QUERY;
    const source = this.services.sourceOf(fetch.serviceName);
    const { data, errors } = await source.fetch({ query, operationName, variables, isQuery }, this.services.context);
    for (const error of errors ?? []) {
      const paths = error.path ? pathsOf(error.path) : [undefined];
      for (const path of paths) this.errors.push(subgraphError(error, path));
    }
    return data;
  }

  // A fetch without an answer: told once for each root field, or for the place whose entities lack something.
  private lost(fetch: FetchNode, { path }: Cursor, error: Error): GraphQLError[] {
    if (!(error instanceof GraphQLError)) this.services.log.error({ err: error }, 'a fetch of a query plan failed');
    const { extensions } = error instanceof GraphQLError ? error : { extensions: { code: 'INTERNAL_ERROR' } };
    const paths = path.length > 0 ? [withoutLists(path)] : rootNames(fetch).map((name) => [name]);
    return paths.map((each) => new GraphQLError(error.message, { originalError: error, extensions, path: each }));
  }

  // An error about a representation is told at every place that it stands for.
  private entityPaths({ path }: Cursor, batch: EntityBatch): (errorPath: readonly (string | number)[]) => ResponsePath[] {
    let hydrated: ResponsePath[] | undefined;
    return ([, index, ...rest]) => {
      if (typeof index !== 'number') return [withoutLists(path)];
      hydrated ??= pathsAt(this.data, path);
      return (batch.places[index] ?? []).map((place) => [...(hydrated?.[place] ?? []), ...rest]);
    };
  }
}

function valuesAt(value: unknown, path: ResponsePath, depth = 0): unknown {
  if (depth === path.length || value === undefined || value === null) return value;
  const step = path[depth]!;
  if (step === '@') return (value as unknown[]).flatMap((element) => valuesAt(element, path, depth + 1));
  return Object.hasOwn(value, step) ? valuesAt((value as Entity)[step], path, depth + 1) : undefined;
}

// Where each of the values at a path is, in the order of `valuesAt`.
function pathsAt(value: unknown, path: ResponsePath, walked: ResponsePath = []): ResponsePath[] {
  if (value === undefined || value === null) return [];
  const [step, ...rest] = path;
  if (step === undefined) return [walked];
  if (step === '@') return (value as unknown[]).flatMap((element, index) => pathsAt(element, rest, [...walked, index]));
  return Object.hasOwn(value, step) ? pathsAt((value as Entity)[step], rest, [...walked, step]) : [];
}

function isPresent(value: unknown): boolean {
  return value !== null && value !== undefined;
}

// The part of a path that is the same for everything there.
function withoutLists(path: ResponsePath): ResponsePath {
  const list = path.indexOf('@');
  return list === -1 ? path : path.slice(0, list);
}

// Read only once something failed, so that the way without trouble costs no parsing.
function rootNames(fetch: FetchNode): string[] {
  const { selectionSet } = getOperationAST(parse(fetch.operation), fetch.operationName)!;
  return selectionSet.selections.flatMap((selection) =>
    selection.kind === Kind.FIELD ? [(selection.alias ?? selection.name).value] : [],
  );
}

function subgraphError({ message, extensions = {} }: GraphQLFormattedError, path: ResponsePath | undefined): GraphQLError {
  return new GraphQLError(message, {
    path: path ?? null,
    extensions: { ...extensions, code: extensions['code'] ?? 'DOWNSTREAM_SERVICE_ERROR' },
  });
}

function unusable(subgraph: string, reason: string): GraphQLError {
  return new GraphQLError(`${subgraph} gave an answer that cannot be used: ${reason}.`, {
    extensions: { code: 'SUBGRAPH_UNAVAILABLE', subgraph },
  });
}
