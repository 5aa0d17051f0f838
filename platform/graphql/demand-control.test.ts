import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, print } from 'graphql';
import { withDemandControl } from './demand-control.ts';

const printed = print(
  withDemandControl(
    parse(`
      type Query {
        parcels(first: Int, after: String, last: Int, before: String): ParcelConnection
        heaviest(limit: Int = 3): [Parcel!]
        carriers: [String!]
        parcel(id: ID!): Parcel
      }
      type ParcelConnection { edges: [ParcelEdge!]! totalCount: Int! }
      type ParcelEdge { node: Parcel! }
      type Parcel { id: ID! labels: [Label!]! charges: [Money!]! few: [Label!]! @listSize(assumedSize: 2) }
      type Label { id: ID! }
      type Money { amount: String! }
      type Payload { errors: [UserError!]! }
      type UserError { code: String! }
    `),
  ),
);

const directiveOf = (field: string): string | undefined =>
  printed
    .split('\n')
    .find((line) => line.trim().startsWith(field))
    ?.match(/@.*/)?.[0];

test('a page is as long as it was asked to be, forwards or backwards, else twenty; counting the whole list costs five', () => {
  assert.equal(
    directiveOf('parcels('),
    '@listSize(assumedSize: 20, slicingArguments: ["first", "last"], sizedFields: ["edges"], requireOneSlicingArgument: false)',
  );
  assert.equal(directiveOf('edges:'), undefined);
  assert.equal(directiveOf('totalCount:'), '@cost(weight: 5)');
});

test('a list with a limit is as long as that, any other list of objects ten, money two, refusals one', () => {
  assert.equal(
    directiveOf('heaviest('),
    '@listSize(assumedSize: 10, slicingArguments: ["limit"], requireOneSlicingArgument: false)',
  );
  assert.equal(directiveOf('labels:'), '@listSize(assumedSize: 10)');
  assert.equal(directiveOf('charges:'), '@listSize(assumedSize: 2)');
  assert.equal(directiveOf('errors:'), '@listSize(assumedSize: 1)');
});

test('what says its own size keeps it, and what is no list of objects says nothing', () => {
  assert.equal(directiveOf('few:'), '@listSize(assumedSize: 2)');
  assert.equal(directiveOf('carriers:'), undefined);
  assert.equal(directiveOf('parcel('), undefined);
});
