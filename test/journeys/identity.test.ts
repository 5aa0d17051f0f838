import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { SocketClient } from '../support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const PASSWORD = 'correct horse battery';
const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
/** SQL statements that the tenants subgraph has run for requests so far, those of gateways included. */
let statements = 0;

before(async () => {
  world = await createTestWorld({ clock });
  const tenants = world.marketplace.subgraphs.get('tenants')!;
  const execute = tenants.execute.bind(tenants);
  tenants.execute = async (request) => {
    const result = await execute(request);
    statements += Number(result.extensions?.['statements'] ?? 0);
    return result;
  };
  gateway = await startTestGateway(world, clock, { identityRememberedMs: 600_000, trustedProxies: ['127.0.0.0/8'] });
  shop = await readyOrganization(gateway);
});
after(async () => {
  await gateway.stop();
  await world.close();
});

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

async function mutate<Payload>(field: string, input: object, selection: string, token?: string, headers = {}): Promise<Payload> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) { ${selection} errors { code field message } } }`;
  return gateway.ask<Payload>(query, { ...(token ? { token } : {}), variables: { input }, headers });
}

async function lastCodeTo(recipient: string): Promise<string> {
  const [mail] = await world.inspect<{ body_text: string }>(
    `select body_text from platform.outbound_emails where recipient = $1 and kind = 'email_verification' order by id desc limit 1`,
    [recipient],
  );
  return /wb_verify_live_\w+/.exec(mail!.body_text)![0];
}

const viewer = (token: string, headers: Record<string, string> = {}) =>
  gateway.send<{ viewer: { level: string } }>('{ viewer { level actor organizationId } }', { token, headers });

/** Somebody new in the shop, with a password that is confirmed. */
async function newcomer(email: string): Promise<void> {
  const { invitations } = await mutate<{ invitations: { acceptToken: string }[] }>(
    'sendOrganizationInvites',
    { emails: [email], roles: ['admin'] },
    'invitations { acceptToken }',
    shop.ownerToken,
  );
  await mutate('acceptInvitation', { token: invitations[0]!.acceptToken, name: 'Nina', password: PASSWORD }, 'accessToken');
  await mutate('verifyEmail', { token: await lastCodeTo(email), password: PASSWORD }, 'email');
}

test('somebody is invited, chooses a password, confirms it, signs in, and signs out everywhere: all streams end within a second', async () => {
  await newcomer('nina@birch.example');
  const signIn = (): Promise<Tokens> =>
    mutate('signIn', { email: 'nina@birch.example', password: PASSWORD }, 'accessToken refreshToken');
  const [laptop, phone] = [await signIn(), await signIn()];
  assert.equal((await viewer(phone.accessToken)).data!.viewer.level, 'organization');
  const socket = await SocketClient.connect(gateway.url, phone.accessToken);
  const stream = socket.start('subscription { usageMetrics { trackers } }');
  await stream.data();
  const startedAt = performance.now();
  const { endedCount } = await mutate<{ endedCount: number }>('signOutEverywhere', {}, 'endedCount', laptop.accessToken);
  assert.equal(endedCount, 2);
  assert.deepEqual(await stream.refusal(), ['UNAUTHENTICATED']);
  assert.equal(await socket.closed, 4403);
  assert.ok(performance.now() - startedAt < 1_000);
  assert.equal((await viewer(phone.accessToken)).status, 401);
  await assert.rejects(mutate('refreshSession', { refreshToken: phone.refreshToken }, 'accessToken'), /REFRESH_REFUSED/);
});

test('an identity takes one statement when it is new to the gateway and none afterwards', async () => {
  await newcomer('omar@birch.example');
  const { accessToken } = await mutate<Tokens>('signIn', { email: 'omar@birch.example', password: PASSWORD }, 'accessToken');
  const before = statements;
  await viewer(accessToken);
  assert.equal(statements - before, 1);
  for (let requests = 0; requests < 20; requests += 1) await viewer(accessToken);
  assert.equal(statements - before, 1);
  const { apiToken, token } = await mutate<{ apiToken: { id: string }; token: string }>(
    'createApiToken',
    { name: 'counted' },
    'apiToken { id } token',
    shop.ownerToken,
  );
  const counted = statements;
  for (let requests = 0; requests < 20; requests += 1) await viewer(token);
  assert.equal(statements - counted, 1);
  assert.match(apiToken.id, /^tok_/);
});

test('when a token was used last is told in batches: not with the request, and once for many', async () => {
  const { apiToken, token } = await mutate<{ apiToken: { id: string }; token: string }>(
    'createApiToken',
    { name: 'used' },
    'apiToken { id } token',
    shop.ownerToken,
  );
  for (let requests = 0; requests < 50; requests += 1) await viewer(token, { 'x-forwarded-for': '203.0.113.5' });
  const second = await startTestGateway(world, clock, { trustedProxies: ['127.0.0.0/8'] });
  await second.send('{ viewer { level } }', { token, headers: { 'x-forwarded-for': '203.0.113.6' } });
  const before = statements;
  await second.stop();
  assert.ok(statements - before <= 2);
  const used = await gateway.ask<{ edges: { node: { id: string; lastUsedAt: string; lastUsedIp: string } }[] }>(
    '{ apiTokens(filter: { search: "used" }) { edges { node { id lastUsedAt lastUsedIp } } } }',
    { token: shop.ownerToken },
  );
  assert.deepEqual(used.edges[0]!.node, { id: apiToken.id, lastUsedAt: clock.now().toISOString(), lastUsedIp: '203.0.113.6' });
});

test('a network that is not allowed is refused at once, over HTTP and on open sockets, and a forged X-Forwarded-For helps nobody', async () => {
  const home = { 'x-forwarded-for': '203.0.113.5' };
  const abroad = { 'x-forwarded-for': '198.51.100.9' };
  const socket = await SocketClient.connect(gateway.url, shop.ownerToken);
  const stream = socket.start('subscription { usageMetrics { trackers } }');
  await stream.data();
  assert.equal((await viewer(shop.ownerToken, abroad)).status, 200);
  const rules = { rules: [{ range: '203.0.113.0/24' }] };
  await assert.rejects(mutate('setIpRules', rules, 'ipRules { range }', shop.adminToken, abroad), /WOULD_LOCK_OUT/);
  await mutate('setIpRules', rules, 'ipRules { range }', shop.adminToken, home);
  assert.deepEqual(await stream.refusal(), ['IP_NOT_ALLOWED']);
  assert.equal(await socket.closed, 4403);
  const refused = await viewer(shop.ownerToken, abroad);
  assert.deepEqual([refused.status, refused.errors[0]!.extensions.code], [403, 'IP_NOT_ALLOWED']);
  assert.equal((await viewer(shop.ownerToken, home)).status, 200);
  // The nearest address that no trusted proxy wrote counts, whatever the client claims in front of it.
  assert.equal((await viewer(shop.ownerToken, { 'x-forwarded-for': '203.0.113.5, 198.51.100.9' })).status, 403);
  const direct = await startTestGateway(world, clock);
  assert.equal((await direct.send('{ viewer { level } }', { token: shop.ownerToken, headers: home })).status, 403);
  await direct.stop();
  await mutate('setIpRules', { rules: [] }, 'ipRules { range }', shop.adminToken, home);
  assert.equal((await viewer(shop.ownerToken, abroad)).status, 200);
  const events = await gateway.ask<{ edges: { node: { ipAddress: string; details: { requests: number } } }[] }>(
    '{ securityEvents(filter: { types: [IP_REFUSED] }) { edges { node { ipAddress details } } } }',
    { token: shop.adminToken },
  );
  // The gateway that goes on tells of its own refusals when its turn comes; the one that was stopped has told of its one.
  const told = events.edges.filter(({ node }) => node.ipAddress === '127.0.0.1');
  assert.deepEqual(
    told.map(({ node }) => node.details.requests),
    [1],
  );
});
