import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { readCostModel } from './cost-model.ts';
import { actualCost, requestedCost } from './operation-cost.ts';
import { priceOperation, type PricedOperation } from './priced-operation.ts';

const PAGE =
  '@listSize(assumedSize: 20, slicingArguments: ["first", "last"], sizedFields: ["edges"], requireOneSlicingArgument: false)';
const SDL = `
  directive @cost(weight: Int!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
  type Query {
    shipments(first: Int, last: Int): ShipmentConnection ${PAGE}
    shipment(id: ID!): Shipment
    busiest(limit: Int = 3): [Carrier!] @listSize(assumedSize: 10, slicingArguments: ["limit"], requireOneSlicingArgument: false)
    carriers: [Carrier!] @listSize(assumedSize: 4)
    colours: [String!]
    report: Report @cost(weight: 25)
    search(query: Search): Shipment
  }
  type Mutation { buy(input: Buy!): Shipment file(input: Buy!): Shipment @cost(weight: 50) }
  type ShipmentConnection { edges: [ShipmentEdge!]! totalCount: Int! @cost(weight: 5) }
  type ShipmentEdge { node: Shipment! cursor: String! }
  type Shipment { id: ID! tracker: Tracker carrier: Carrier parcels: [Parcel!] @listSize(assumedSize: 2) }
  type Tracker { status: String! events: [Event!]! }
  type Event { at: String! }
  type Parcel { weight: String! }
  type Carrier { name: String! }
  type Report { total: String! }
  input Search { text: String parcel: ParcelSearch }
  input ParcelSearch { weight: String }
  input Buy { parcels: [ParcelInput!]! tags: [String!] history: [ParcelInput!] @cost(weight: 0) }
  input ParcelInput { weight: String }
`;
const schema = buildSchema(SDL);
const model = readCostModel(SDL);

function priced(query: string): PricedOperation {
  const document = parse(query);
  assert.deepEqual(validate(schema, document), []);
  return priceOperation(model, schema, document, getOperationAST(document)!);
}

const cost = (query: string, variables: Record<string, unknown> = {}): number => requestedCost(priced(query), variables);

test('an object costs one, what it is made of nothing', () => {
  assert.equal(cost('{ shipment(id: 1) { id tracker { status } } }'), 2);
  assert.equal(cost('{ colours }'), 0);
  assert.equal(cost('{ __typename }'), 0);
});

test('a page costs its rows: each an edge, a node and what is selected in it', () => {
  const rows = 'edges { node { id tracker { status } } }';
  assert.equal(cost(`{ shipments(first: 50) { ${rows} } }`), 1 + 50 * 3);
  assert.equal(cost(`{ shipments(last: 5) { ${rows} } }`), 1 + 5 * 3);
  assert.equal(cost(`{ shipments { ${rows} } }`), 1 + 20 * 3);
  assert.equal(cost('{ shipments(first: 0) { edges { cursor } } }'), 1);
  assert.equal(cost('{ shipments(first: 100) { totalCount } }'), 1 + 5);
});

test('the length of a page may be a variable, its default, or missing; the larger of two arguments counts', () => {
  const query = 'query ($first: Int = 7, $last: Int) { shipments(first: $first, last: $last) { edges { cursor } } }';
  assert.equal(cost(query), 1 + 7);
  assert.equal(cost(query, { first: 30 }), 1 + 30);
  assert.equal(cost(query, { first: 3, last: 40 }), 1 + 40);
  assert.equal(cost(query, { first: null }), 1 + 20);
  assert.equal(cost(query, { first: -5 }), 1);
  assert.equal(cost(query, { first: 'many' }), 1 + 20);
});

test('lists nest: each row of one costs the rows of the other', () => {
  assert.equal(
    cost('{ shipments(first: 10) { edges { node { parcels { weight } tracker { events { at } } } } } }'),
    1 + 10 * (2 + 2 + 1 + 10),
  );
  assert.equal(cost('{ busiest { name } }'), 3);
  assert.equal(cost('{ busiest(limit: 8) { name } carriers { name } }'), 8 + 4);
  assert.equal(cost('{ shipments(first: 2147483647) { edges { node { tracker { events { at } } } } } }'), 1 + 2147483647 * 13);
});

test('fragments cost what is in them, once for each field that they share', () => {
  const query = `
    query { shipments(first: 10) { ...Page edges { node { ...Row tracker { status } } } } }
    fragment Page on ShipmentConnection { edges { node { ...Row } } totalCount }
    fragment Row on Shipment { id tracker { status } ... on Shipment { tracker { events { at } } } }`;
  assert.equal(cost(query), 1 + 5 + 10 * (2 + 1 + 10));
  assert.equal(cost('{ one: shipment(id: 1) { id } two: shipment(id: 2) { id } }'), 2);
});

test('what is skipped costs nothing, whether a variable or the document says so', () => {
  const query =
    'query ($wide: Boolean!) { shipment(id: 1) { tracker @include(if: $wide) { status } ... @skip(if: $wide) { carrier { name } parcels { weight } } } }';
  assert.equal(cost(query, { wide: true }), 2);
  assert.equal(cost(query, { wide: false }), 1 + 1 + 2);
  assert.equal(cost('{ shipment(id: 1) { tracker @skip(if: true) { status } carrier @include(if: false) { name } } }'), 1);
});

test('a weight takes the place of the type’s, and each mutation costs ten and its input objects more', () => {
  assert.equal(cost('{ report { total } }'), 25);
  assert.equal(cost('mutation { buy(input: { parcels: [] }) { id } }'), 10 + 1 + 1);
  assert.equal(cost('mutation { file(input: { parcels: [{}, {}], tags: ["a", "b"] }) { id } }'), 10 + 3 + 50);
  const bulk = { input: { parcels: Array.from({ length: 100 }, () => ({ weight: '1' })), tags: ['a'], history: [{}, {}] } };
  assert.equal(
    cost('mutation ($input: Buy!) { one: buy(input: $input) { id } two: buy(input: $input) { id } }', bulk),
    2 * (10 + 101 + 1),
  );
  assert.equal(cost('{ search(query: { parcel: { weight: "1" } }) { id } }'), 2 + 1);
});

test('an answer costs what came: rows that are there, nothing for what is null', () => {
  const query = `query ($first: Int) { shipments(first: $first) { totalCount edges { node { tracker { events { at } } ...Carried } } } report { total } }
    fragment Carried on Shipment { carrier { name } }`;
  const event = { at: 'now' };
  const nodes = [
    { tracker: { events: [event, event, event] }, carrier: { name: 'USPS' } },
    { tracker: null, carrier: { name: 'UPS' } },
  ];
  const data = { shipments: { totalCount: 2, edges: nodes.map((node) => ({ node })) }, report: null };
  assert.equal(requestedCost(priced(query), { first: 50 }), 1 + 5 + 50 * (2 + 1 + 10 + 1) + 25);
  assert.equal(actualCost(priced(query), { first: 50 }, data), 1 + 5 + (2 + 1 + 3 + 1) + (2 + 1));
  assert.equal(actualCost(priced(query), { first: 50 }, null), 0);
});

test('reading the schema costs fifty and is noticed, in a fragment too', () => {
  const query = '{ ...Deep } fragment Deep on Query { __schema { types { name } } }';
  assert.equal(cost(query), 50);
  assert.deepEqual([priced(query).introspects, priced('{ colours }').introspects], [true, false]);
});
