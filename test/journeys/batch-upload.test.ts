import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, SAN_FRANCISCO, TWO_POUNDS, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { mutate } from '../support/mutate.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let other: ReadyOrganization;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
  other = await readyOrganization(gateway);
  const input = { name: 'Desk', address: SAN_FRANCISCO, isDefaultShipper: true };
  await mutate(gateway, shop.ownerToken, { field: 'createSavedAddress', input, selection: 'savedAddress { id }' });
});
after(async () => {
  await gateway.stop();
  await world.close();
});

interface Answer {
  status: number;
  batch?: { id: string; status: string; rowCount: number };
  errors?: { message: string; extensions: { code: string; field?: string } }[];
}

async function upload(
  body: string | Buffer | ReadableStream,
  { query = '', token = shop.ownerToken, type = 'text/csv' }: { query?: string; token?: string | null; type?: string } = {},
): Promise<Answer> {
  const response = await fetch(new URL(`/batches${query}`, gateway.url), {
    method: 'POST',
    headers: { 'content-type': type, ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body,
    duplex: 'half',
  });
  return { status: response.status, ...((await response.json()) as Omit<Answer, 'status'>) };
}

const refusal = ({ status, errors }: Answer): unknown[] => [status, ...(errors ?? []).map(({ extensions }) => extensions.code)];

const HEADER =
  'reference,recipient_name,recipient_street1,recipient_city,recipient_state,recipient_postal_code,recipient_country,weight';
const line = (index: number): string => `PO-${index},Grace Hopper,350 5th Ave,New York,NY,10118,US,2`;
const table = (rows: number): string => `${HEADER}\n${Array.from({ length: rows }, (_, index) => line(index)).join('\n')}\n`;

const work = (): Promise<void> => world.marketplace.subgraphs.get('shipping')!.runJob('run-batches');

const READ = `query ($id: ID!) { batch(id: $id) {
  status format counts { pending purchasing succeeded failed cancelled } job { id status done total resultUrl } resultsPath
  rows(first: 2) { totalCount edges { node { number status reference service carrierCharge { amount } errors { field code } shipment { id status trackingNumber } } } } } }`;

interface Read {
  status: string;
  counts: Record<string, number>;
  job: { status: string; done: number; total: number; resultUrl: string };
  resultsPath: string;
  rows: { totalCount: number; edges: { node: { number: number; status: string; shipment: { status: string } } }[] };
}

test('a table is uploaded, bought row by row, watched as a job, and its results are taken away as a file', async () => {
  const { status, batch } = await upload(`${table(3)}PO-9,Nobody,,New York,NY,10118,US,2\n`, {
    query: '?purchase=CHEAPEST&name=monday.csv',
  });
  assert.deepEqual([status, batch!.status, batch!.rowCount], [201, 'QUEUED', 4]);
  await work();
  const read = await gateway.ask<Read>(READ, { token: shop.ownerToken, variables: { id: batch!.id } });
  assert.deepEqual(read.counts, { pending: 0, purchasing: 0, succeeded: 3, failed: 1, cancelled: 0 });
  assert.deepEqual([read.job.status, read.job.done, read.job.total], ['COMPLETED', 4, 4]);
  assert.deepEqual(
    [read.rows.totalCount, read.rows.edges[0]!.node.number, read.rows.edges[0]!.node.shipment.status],
    [4, 2, 'CREATED'],
  );
  const results = await fetch(new URL(read.resultsPath, gateway.url), {
    headers: { authorization: `Bearer ${shop.ownerToken}` },
  });
  const lines = (await results.text()).trimEnd().split('\r\n');
  assert.deepEqual([results.status, lines.length], [200, 5]);
  assert.match(lines[4]!, /^5,PO-9,failed,,,,,,,,recipient_street1 ADDRESS_FIELD_REQUIRED: /);
  const failed = await fetch(new URL(`${read.resultsPath}&status=FAILED`, gateway.url), {
    headers: { authorization: `Bearer ${shop.ownerToken}` },
  });
  assert.equal((await failed.text()).trimEnd().split('\r\n').length, 2);
});

test('semicolons with a byte order mark, tabs, and a JSON list of rows are read like commas', async () => {
  const semicolons = await upload(`\uFEFF${table(2).replaceAll(',', ';')}`);
  const tabs = await upload(table(2).replaceAll(',', '\t').replaceAll('\n', '\r\n'), { query: '?isDryRun=true' });
  const row = { recipient: { ...SAN_FRANCISCO, name: 'Ada' }, parcels: [TWO_POUNDS] };
  const json = await upload(JSON.stringify([row, row]), { type: 'application/json', query: '?purchase=DRAFT' });
  assert.deepEqual(
    [semicolons, tabs, json].map(({ status, batch }) => [status, batch?.rowCount]),
    [
      [201, 2],
      [201, 2],
      [201, 2],
    ],
  );
  await work();
});

test('what cannot be read, is too much or is not meant for it is refused by what is wrong, and nothing is kept', async () => {
  const count = async (): Promise<number> =>
    (await gateway.ask<{ totalCount: number }>('{ batches { totalCount } }', { token: shop.ownerToken })).totalCount;
  const before = await count();
  assert.deepEqual(refusal(await upload(table(2).replaceAll(',', '|'))), [400, 'SEPARATOR_UNKNOWN']);
  assert.deepEqual(refusal(await upload(Buffer.from(`\uFEFF${table(2)}`, 'utf16le'))), [400, 'ENCODING_UNKNOWN']);
  assert.deepEqual(refusal(await upload(`${HEADER},colour\n`)), [400, 'ROWS_EMPTY']);
  assert.deepEqual(refusal(await upload(`${HEADER},colour\n${line(1)},red\n`)), [400, 'UNKNOWN_COLUMN']);
  assert.deepEqual(refusal(await upload(table(100_000))), [413, 'TOO_MANY_ROWS']);
  assert.deepEqual(refusal(await upload(`${HEADER}\n${'x'.repeat(9 * 1_048_576)}`)), [413, 'FILE_TOO_LARGE']);
  const rows = JSON.stringify(Array.from({ length: 10_001 }, () => ({ recipient: {} })));
  assert.deepEqual(refusal(await upload(rows, { type: 'application/json' })), [413, 'TOO_MANY_ROWS']);
  assert.deepEqual(refusal(await upload('[{"recipient": {}, "colour": "red"}]', { type: 'application/json' })), [
    400,
    'BAD_USER_INPUT',
  ]);
  assert.deepEqual(refusal(await upload('{"rows": []}', { type: 'application/json' })), [400, 'BAD_REQUEST']);
  assert.deepEqual(refusal(await upload('<rows/>', { type: 'text/xml' })), [415, 'BAD_REQUEST']);
  assert.deepEqual(refusal(await upload(table(1), { query: '?colour=red' })), [400, 'BAD_REQUEST']);
  assert.deepEqual(refusal(await upload(table(1), { query: '?entityId=shp_x' })), [400, 'INVALID_ID']);
  assert.equal(await count(), before);
});

test('ten thousand rows are taken, as CSV and as JSON', async () => {
  const row = { reference: 'PO-1', shipper: SAN_FRANCISCO, recipient: { ...SAN_FRANCISCO, name: 'Ada' }, parcels: [TWO_POUNDS] };
  const rows = JSON.stringify(Array.from({ length: 10_000 }, () => row));
  const token = other.ownerToken;
  const csv = await upload(table(10_000), { token, query: '?purchase=DRAFT' });
  const json = await upload(rows, { token, query: '?purchase=DRAFT', type: 'application/json' });
  assert.deepEqual(
    [csv, json].map(({ status, batch }) => [status, batch?.rowCount]),
    [
      [201, 10_000],
      [201, 10_000],
    ],
  );
});

test('strangers, and who may not make shipments, are turned away before anything of the table is read', async () => {
  assert.deepEqual(refusal(await upload(table(1), { token: null })), [401, 'UNAUTHENTICATED']);
  assert.deepEqual(refusal(await upload(table(1), { token: 'wbt_nothing' })), [401, 'UNAUTHENTICATED']);
  assert.deepEqual(refusal(await upload(table(1), { token: shop.adminToken })), [403, 'FORBIDDEN'], 'names no organization');
  const { batch } = await upload(table(1));
  const stolen = await fetch(new URL(`/exports/batch-rows?batchId=${batch!.id}`, gateway.url), {
    headers: { authorization: `Bearer ${other.ownerToken}` },
  });
  const { errors } = (await stolen.json()) as Answer;
  assert.equal(errors![0]!.extensions.code, 'NOT_FOUND');
  assert.equal(await gateway.ask(READ, { token: other.ownerToken, variables: { id: batch!.id } }), null);
});

test('an upload that breaks off in the middle leaves nothing behind, and the next one is taken', async () => {
  await new Promise<void>((resolve) => {
    const { port } = new URL(gateway.url);
    const headers = { 'content-type': 'text/csv', authorization: `Bearer ${shop.ownerToken}` };
    const broken = request({ port, path: '/batches', method: 'POST', headers });
    broken.on('error', () => resolve());
    broken.on('close', () => resolve());
    broken.write(table(5), () => broken.destroy());
  });
  assert.equal((await upload(table(1))).status, 201);
});
