import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { composeServices } from '@apollo/composition';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { buildOperationContext, executeQueryPlan } from '@apollo/gateway';
import { QueryPlanner, type PlanNode, type QueryPlan } from '@apollo/query-planner';
import { buildSubgraphSchema } from '@apollo/subgraph';
import fc from 'fast-check';
import {
  execute,
  getNamedType,
  getOperationAST,
  isAbstractType,
  isCompositeType,
  isObjectType,
  parse,
  validate,
  type ExecutionResult,
  type GraphQLCompositeType,
  type GraphQLError,
  type GraphQLSchema,
} from 'graphql';
import { pino } from 'pino';
import type { GatewayContext } from '../gateway-context.ts';
import type { FetchAnswer } from './plan-execution.ts';
import { PlannedOperation, type Planning } from './planned-operation.ts';

// Whatever is asked, and whatever fails: the answer is the one that Apollo's own executor gives.

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@external", "@requires"])`;
const SUBGRAPHS: Record<string, string> = {
  orders: `
    type Query { orders: [Order!] order: Order needed: Order! search: [Found] nodes: [Node!] }
    interface Node { id: ID! }
    union Found = Order | Shop
    type Order implements Node @key(fields: "id") { id: ID! state: State! lines: [Line!]! grid: [[Line]] shop: Shop! buyer: Shop }
    type Line { number: Int! product: Product! gift: Product note: String }
    type Product @key(fields: "id") { id: ID! }
    type Shop implements Node @key(fields: "id") { id: ID! title: String }
    enum State { OPEN CLOSED }`,
  products: `
    type Product @key(fields: "id") { id: ID! name: String! weight: Float maker: Maker! related: [Product!] tags: [String!]! }
    type Maker @key(fields: "id") { id: ID! country: String! }`,
  shops: `
    type Shop @key(fields: "id") { id: ID! rank: Int! owner: Maker parcels: [Parcel!]! }
    type Maker @key(fields: "id") { id: ID! name: String! age: Int }
    interface Parcel { label: String! }
    type Box implements Parcel { label: String! volume: Float! }
    type Tube implements Parcel { label: String! length: Int }
    type Product @key(fields: "id") { id: ID! weight: Float @external shippable: Boolean! @requires(fields: "weight") shop: Shop }`,
};

const hash = (text: string): number => createHash('md5').update(text).digest().readUInt32LE(0);

/** What goes wrong with a field of an object: it fails, or is null whatever its type says. */
type Faults = (field: string, id: string) => 'fails' | 'null' | undefined;

/** Objects whose every field follows from their id, and from what is wrong with them. */
function subgraphSchema(sdl: string, faults: Faults, value: typeof valueOf): GraphQLSchema {
  const schema = buildSubgraphSchema({ typeDefs: parse(LINK + sdl) });
  for (const type of Object.values(schema.getTypeMap())) {
    if (isAbstractType(type) && !type.name.startsWith('_')) type.resolveType = (value: { type: string }) => value.type;
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.name.startsWith('_')) continue;
      field.resolve = (source: { id?: string } | undefined, _args, _context, { path }) => {
        const id = source?.id ?? 'root';
        const chance = hash(`${type.name}.${field.name} of ${id}`);
        if (field.name === 'id') return id;
        const fault = faults(`${type.name}.${field.name}`, id);
        if (fault === 'fails') throw new Error(`no ${field.name} of ${id} as ${String(path.typename)}`);
        return fault === 'null' ? null : value(schema, String(field.type), chance);
      };
    }
  }
  return schema;
}

function valueOf(schema: GraphQLSchema, type: string, chance: number): unknown {
  if (!type.endsWith('!') && chance % 11 === 0) return null;
  const bare = type.replace(/!$/, '');
  if (bare.startsWith('['))
    return Array.from({ length: chance % 4 }, (_, index) => valueOf(schema, bare.slice(1, -1), hash(`${chance} ${index}`)));
  const scalars: Record<string, unknown> = {
    Int: chance % 100,
    Float: (chance % 100) / 4,
    Boolean: chance % 2 === 0,
    String: `text ${chance % 9}`,
  };
  if (bare in scalars) return scalars[bare];
  if (bare === 'State') return chance % 2 === 0 ? 'OPEN' : 'CLOSED';
  const named = schema.getType(bare)!;
  const possible = isAbstractType(named) ? schema.getPossibleTypes(named) : [named];
  const typename = possible[chance % possible.length]!.name;
  // Few ids, so that the same entity turns up again and again.
  return { __typename: typename, type: typename, id: `${typename}-${chance % 5}` };
}

function worldOf(
  faults: Faults,
  value = valueOf,
): {
  planning: Planning;
  fetch: (subgraph: string, query: string, variables: object) => Promise<FetchAnswer>;
} {
  const composed = composeServices(Object.entries(SUBGRAPHS).map(([name, sdl]) => ({ name, typeDefs: parse(LINK + sdl) })));
  assert.ok(composed.supergraphSdl, JSON.stringify(composed.errors));
  const supergraph = Supergraph.build(composed.supergraphSdl, { validateSupergraph: false });
  const apiSchema = supergraph.apiSchema();
  const schemas = Object.fromEntries(Object.entries(SUBGRAPHS).map(([name, sdl]) => [name, subgraphSchema(sdl, faults, value)]));
  return {
    planning: {
      schema: apiSchema.toGraphQLJSSchema(),
      apiSchema,
      supergraphSchema: supergraph.schema.toGraphQLJSSchema(),
      planner: new QueryPlanner(supergraph),
    },
    async fetch(subgraph, query, variables) {
      const result = await execute({ schema: schemas[subgraph]!, document: parse(query), variableValues: variables as never });
      return JSON.parse(JSON.stringify(result)) as FetchAnswer;
    },
  };
}

/** One in so many fields fails. */
function oneIn(count: number): Faults {
  return (field, id) => (count > 0 && hash(`${field} of ${id}`) % count === 0 ? 'fails' : undefined);
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Selections of a type, as random as the numbers that `next` gives. */
function selectionsOf(schema: GraphQLSchema, type: GraphQLCompositeType, next: (below: number) => number, depth: number): string {
  const parts: string[] = [];
  const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
  for (const field of fields) {
    const named = getNamedType(field.type);
    if (next(3) === 0 || (depth === 0 && isCompositeType(named))) continue;
    const alias = next(6) === 0 ? `${['a', 'constructor', '__proto__', 'toString'][next(4)]}_${field.name}: ` : '';
    const condition = ['', '', '', ' @include(if: $yes)', ' @skip(if: $yes)', ' @include(if: $no)'][next(6)];
    parts.push(`${alias}${field.name}${condition}${isCompositeType(named) ? selectionsOf(schema, named, next, depth - 1) : ''}`);
  }
  if (next(3) === 0) parts.push(next(2) === 0 ? '__typename' : 'kind: __typename');
  if (isAbstractType(type))
    for (const possible of schema.getPossibleTypes(type))
      if (next(3) > 0) parts.push(`... on ${possible.name} ${selectionsOf(schema, possible, next, depth)}`);
  if (isObjectType(type) && next(4) === 0 && depth > 0) parts.push(`... ${selectionsOf(schema, type, next, depth - 1)}`);
  return `{ ${parts.length > 0 ? parts.join(' ') : '__typename'} }`;
}

const told = (errors: readonly { message: string; path?: readonly (string | number)[] | undefined }[] | undefined): string[] =>
  (errors ?? []).map(({ message, path }) => `${(path ?? []).join('.')}: ${message}`).toSorted();

async function compare(
  world: ReturnType<typeof worldOf>,
  query: string,
  variables: Record<string, unknown>,
): Promise<ExecutionResult> {
  const { planning, fetch } = world;
  const document = parse(query);
  const operation = getOperationAST(document)!;
  const plan: QueryPlan = planning.planner.buildQueryPlan(operationFromDocument(planning.apiSchema, document));
  const planned = new PlannedOperation(planning, document, { operation, plan: plan.node as PlanNode | undefined });
  const ours = await planned.execute({
    sourceOf: (subgraph) => ({ fetch: (each) => fetch(subgraph, each.query, each.variables) }),
    context: {} as GatewayContext,
    log: pino({ level: 'silent' }),
    variables,
  });
  const services = Object.keys(SUBGRAPHS).map((name) => [
    name,
    {
      process: ({ request }: { request: { query: string; variables: object } }) => fetch(name, request.query, request.variables),
    },
  ]);
  const theirs = (await executeQueryPlan(
    plan,
    Object.fromEntries(services) as never,
    { request: { query, variables }, context: {}, metrics: {}, logger: SILENT } as never,
    buildOperationContext({ schema: planning.schema, operationDocument: document }),
    planning.supergraphSchema,
    planning.apiSchema,
  )) as ExecutionResult & { extensions?: { valueCompletion?: GraphQLError[] } };
  const seen = JSON.stringify({ query, variables });
  assert.equal(JSON.stringify(ours.data), JSON.stringify(theirs.data), seen);
  if (theirs.errors) assert.deepEqual(told(ours.errors), told(theirs.errors as GraphQLError[]), seen);
  else assert.deepEqual((ours.errors ?? []).length > 0, (theirs.extensions?.valueCompletion ?? []).length > 0, seen);
  return ours;
}

for (const faultOneIn of [0, 9]) {
  test(`answers 150 random operations as Apollo’s executor does, with ${faultOneIn ? 'a fault in one of nine fields' : 'no fault'}`, async () => {
    const world = worldOf(oneIn(faultOneIn));
    let [asked, failed, bubbled] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 300, maxLength: 300 }), fc.boolean(), async (numbers, yes) => {
        let at = 0;
        const next = (below: number): number => numbers[(at += 1) % numbers.length]! % below;
        const { schema } = world.planning;
        const query = `query Random($yes: Boolean!, $no: Boolean = false) { here: __typename @include(if: $yes) there: __typename @skip(if: $no) ...Root }
          fragment Root on Query ${selectionsOf(schema, schema.getQueryType()!, next, 4)}`;
        if (validate(schema, parse(query)).length > 0) return;
        const { data, errors } = await compare(world, query, { yes });
        asked += 1;
        failed += errors ? 1 : 0;
        bubbled += data === null ? 1 : 0;
      }),
      { numRuns: 150 },
    );
    assert.ok(asked > 130, `${asked} operations were valid`);
    if (faultOneIn > 0) assert.ok(failed > 60 && failed > bubbled, `${failed} had errors, ${bubbled} lost everything`);
    else assert.ok(failed < asked / 2, `${failed} of ${asked} had errors`);
  });
}

test('takes names that every object has from its prototype as any other, of fields and of variables', async () => {
  const world = worldOf(oneIn(0));
  const query = `query ($__proto__: Boolean!, $constructor: Boolean!) {
    __proto__: needed @include(if: $__proto__) { constructor: id toString: state __proto__: shop { valueOf: rank hasOwnProperty: title @skip(if: $constructor) } } }`;
  const variables = JSON.parse('{ "__proto__": true, "constructor": false }') as Record<string, unknown>;
  const { data, errors } = await compare(world, query, variables);
  assert.equal(errors, undefined);
  const order = Object.getOwnPropertyDescriptor(data, '__proto__')!.value as object;
  assert.deepEqual(Object.keys(order), ['constructor', 'toString', '__proto__']);
  assert.equal(Object.getPrototypeOf({}), Object.prototype);
});

/** Values without chance: every list has two items, nothing is null by itself. */
function steadyValue(schema: GraphQLSchema, type: string, seed: number): unknown {
  const bare = type.replace(/!$/, '');
  if (bare.startsWith('[')) return [1, 2].map((index) => steadyValue(schema, bare.slice(1, -1), hash(`${seed} ${index}`)));
  const value = valueOf(schema, `${bare}!`, seed);
  return value;
}

/** What becomes of `{ orders { … } }` when a field goes wrong, and where: Apollo says the same, and the null stands where it is to stand. */
const BUBBLING: Record<string, { query: string; wrong: string; nullAt: string }> = {
  'a required field of a required item of a required list takes the whole list of orders': {
    query: '{ orders { id lines { number note } } }',
    wrong: 'Line.number',
    nullAt: 'orders',
  },
  'a required field of an item that may be null takes the item, in a list of lists': {
    query: '{ orders { id grid { number note } } }',
    wrong: 'Line.number',
    nullAt: 'orders.0.grid.0.0',
  },
  'a required field of another subgraph takes the entity, and what requires that': {
    query: '{ orders { id lines { note product { id name } } } }',
    wrong: 'Product.name',
    nullAt: 'orders',
  },
  'a required field of another subgraph stops at a field that may be null': {
    query: '{ orders { id grid { note gift { id name } } } }',
    wrong: 'Product.name',
    nullAt: 'orders.0.grid.0.0.gift',
  },
  'a required field of a third subgraph, reached over the second, takes all up to the next that may be null': {
    query: '{ orders { id grid { gift { id maker { id name } } } } }',
    wrong: 'Maker.name',
    nullAt: 'orders.0.grid.0.0.gift',
  },
  'a required item of a list of another subgraph takes that list': {
    query: '{ orders { id buyer { id parcels { label } } } }',
    wrong: 'Box.label',
    nullAt: 'orders.0.buyer',
  },
  'a required root field takes everything': { query: '{ orders { id } needed { id state } }', wrong: 'Order.state', nullAt: '' },
  'a field that may be null takes itself': {
    query: '{ orders { id lines { number note } } }',
    wrong: 'Line.note',
    nullAt: 'orders.0.lines.0.note',
  },
};

for (const [name, { query, wrong, nullAt }] of Object.entries(BUBBLING)) {
  for (const fault of ['fails', 'null'] as const) {
    test(`${name}: when it ${fault === 'fails' ? 'fails' : 'is null'}`, async () => {
      const world = worldOf((field) => (field === wrong ? fault : undefined), steadyValue);
      const { data, errors } = await compare(world, query, {});
      const path = nullAt === '' ? [] : nullAt.split('.');
      const at = (steps: readonly string[]): unknown =>
        steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | null)?.[step], data);
      assert.equal(at(path), null, JSON.stringify(data));
      if (path.length > 0) assert.notEqual(at(path.slice(0, -1)), null, 'and nothing above it');
      assert.ok(errors || wrong === 'Line.note');
    });
  }
}
