import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { systemClock } from '../../platform/context/clock.ts';
import { readyOrganization } from '../../test/support/first-parcel-world.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

let world: TestWorld;
let gateway: TestGateway;
before(async () => {
  world = await createTestWorld();
  gateway = await startTestGateway(world, systemClock);
});
after(async () => {
  await gateway.stop();
  await world.close();
});

interface Told {
  status: number;
  allowed: string | undefined;
  body: string;
}

// Browsers set Origin and Host; fetch does not let others.
function send(method: string, headers: Record<string, string>, body?: object): Promise<Told> {
  return new Promise((resolve, reject) => {
    const sent = request(gateway.url, { method, headers: { 'content-type': 'application/json', ...headers } }, (response) => {
      let text = '';
      response.on('data', (part: Buffer) => (text += part.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode!, allowed: response.headers['access-control-allow-origin'], body: text }),
      );
    });
    sent.on('error', reject).end(body && JSON.stringify(body));
  });
}

const preflight = (origin: string, host: string): Promise<Told> =>
  send('OPTIONS', {
    origin,
    host,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type',
  });

test('a tenant’s page may ask at its own and the platform’s host with its own tokens; strangers’ and other tenants’ pages may not', async () => {
  const [maple, birch] = [await readyOrganization(gateway), await readyOrganization(gateway)];
  const { data } = await gateway.send<{ tenants: { edges: { node: { domains: { domain: string }[] } }[] } }>(
    '{ tenants { edges { node { domains { domain } } } } }',
    { token: gateway.operatorToken },
  );
  const labels = data!.tenants.edges
    .flatMap(({ node }) => node.domains.map(({ domain }) => domain.split('.')[0]!))
    .filter((label) => label.startsWith('market-'))
    .toSorted();
  const [mapleHost, birchHost] = labels.map((label) => `${label}.waybill.localhost`) as [string, string];
  const origin = `https://${mapleHost}`;
  assert.deepEqual(await preflight(origin, 'waybill.localhost'), { status: 204, allowed: origin, body: '' });
  assert.equal((await preflight(origin, mapleHost)).allowed, origin);
  assert.equal((await preflight(origin, birchHost)).allowed, undefined);
  assert.equal((await preflight('https://evil.example', 'waybill.localhost')).allowed, undefined);
  const ask = (token: string): Promise<Told> =>
    send('POST', { origin, host: 'waybill.localhost', authorization: `Bearer ${token}` }, { query: '{ viewer { level } }' });
  const own = await ask(maple.ownerToken);
  assert.deepEqual([own.status, own.allowed, JSON.parse(own.body).data], [200, origin, { viewer: { level: 'organization' } }]);
  const foreign = await ask(birch.ownerToken);
  assert.deepEqual([foreign.status, JSON.parse(foreign.body).errors[0].extensions.code], [403, 'ORIGIN_NOT_ALLOWED']);
});
