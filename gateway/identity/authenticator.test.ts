import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { systemClock } from '../../platform/context/clock.ts';
import { hashToken, newToken } from '../../platform/identity/api-token.ts';
import { identityKeys, IdentitySigner, IdentityVerifier } from '../../platform/identity/identity-token.ts';
import { encodeId, newId } from '../../platform/ids/public-id.ts';
import type { SubgraphCall, SubgraphTransport } from '../data-source/subgraph-transport.ts';
import { Authenticator } from './authenticator.ts';

const REMEMBERED_MS = 5_000;
const { privateKey, publicKey } = identityKeys('a secret of 38 characters for tests only');
const ada: Identity = { ...ANONYMOUS, actor: `user/${newId()}`, level: 'platform', permissions: ['tenants.read'] };

// The moment that the memory of identities goes by.
let now = 1_000;
beforeEach(() => {
  now = 1_000;
  mock.method(performance, 'now', () => now);
});
afterEach(() => mock.restoreAll());

async function advance(milliseconds: number): Promise<void> {
  now += milliseconds;
  // The memory looks at the clock at most once a millisecond.
  await wait(3);
}

type Answer = Awaited<ReturnType<SubgraphTransport['execute']>>;

interface Tenants {
  authenticator: Authenticator;
  calls: SubgraphCall[];
  answer: (call: SubgraphCall) => Promise<Answer>;
}

function start(): Tenants {
  const tenants: Tenants = {
    calls: [],
    answer: async () => resolved(ada),
    authenticator: new Authenticator({
      signer: new IdentitySigner(privateKey),
      tenants: {
        execute: async (call) => {
          tenants.calls.push(call);
          return tenants.answer(call);
        },
        subscribe: () => assert.fail('nobody listens here'),
      },
      clock: systemClock,
      rememberedMs: REMEMBERED_MS,
      log: pino({ level: 'silent' }),
    }),
  };
  return tenants;
}

const resolved = (identity: Identity, expiresAt: string | null = null): Answer => ({
  data: { resolveIdentity: { identity, subjects: [], expiresAt, allowedIpRanges: null } },
});
const bearer = (token: string, organizationId?: string) => ({ authorization: `Bearer ${token}`, organizationId });
const refused = (code: string): Answer => ({ data: null, errors: [new GraphQLError('No.', { extensions: { code } })] });

async function refusalOf(tenants: Tenants, credentials: Parameters<Authenticator['authenticate']>[0]): Promise<GraphQLError> {
  const outcome = await tenants.authenticator.authenticate(credentials, 'test').catch((error: unknown) => error);
  assert.ok(outcome instanceof GraphQLError, JSON.stringify(outcome));
  return outcome;
}

test('a token’s holder is asked for once by the hash of the token, in the gateway’s own name, and signed for the subgraphs', async () => {
  const tenants = start();
  const token = newToken('api', false);
  const { identity, identityToken } = await tenants.authenticator.authenticate(bearer(token), 'request-1');
  assert.deepEqual(identity, ada);
  const verifier = new IdentityVerifier(publicKey);
  assert.deepEqual(await verifier.verify(identityToken), ada);
  assert.equal(tenants.calls.length, 1);
  const [call] = tenants.calls;
  assert.deepEqual(call!.variables, {
    input: { tokenHash: hashToken(token), isSession: false, organizationId: null, tenantId: null },
  });
  assert.equal(JSON.stringify(call).includes(token), false);
  const asker = (await verifier.verify(call!.identityToken)) as Identity;
  assert.deepEqual([asker.actor, asker.permissions], ['system/gateway', ['internal']]);
});

test('50 requests at once with one token ask once', async () => {
  const tenants = start();
  const token = newToken('api', false);
  const answers = await Promise.all(Array.from({ length: 50 }, () => tenants.authenticator.authenticate(bearer(token), 'test')));
  assert.ok(answers.every(({ identity }) => identity === answers[0]!.identity));
  assert.equal(tenants.calls.length, 1);
});

test('an identity is not remembered beyond its end', async () => {
  const tenants = start();
  const credentials = bearer(newToken('api', false));
  tenants.answer = async () => resolved(ada, new Date(Date.now() + 40).toISOString());
  await tenants.authenticator.authenticate(credentials, 'test');
  await tenants.authenticator.authenticate(credentials, 'test');
  assert.equal(tenants.calls.length, 1);
  await wait(50);
  await tenants.authenticator.authenticate(credentials, 'test');
  assert.equal(tenants.calls.length, 2);
});

test('while changes are not heard, an identity is remembered for 5 seconds and not longer, however often it is used: then a revoked token is refused', async () => {
  const tenants = start();
  const credentials = bearer(newToken('api', false));
  await tenants.authenticator.authenticate(credentials, 'test');
  tenants.answer = async () => refused('UNAUTHENTICATED');
  for (let second = 0; second < 4; second += 1) {
    await advance(1_000);
    await tenants.authenticator.authenticate(credentials, 'test');
  }
  await advance(999);
  await tenants.authenticator.authenticate(credentials, 'test');
  assert.equal(tenants.calls.length, 1);
  await advance(2);
  assert.equal((await refusalOf(tenants, credentials)).extensions['code'], 'UNAUTHENTICATED');
  assert.equal(tenants.calls.length, 2);
});

test('a refusal is not remembered, and neither is silence: the next request asks again', async () => {
  const tenants = start();
  const credentials = bearer(newToken('api', false));
  tenants.answer = async () => refused('UNAUTHENTICATED');
  const first = await refusalOf(tenants, credentials);
  assert.deepEqual([first.extensions['code'], first.extensions['http']], ['UNAUTHENTICATED', { status: 401 }]);
  tenants.answer = async () => {
    throw new Error('connect ECONNREFUSED 10.0.0.7:4001');
  };
  const second = await refusalOf(tenants, credentials);
  assert.deepEqual([second.extensions['code'], second.extensions['http']], ['SUBGRAPH_UNAVAILABLE', { status: 503 }]);
  assert.equal(second.message.includes('10.0.0.7'), false);
  tenants.answer = async () => resolved(ada);
  assert.deepEqual((await tenants.authenticator.authenticate(credentials, 'test')).identity, ada);
  assert.equal(tenants.calls.length, 3);
});

test('refusals answer their HTTP status: 403 for a suspended tenant or a foreign organization, 400 for what is malformed', async () => {
  const tenants = start();
  for (const [code, status] of [
    ['TENANT_SUSPENDED', 403],
    ['FORBIDDEN', 403],
    ['NOT_FOUND', 400],
  ] as const) {
    tenants.answer = async () => refused(code);
    const error = await refusalOf(tenants, bearer(newToken('api', false)));
    assert.deepEqual([error.extensions['code'], error.extensions['http']], [code, { status }]);
  }
});

test('one token in the name of two organizations is two identities', async () => {
  const tenants = start();
  tenants.answer = async ({ variables }) => {
    const { organizationId } = (variables as { input: { organizationId: string | null } }).input;
    return resolved({ ...ada, organizationId });
  };
  const token = newToken('api', false);
  const organizations = [newId(), newId()];
  const named = organizations.map((id) => encodeId(ID_PREFIX.organization, id));
  const seen: (string | null)[] = [];
  for (const organization of [named[0], named[1], undefined, named[0]])
    seen.push((await tenants.authenticator.authenticate(bearer(token, organization), 'test')).identity.organizationId);
  assert.deepEqual(seen, [organizations[0], organizations[1], null, organizations[0]]);
  assert.equal(tenants.calls.length, 3);
});

test('without an Authorization header a request is anonymous, and nobody is asked', async () => {
  const tenants = start();
  const { identity } = await tenants.authenticator.authenticate({ authorization: undefined, organizationId: undefined }, 'test');
  assert.deepEqual([identity, tenants.calls.length], [ANONYMOUS, 0]);
});

test('malformed headers are refused without asking anybody', async () => {
  const tenants = start();
  const token = newToken('api', false);
  const typo = token.slice(0, -1) + (token.endsWith('0') ? '1' : '0');
  const headers = [
    '',
    'Bearer',
    'Bearer ',
    token,
    `Basic ${token}`,
    `Bearer ${token} x`,
    `Bearer ${token},${token}`,
    `Bearer "${token}"`,
  ];
  for (const authorization of [
    ...headers,
    `Bearer ${typo}`,
    `Bearer ${token.slice(1)}`,
    'Bearer null',
    `Bearer ${'x'.repeat(100_000)}`,
  ]) {
    const error = await refusalOf(tenants, { authorization, organizationId: undefined });
    assert.deepEqual([error.extensions['code'], error.extensions['http']], ['UNAUTHENTICATED', { status: 401 }], authorization);
    assert.equal(error.message.includes(token.slice(13)), false, 'a refusal does not repeat the token');
  }
  for (const organization of [
    '',
    'org_1',
    newId(),
    encodeId(ID_PREFIX.shipment, newId()),
    `${encodeId(ID_PREFIX.organization, newId())}x`,
  ]) {
    const error = await refusalOf(tenants, bearer(token, organization));
    assert.deepEqual(
      [error.extensions['code'], error.extensions['field'], error.extensions['http']],
      ['INVALID_ID', 'x-organization-id', { status: 400 }],
      organization,
    );
  }
  assert.equal(tenants.calls.length, 0);
  assert.deepEqual(
    (await tenants.authenticator.authenticate({ ...bearer(token), authorization: `bearer  ${token}` }, 'test')).identity,
    ada,
  );
});
