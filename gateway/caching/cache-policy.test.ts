import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildSchema, getOperationAST, Kind, parse, type FragmentDefinitionNode } from 'graphql';
import { cachePolicyOf, type CachePolicy } from './cache-policy.ts';

const schema = buildSchema(`
  directive @cacheControl(maxAge: Int, isPublic: Boolean, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  type Query {
    version: String @cacheControl(maxAge: 600, isPublic: true)
    carriers: CarrierConnection @cacheControl(maxAge: 300, isPublic: true)
    rates: [Rate!] @cacheControl(maxAge: 60)
    balance: String
    shop: Shop @cacheControl(maxAge: 30)
  }
  type CarrierConnection @cacheControl(inheritMaxAge: true) { nodes: [Carrier!]! total: Int }
  type Carrier @cacheControl(maxAge: 120, isPublic: true) { name: String logo: String @cacheControl(maxAge: 10, isPublic: true) owner: Shop }
  type Rate @cacheControl(maxAge: 90) { amount: String }
  type Shop { name: String }`);

function policyOf(query: string): CachePolicy | undefined {
  const document = parse(query);
  const fragments = Object.fromEntries(
    document.definitions.flatMap((each): [string, FragmentDefinitionNode][] =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [],
    ),
  );
  return cachePolicyOf(schema, getOperationAST(document)!, fragments);
}

test('keeps an answer for the shortest time of all that is selected, through connections and fragments', () => {
  assert.deepEqual(policyOf('{ version }'), { maxAgeSeconds: 600, scope: 'PUBLIC' });
  assert.deepEqual(policyOf('{ version carriers { nodes { name } total } }'), { maxAgeSeconds: 120, scope: 'PUBLIC' });
  assert.deepEqual(policyOf('{ carriers { nodes { ...Look } } } fragment Look on Carrier { logo }'), {
    maxAgeSeconds: 10,
    scope: 'PUBLIC',
  });
  assert.deepEqual(policyOf('{ carriers { total } ... { version } }'), { maxAgeSeconds: 300, scope: 'PUBLIC' });
});

test('is for nobody but the caller as soon as one part of it is', () => {
  assert.deepEqual(policyOf('{ rates { amount } }'), { maxAgeSeconds: 60, scope: 'PRIVATE' });
  assert.deepEqual(policyOf('{ version rates { amount } }'), { maxAgeSeconds: 60, scope: 'PRIVATE' });
});

test('is not kept when one part says nothing: a field of the root, an object, whatever a condition may skip', () => {
  for (const query of [
    '{ balance }',
    '{ version balance }',
    '{ carriers { nodes { owner { name } } } }',
    'query ($no: Boolean!) { version balance @include(if: $no) }',
    '{ __typename }',
  ])
    assert.equal(policyOf(query), undefined, query);
});
