import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildSchema, getOperationAST, GraphQLError, parse, print } from 'graphql';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { OperationAccess } from './operation-access.ts';

const SDL = `
  directive @authenticated on FIELD_DEFINITION | OBJECT | SCALAR
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT | SCALAR
  directive @policy(policies: [[String!]!]!) on FIELD_DEFINITION | OBJECT | SCALAR
  interface Parcel { weight: Int secret: Int @requiresScopes(scopes: [["read_secrets"]]) }
  type Box implements Parcel { weight: Int secret: Int @requiresScopes(scopes: [["read_secrets"]]) price: Int @authenticated }
  type Vault @requiresScopes(scopes: [["open_vault", "read_secrets"], ["manage_vaults"]]) { gold: Int }
  scalar Pin @requiresScopes(scopes: [["read_secrets"]])
  type Query {
    open: Int
    known: Int @authenticated
    parcel: Parcel
    box: Box
    vault: Vault
    pin: Pin
    staff: Int @requiresScopes(scopes: [["read_secrets"]]) @policy(policies: [["whole_tenant"]])
    odd: Int @policy(policies: [["no_such_policy"]])
  }
  type Mutation { change: Box move: Int @policy(policies: [["organization_named"]]) }
  type Subscription { watch: Box }
`;
const access = new OperationAccess(SDL, buildSchema(SDL));
const TENANT = { id: '01a00000-0000-7000-8000-000000000001', schema: 't_00000000' };
const ORGANIZATION = '01a00000-0000-7000-8000-000000000002';
const member: Identity = { ...ANONYMOUS, actor: 'user/1', level: 'organization', tenant: TENANT, organizationId: ORGANIZATION };
const holding = (...permissions: string[]): Identity => ({ ...member, permissions });

/** What is said of an operation: `run`, or the code and the message of the refusal. */
function verdict(query: string, identity: Identity, variables: Record<string, unknown> = {}, name?: string): string {
  const document = parse(query);
  try {
    access.check({ document, definition: getOperationAST(document, name)!, variables }, identity);
    return 'run';
  } catch (error) {
    assert.ok(error instanceof GraphQLError);
    return `${String(error.extensions['code'])}: ${error.message}`;
  }
}

test('refuses a query for root fields that are not for the caller, and says what is missing', () => {
  assert.equal(verdict('{ open }', ANONYMOUS), 'run');
  assert.equal(verdict('{ known }', ANONYMOUS), 'UNAUTHENTICATED: Send a valid token: Authorization: Bearer <token>.');
  assert.equal(verdict('{ known }', member), 'run');
  assert.equal(
    verdict('{ vault { gold } }', holding('read_secrets')),
    'FORBIDDEN: This needs the permission open_vault and read_secrets or manage_vaults.',
  );
  assert.equal(verdict('{ vault { gold } }', holding('read_secrets', 'open_vault')), 'run');
  assert.equal(verdict('{ vault { gold } }', holding('manage_vaults')), 'run');
  assert.equal(verdict('{ pin }', member), 'FORBIDDEN: This needs the permission read_secrets.');
});

test('needs permissions and policies both; a policy that nobody defined lets nobody in', () => {
  const staff: Identity = { ...holding('read_secrets'), level: 'tenant', organizationId: null };
  assert.equal(verdict('{ staff }', staff), 'run');
  assert.match(verdict('{ staff }', holding('read_secrets')), /^FORBIDDEN: This is for staff of the tenant/);
  assert.match(verdict('{ staff }', { ...staff, permissions: [] }), /^FORBIDDEN: This needs the permission read_secrets/);
  assert.match(verdict('{ odd }', staff), /^FORBIDDEN/);
  assert.match(verdict('mutation { move }', staff), /^FORBIDDEN: Name the organization/);
  assert.equal(verdict('mutation { move }', member), 'run');
});

test('finds guarded root fields behind aliases, inline fragments and fragments in fragments', () => {
  for (const query of [
    '{ open: vault { gold } }',
    '{ ... on Query { open vault { gold } } }',
    '{ ...A } fragment A on Query { open ...B } fragment B on Query { ... { vault { gold } } }',
    '{ a: open ...A @include(if: true) } fragment A on Query { vault { gold } }',
  ])
    assert.match(verdict(query, member), /^FORBIDDEN/, query);
});

test('asks nothing for what @skip and @include leave out, with values and defaults of variables', () => {
  const query = (type: string): string => `query ($yes: ${type}) { open vault @include(if: $yes) { gold } }`;
  assert.equal(verdict(query('Boolean!'), member, { yes: false }), 'run');
  assert.match(verdict(query('Boolean!'), member, { yes: true }), /^FORBIDDEN/);
  assert.equal(verdict(query('Boolean! = false'), member), 'run');
  assert.match(verdict(query('Boolean! = true'), member), /^FORBIDDEN/);
  assert.equal(verdict('{ open ...V @skip(if: true) } fragment V on Query { vault { gold } }', member), 'run');
  assert.equal(verdict('{ open ...V } fragment V on Query { vault @include(if: false) { gold } }', member), 'run');
});

test('looks at the operation that is asked for, not at others of the document', () => {
  const two = 'query Open { open } query Vault { vault { gold } }';
  assert.equal(verdict(two, member, {}, 'Open'), 'run');
  assert.match(verdict(two, member, {}, 'Vault'), /^FORBIDDEN/);
});

test('runs no mutation of whose answer anything is not for the caller; events come without what is not', () => {
  const mutation = 'mutation { change { weight secret } }';
  assert.equal(verdict(mutation, member), 'FORBIDDEN: secret: This needs the permission read_secrets.');
  assert.equal(verdict('subscription { watch { secret } }', member), 'run');
  assert.equal(verdict('mutation { change { weight price } }', member), 'run');
});

test('withholds guarded fields inside a query, each where it stands, and nothing else', () => {
  const document = parse('{ box { weight mine: secret } parcel { secret ... on Box { price } } }');
  assert.equal(verdict(print(document), member), 'run');
  const { document: permitted, variant } = access.permit(document, member);
  assert.equal(
    print(permitted).replaceAll(/\s+/g, ' '),
    '{ box { weight mine: __typename } parcel { secret: __typename ... on Box { price } } }',
  );
  assert.notEqual(variant, '');
  assert.equal(access.permit(document, holding('read_secrets')).document, document);
  assert.equal(access.permit(document, member).document, permitted, 'worked out once');
  assert.notEqual(access.permit(document, ANONYMOUS).variant, variant);
});

test('takes no longer for fragments that multiply than for as many that do not', () => {
  const depth = 300;
  const fragments = Array.from(
    { length: depth },
    (_, index) => `fragment F${index} on Query { open ...F${index + 1} ...F${index + 1} }`,
  );
  const query = `{ ...F0 } ${fragments.join(' ')} fragment F${depth} on Query { vault { gold } }`;
  const startedAt = performance.now();
  assert.match(verdict(query, member), /^FORBIDDEN/);
  assert.ok(performance.now() - startedAt < 1_000);
});
