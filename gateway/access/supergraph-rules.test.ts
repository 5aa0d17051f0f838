import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { buildSchema, isNonNullType, isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { INTERNAL_SCOPE } from '../../contracts/identity/identity.ts';
import { FEATURES } from '../../contracts/identity/features.ts';
import { PERMISSIONS } from '../../contracts/identity/permissions.ts';
import { policyNamed, featurePolicy } from '../../platform/identity/policies.ts';
import { AccessRules } from './access-rules.ts';

/** Root fields for everybody, with what guards them instead. */
const OPEN: Readonly<Record<string, string>> = {
  'Query.tenantOfHost': 'what an app shows before anybody has signed in',
  'Query.trackingPage': 'the token of the page, which names one parcel',
  'Mutation.acceptInvitation': 'the secret of the invitation',
  'Mutation.declineInvitation': 'the secret of the invitation',
  'Mutation.signIn': 'the password',
  'Mutation.refreshSession': 'the refresh token',
  'Mutation.signOut': 'the refresh token, or the session of the caller',
  'Mutation.verifyEmail': 'the code that was mailed',
  'Mutation.requestPasswordReset': 'nothing: a mail goes to the address, and the answer does not tell whether there is one',
  'Mutation.resetPassword': 'the code that was mailed',
};

let rules: AccessRules;
let supergraph: GraphQLSchema;

before(async () => {
  const sdl = await readFile(join(import.meta.dirname, '../../../schema/supergraph.graphql'), 'utf8');
  rules = AccessRules.read(sdl);
  supergraph = buildSchema(sdl, { assumeValid: true, assumeValidSDL: true });
});

function* fields(): Generator<{ type: GraphQLObjectType; name: string; isRequired: boolean }> {
  for (const type of Object.values(supergraph.getTypeMap())) {
    if (!isObjectType(type) || type.name.includes('__')) continue;
    for (const field of Object.values(type.getFields())) yield { type, name: field.name, isRequired: isNonNullType(field.type) };
  }
}

const isRoot = (type: GraphQLObjectType): boolean => ['Query', 'Mutation', 'Subscription'].includes(type.name);

test('every root field is guarded but those that have to be open, and the count says that fields were read', () => {
  const open = [...fields()]
    .filter(({ type, name }) => isRoot(type) && !rules.of(type.name, name))
    .map(({ type, name }) => `${type.name}.${name}`);
  assert.deepEqual(open.toSorted(), Object.keys(OPEN).toSorted());
  assert.ok(rules.count > 100, `${rules.count} guarded fields`);
});

test('a guarded field inside an answer may be null, so that withholding it costs itself and nothing else', () => {
  const costly = [...fields()].filter(({ type, name, isRequired }) => isRequired && !isRoot(type) && rules.of(type.name, name));
  assert.deepEqual(
    costly.map(({ type, name }) => `${type.name}.${name}`),
    [],
  );
});

test('rules name permissions, policies and features that exist', () => {
  const permissions = new Set<string>([...PERMISSIONS, INTERNAL_SCOPE]);
  const features = new Set(FEATURES.map(featurePolicy));
  const isOfFeature = (policy: string): boolean => policy.startsWith(featurePolicy(''));
  const named = [...fields()].flatMap(({ type, name }) => {
    const { scopes = [], policies = [] } = rules.of(type.name, name) ?? {};
    return [
      ...scopes.flat(2).filter((scope) => !permissions.has(scope)),
      ...policies.flat(2).filter((policy) => !features.has(policy) && (isOfFeature(policy) || !policyNamed(policy))),
    ];
  });
  assert.deepEqual(named, []);
});
