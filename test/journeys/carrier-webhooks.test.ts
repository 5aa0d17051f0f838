import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { systemClock } from '../../platform/context/clock.ts';
import { easyPostDelivery } from '../../subgraphs/shipping/test-support/carrier-sender.ts';
import { readyOrganization, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const NUMBER = 'EZ1000000001';
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let url: string;
let secret: string;

before(async () => {
  // Without workers, so that no job asks the network itself.
  world = await createTestWorld({ startsWorkers: false });
  gateway = await startTestGateway(world, systemClock);
  shop = await readyOrganization(gateway);
  const credentials = { apiKey: 'EZAKlive4711' };
  const { carrierConnection } = await ask<{ carrierConnection: { id: string } }>(
    `mutation ($input: CreateCarrierConnectionInput!) { createCarrierConnection(input: $input) { carrierConnection { id } errors { code field message } } }`,
    { carrier: 'easypost', displayName: 'EasyPost', credentials },
  );
  const connectionId = carrierConnection.id;
  const made = await ask<{ webhook: { url: string }; secret: string }>(
    `mutation ($input: CarrierWebhookInput!) { createCarrierWebhook(input: $input) { webhook { url } secret errors { code field message } } }`,
    { connectionId },
  );
  ({ secret } = made);
  ({ url } = made.webhook);
  await ask(
    `mutation ($input: CreateTrackerInput!) { createTracker(input: $input) { tracker { id } errors { code field message } } }`,
    { trackingNumber: NUMBER, connectionId },
  );
});
after(async () => {
  await gateway.stop();
  await world.close();
});

const ask = <Root>(query: string, input: object): Promise<Root> =>
  gateway.ask<Root>(query, { token: shop.ownerToken, variables: { input } });

const event = (id: string): object => ({
  id,
  mode: 'production',
  description: 'tracker.updated',
  result: {
    tracking_code: NUMBER,
    tracking_details: [{ status: 'in_transit', message: 'Departed', datetime: new Date(Date.now() - 60_000).toISOString() }],
  },
});

async function post(
  body: Uint8Array<ArrayBuffer>,
  headers: Record<string, string>,
  path = url,
): Promise<[status: number, answer: unknown]> {
  const response = await fetch(new URL(path, gateway.url), { method: 'POST', body, headers });
  const text = await response.text();
  const answer = JSON.parse(text) as { status?: string; errors?: { extensions: { code: string } }[] };
  return [response.status, answer.status ?? answer.errors?.[0]?.extensions.code];
}

const delivery = (id: string): { body: Uint8Array<ArrayBuffer>; headers: Record<string, string> } => {
  const { body, headers } = easyPostDelivery({ token: '', secret }, event(id));
  return { body: Uint8Array.from(body), headers: { ...headers, 'content-type': 'application/json' } };
};

test('a carrier is answered at once, and what it told is with the parcel soon after', async () => {
  const { body, headers } = delivery('evt_1');
  assert.deepEqual(await post(body, headers), [200, 'accepted']);
  assert.deepEqual(await post(body, headers), [200, 'known']);
  await world.marketplace.subgraphs.get('shipping')!.runJob('shipping.process-webhook-deliveries');
  const { edges } = await gateway.ask<{ edges: { node: { status: string; events: unknown[] } }[] }>(
    `query ($number: String) { trackers(filter: { trackingNumber: $number }) { edges { node { status events { status } } } } }`,
    { token: shop.ownerToken, variables: { number: NUMBER } },
  );
  assert.deepEqual(edges, [{ node: { status: 'IN_TRANSIT', events: [{ status: 'IN_TRANSIT' }] } }]);
});

test('what the carrier did not sign is turned away by its status, whatever it is, and nothing is kept', async () => {
  const { body, headers } = delivery('evt_2');
  const altered = Uint8Array.from(Buffer.from(Buffer.from(body).toString().replace('in_transit', 'delivered')));
  assert.deepEqual(await post(altered, headers), [401, 'WEBHOOK_SIGNATURE_INVALID']);
  assert.deepEqual(await post(body, { 'content-type': 'text/plain' }), [401, 'WEBHOOK_SIGNATURE_INVALID']);
  assert.deepEqual(await post(new Uint8Array(), headers), [401, 'WEBHOOK_SIGNATURE_INVALID']);
  assert.deepEqual(await post(body, headers, '/carrier-webhooks/nowhere'), [404, 'NOT_FOUND']);
  assert.deepEqual((await post(new Uint8Array(256 * 1_024 + 1), headers))[0], 413);
  const { edges } = await gateway.ask<{ edges: { node: { eventId: string; status: string } }[] }>(
    `{ carrierWebhookDeliveries { edges { node { eventId status } } } }`,
    { token: shop.ownerToken },
  );
  assert.deepEqual(
    edges.map(({ node }) => node.eventId),
    ['evt_1'],
  );
});

test('what was signed and altered in no byte is taken as whatever it is sent', async () => {
  const { body, headers } = delivery('evt_3');
  assert.deepEqual(await post(body, { ...headers, 'content-type': 'application/octet-stream' }), [200, 'accepted']);
});
