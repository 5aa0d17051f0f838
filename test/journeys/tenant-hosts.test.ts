import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { SocketClient } from '../support/socket-client.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';
import { systemClock } from '../../platform/context/clock.ts';
import { decodeId } from '../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../platform/context/request-context.ts';
import { addTenantDomain, removeTenantDomain } from '../../subgraphs/tenants/domains/change-domains.ts';
import { verificationRecord } from '../../subgraphs/tenants/domains/verification-record.ts';
import { verifyTenantDomain } from '../../subgraphs/tenants/domains/verify-domain.ts';

let world: TestWorld;
/** Two gateways over the same subgraphs: what one of them is told, the other has to forget too. */
let gateways: TestGateway[];
let operator: RequestContext;

before(async () => {
  world = await createTestWorld();
  gateways = [await startTestGateway(world, systemClock), await startTestGateway(world, systemClock)];
  const [platform] = await world.inspect<{ id: string; schema: string }>(
    `select id, schema_name as schema from tenants.tenants where kind = 'platform'`,
  );
  operator = world.context('tenants', { level: 'platform', tenant: platform! });
});
after(async () => {
  for (const gateway of gateways) await gateway.stop();
  await world.close();
});

interface Reply {
  status: number;
  code: string | undefined;
  viewer: { tenantId: string | null } | undefined;
}

/** Asks who is asking, at a host; `fetch` would set the Host header itself. */
async function askAt(host: string | undefined, token?: string, gateway = gateways[0]!): Promise<Reply> {
  const { port } = new URL(gateway.url);
  const body = JSON.stringify({ query: token ? '{ viewer { tenantId } }' : '{ __typename }' });
  const headers = {
    'content-type': 'application/json',
    ...(token ? { authorization: `Bearer ${token}` } : {}),
    ...(host === undefined ? {} : { host }),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ port, path: '/graphql', method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => {
        const answer = JSON.parse(text) as { data?: { viewer: Reply['viewer'] }; errors?: { extensions: { code: string } }[] };
        resolve({ status: response.statusCode!, code: answer.errors?.[0]?.extensions.code, viewer: answer.data?.viewer });
      });
    });
    sent.on('error', reject).end(body);
  });
}

let made = 0;
async function newTenant(): Promise<{ id: string; publicId: string; host: string; token: string }> {
  const domain = `hosted-${(made += 1)}`;
  const created = await gateways[0]!.ask<{ tenant: { id: string }; adminInvitation: { acceptToken: string } }>(
    `mutation { createTenant(input: { name: "Hosted", domain: "${domain}", adminEmail: "a@${domain}.example" }) { tenant { id } adminInvitation { acceptToken } errors { code } } }`,
    { token: gateways[0]!.operatorToken },
  );
  const { accessToken } = await gateways[0]!.ask<{ accessToken: string }>(
    `mutation { acceptInvitation(input: { token: "${created.adminInvitation.acceptToken}", name: "Ada" }) { accessToken errors { code } } }`,
  );
  const publicId = created.tenant.id;
  return { id: decodeId(ID_PREFIX.tenant, publicId), publicId, host: `${domain}.waybill.localhost`, token: accessToken };
}

async function change(name: string, publicId: string): Promise<void> {
  await gateways[0]!.ask(`mutation { ${name}(input: { id: "${publicId}" }) { tenant { id } errors { code message } } }`, {
    token: gateways[0]!.operatorToken,
  });
}

/** Answers once both gateways say so; fails when one does not within half a second, ten times less than they would remember. */
async function bothAnswer(host: string, token: string | undefined, code: string | undefined): Promise<void> {
  const deadline = performance.now() + 500;
  for (;;) {
    const replies = await Promise.all(gateways.map((gateway) => askAt(host, token, gateway)));
    if (replies.every((reply) => reply.code === code)) return;
    if (performance.now() > deadline) assert.fail(`${host}: ${JSON.stringify(replies)} instead of ${code}`);
  }
}

test('at a tenant’s host its own tokens are good, those of another tenant and of the platform are refused', async () => {
  const [oak, elm] = [await newTenant(), await newTenant()];
  for (const host of [oak.host, oak.host.toUpperCase(), `${oak.host}:4000`, `${oak.host}.`]) {
    const reply = await askAt(host, oak.token);
    assert.deepEqual([reply.status, reply.viewer?.tenantId], [200, oak.publicId], host);
  }
  for (const token of [elm.token, gateways[0]!.operatorToken]) {
    const reply = await askAt(oak.host, token);
    assert.deepEqual([reply.status, reply.code, reply.viewer], [403, 'WRONG_TENANT_HOST', undefined]);
  }
  assert.equal((await askAt(oak.host)).status, 200, 'a stranger may knock');
});

test('at the platform’s own hosts every token is good: its domain, addresses, and names without a dot', async () => {
  const { token, publicId } = await newTenant();
  for (const host of ['waybill.localhost', 'localhost:4000', '127.0.0.1:4000', '[::1]:4000', 'gateway'])
    assert.equal((await askAt(host, token)).viewer?.tenantId, publicId, host);
});

test('a host at which no tenant is gets a clear error, whoever asks, and however strange it is', async () => {
  const { token } = await newTenant();
  for (const host of [
    'nobody.waybill.localhost',
    'a.b.waybill.localhost',
    'shop.example.com',
    `${'x'.repeat(300)}.example`,
    "o'r.example",
  ])
    for (const held of [token, undefined]) {
      const reply = await askAt(host, held);
      assert.deepEqual([reply.status, reply.code], [404, 'TENANT_UNKNOWN'], host);
    }
});

test('suspending, reactivating, deleting and restoring a tenant is felt at every gateway within half a second', async () => {
  const { host, token, publicId } = await newTenant();
  await bothAnswer(host, token, undefined);
  await bothAnswer('localhost', token, undefined);
  for (const [name, code] of [
    ['suspendTenant', 'TENANT_SUSPENDED'],
    ['reactivateTenant', undefined],
    ['deleteTenant', 'TENANT_DELETED'],
    ['restoreTenant', undefined],
  ] as const) {
    await change(name, publicId);
    await bothAnswer(host, token, code);
    await bothAnswer('localhost', token, code);
    await bothAnswer(host, undefined, code);
  }
});

test('a socket at a tenant’s host takes that tenant’s tokens only, and closes when the tenant is suspended', async () => {
  const [oak, elm] = [await newTenant(), await newTenant()];
  const open = async (host: string, token: string): Promise<SocketClient> => {
    const client = await SocketClient.open(gateways[1]!.url, { host });
    client.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    return client;
  };
  assert.equal(await (await open(oak.host, elm.token)).closed, 4403);
  assert.equal(await (await open('nobody.waybill.localhost', oak.token)).closed, 4403);
  const client = await open(oak.host, oak.token);
  await client.message(({ type }) => type === 'connection_ack', 'connection_ack');
  const startedAt = performance.now();
  await change('suspendTenant', oak.publicId);
  assert.equal(await client.closed, 4403);
  assert.ok(performance.now() - startedAt < 2_000, 'without waiting for the next time that it is looked at');
});

test('a domain leads to its tenant from the moment it is verified until it is removed, at every gateway', async () => {
  const { id, token } = await newTenant();
  const added = await addTenantDomain(operator, { tenantId: id, domain: 'ship.hosted.example', kind: 'api' });
  await bothAnswer('ship.hosted.example', token, 'TENANT_UNKNOWN');
  const written = async (): Promise<string[]> => [verificationRecord(added)!.value];
  await verifyTenantDomain(operator, { tenantId: id, id: added.id }, written);
  await bothAnswer('ship.hosted.example', token, undefined);
  await removeTenantDomain(operator, { tenantId: id, id: added.id });
  await bothAnswer('ship.hosted.example', token, 'TENANT_UNKNOWN');
});
