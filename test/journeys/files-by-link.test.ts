import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { NEW_YORK, readyOrganization, SAN_FRANCISCO, TWO_POUNDS, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let file: { name: string; sizeBytes: number; sha256: string; url: string; urlExpiresAt: string };

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
  const { quote } = await gateway.ask<{ quote: { rates: { id: string }[] } }>(
    `mutation ($input: RequestQuotesInput!) { requestQuotes(input: $input) { quote { rates { id } } errors { code field message } } }`,
    { token: shop.ownerToken, variables: { input: { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [TWO_POUNDS] } } },
  );
  const input = { rateId: quote.rates[0]!.id, entityId: shop.entityId, idempotencyKey: 'label' };
  const { shipment } = await gateway.ask<{ shipment: { label: { file: typeof file } } }>(
    `mutation ($input: PurchaseShipmentInput!) { purchaseShipment(input: $input) {
      shipment { label { file { name sizeBytes sha256 url urlExpiresAt } } } errors { code field message } } }`,
    { token: shop.ownerToken, variables: { input } },
  );
  file = shipment.label.file;
});
after(async () => {
  await gateway.stop();
  await world.close();
});

interface Download {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  code: string | undefined;
}

/** Downloads from a host; `fetch` would set the Host header itself. */
function download(path: string, { host, method = 'GET' }: { host?: string; method?: string } = {}): Promise<Download> {
  const { port } = new URL(gateway.url);
  return new Promise((resolve, reject) => {
    const asked = request({ port, path, method, headers: host ? { host } : {} }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        const isRefusal = response.statusCode !== 200 && body.length > 0;
        const refused = isRefusal ? (JSON.parse(body.toString()) as { errors: { extensions: { code: string } }[] }) : undefined;
        const code = refused?.errors[0]?.extensions.code;
        resolve({ status: response.statusCode!, headers: response.headers, body, code });
      });
    });
    asked.on('error', reject).end();
  });
}

const hostOf = async (): Promise<string> => {
  const [row] = await world.inspect<{ domain: string }>(
    `select d.domain from tenants.tenant_domains d join tenants.tenants t on t.id = d.tenant_id where t.kind = 'customer' order by t.id desc limit 1`,
  );
  return `${row!.domain}.waybill.localhost`;
};

test('whoever has the link gets the label, to be saved under its name and not to be guessed about', async () => {
  const { status, headers, body } = await download(file.url);
  assert.equal(status, 200);
  assert.equal(body.length, file.sizeBytes);
  assert.equal(createHash('sha256').update(body).digest('hex'), file.sha256);
  assert.equal(body.subarray(0, 5).toString(), '%PDF-');
  assert.deepEqual(
    ['content-type', 'content-disposition', 'x-content-type-options', 'content-security-policy', 'cache-control'].map(
      (name) => headers[name],
    ),
    ['application/pdf', `attachment; filename="${file.name}"`, 'nosniff', `default-src 'none'; sandbox`, 'private, no-store'],
  );
  const head = await download(file.url, { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers['content-length'], head.body.length], [200, String(file.sizeBytes), 0]);
});

test('a link that was altered is refused, and one that leads nowhere in another tenant’s house is not found there', async () => {
  const altered = await download(file.url.slice(0, -2) + (file.url.endsWith('AA') ? 'QQ' : 'AA'));
  assert.deepEqual([altered.status, altered.code], [403, 'FILE_LINK_INVALID']);
  for (const path of ['/files/x', '/files/..%2f..%2fetc%2fpasswd']) {
    const { status, code } = await download(path);
    assert.deepEqual([status, code], [403, 'FILE_LINK_INVALID'], path);
  }
  assert.equal((await download(file.url, { host: await hostOf() })).status, 200, 'at its own tenant’s host it is served');
  await readyOrganization(gateway);
  const elsewhere = await download(file.url, { host: await hostOf() });
  assert.deepEqual([elsewhere.status, elsewhere.code], [404, 'NOT_FOUND']);
});

test('once its time is over the link is gone for good, and asking for the label gives a new one', async () => {
  clock.advance(new Date(file.urlExpiresAt).getTime() - clock.now().getTime() - 1);
  assert.equal((await download(file.url)).status, 200);
  clock.advance(1);
  const expired = await download(file.url);
  assert.deepEqual([expired.status, expired.code], [410, 'FILE_LINK_EXPIRED']);
  const [label] = await gateway
    .ask<{ edges: { node: { label: { file: { url: string } } } }[] }>(
      `{ shipments { edges { node { label { file { url } } } } } }`,
      {
        token: shop.ownerToken,
      },
    )
    .then(({ edges }) => edges.map(({ node }) => node.label));
  assert.equal((await download(label!.file.url)).status, 200);
});
