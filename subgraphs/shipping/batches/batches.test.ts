import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { createSavedAddress } from '../address-book/keep-address.ts';
import { createParcelTemplate } from '../parcel-templates/keep-parcel-template.ts';
import {
  anEntityWith,
  aShipper,
  balanceOf,
  connectSandbox,
  LOS_ANGELES,
  NEW_YORK,
  rowCounts,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import { TWO_POUNDS } from '../test-support/order-fixtures.ts';
import type { Batch, BatchRow, BatchRowContent } from './batch.ts';
import { listRowsOfBatches } from './batch-rows.query.ts';
import { findBatches } from './batches.query.ts';
import { cancelBatch } from './cancel-batch.ts';
import { createBatch, createBatchFromTable, type CreateBatch } from './create-batch.ts';
import { exportResults } from './export-results.ts';
import { purgeBatches } from './purge-batches.ts';
import { retryBatch } from './retry-batch.ts';
import { runBatches } from './run-batches.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
let entityId: Uuid;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());

beforeEach(async () => {
  shipper = await aShipper(world);
  await connectSandbox(shipper);
  entityId = await anEntityWith(world, shipper, '100');
  await world.inspect('truncate platform.outbox');
});

const aRow = (facts: Partial<BatchRowContent> = {}): BatchRowContent => ({
  shipper: NEW_YORK,
  recipient: LOS_ANGELES,
  parcels: TWO_POUNDS,
  ...facts,
});

const make = (rows: BatchRowContent[], terms: Partial<CreateBatch> = {}): Promise<Batch> =>
  createBatch(shipper.context(), { rows, ...terms });

/** Gives the job that works on batches a turn; whether something is left to do. */
const turn = async (): Promise<boolean> =>
  (await runBatches.run(world.context('shipping', { tenant: shipper.tenant, testMode: true, level: 'internal' }))) ===
  'unfinished';

const now = async ({ id }: Pick<Batch, 'id'>): Promise<Batch> => (await findBatches(shipper.context().session, [id]))[0]!;

async function rowsOf({ id }: Pick<Batch, 'id'>): Promise<BatchRow[]> {
  const pages = await listRowsOfBatches(shipper.context().session, [id], {}, { first: 100 });
  return pages.get(id)!.rows;
}

/** Of each row: its number, status, and the fields and codes of its errors. */
const outcomes = async (batch: Pick<Batch, 'id'>): Promise<string[]> =>
  (await rowsOf(batch)).map(({ number, status, errors }) =>
    [number, status, ...errors.map(({ field, code }) => `${field ?? '-'} ${code}`)].join(' '),
  );

const told = (): Promise<{ data: Record<string, unknown> }[]> =>
  world.inspect(`select data - 'batchId' as data from platform.outbox where type = 'batch.finished' order by position`);

test('rows become drafts; what is wrong with one stands on it by field, and does not keep the others', async () => {
  const batch = await make([
    aRow({ reference: 'PO-1', metadata: { channel: 'web' } }),
    aRow({ recipient: { ...LOS_ANGELES, postalCode: 'SW1A 1AA' }, parcels: [{ weight: { value: '0', unit: 'lb' } }] }),
    aRow({ reference: 'PO-3' }),
  ]);
  assert.deepEqual([batch.status, batch.rowCount], ['queued', 3]);
  assert.deepEqual((await rowCounts(world, shipper))['shipments'], 0, 'nothing is made yet');
  assert.equal(await turn(), false);
  assert.deepEqual([(await now(batch)).status, (await now(batch)).finishedAt], ['completed', clock.now()]);
  assert.deepEqual(await outcomes(batch), [
    '1 succeeded',
    '2 failed recipient.postalCode ADDRESS_POSTAL_CODE_INVALID parcels.0.weight WEIGHT_NOT_POSITIVE',
    '3 succeeded',
  ]);
  const drafts = await world.inspect(
    `select status, reference, metadata from "${shipper.tenant.schema}".shipments order by reference`,
  );
  assert.deepEqual(drafts, [
    { status: 'draft', reference: 'PO-1', metadata: { channel: 'web' } },
    { status: 'draft', reference: 'PO-3', metadata: {} },
  ]);
  assert.deepEqual(await told(), [
    { data: { status: 'completed', isDryRun: false, rowCount: 3, succeeded: 2, failed: 1, cancelled: 0 } },
  ]);
  const [job] = await world.inspect<Record<string, unknown>>(
    `select status, done, total, error_count, errors, result_url from platform.jobs where id = '${batch.jobId}'`,
  );
  assert.deepEqual([job!['status'], job!['done'], job!['total'], job!['error_count']], ['completed', 3, 3, 1]);
  assert.equal((job!['errors'] as { item: string }[])[0]!.item, 'row 2');
  assert.match(String(job!['result_url']), /^\/exports\/batch-rows\?batchId=bat_/);
});

test('rows are bought: the cheapest by default of the batch, the fastest or a named service where a row says so', async () => {
  const batch = await make(
    [
      aRow({ reference: 'cheap' }),
      aRow({ purchase: 'fastest' }),
      aRow({ service: 'sandbox_express' }),
      aRow({ purchase: 'draft' }),
      aRow({ service: 'sandbox_rocket' }),
      aRow({ recipient: { ...LOS_ANGELES, street1: 'FAIL' } }),
    ],
    { purchase: 'cheapest', entityId, labelFormat: 'ZPL' },
  );
  assert.equal(await turn(), false);
  const rows = await rowsOf(batch);
  assert.deepEqual(
    rows.map(({ status, service }) => [status, service]),
    [
      ['succeeded', 'sandbox_ground'],
      ['succeeded', 'sandbox_express'],
      ['succeeded', 'sandbox_express'],
      ['succeeded', null],
      ['failed', null],
      ['failed', 'sandbox_ground'],
    ],
  );
  assert.deepEqual((await outcomes(batch)).slice(4), [
    '5 failed service UNKNOWN_SERVICE',
    '6 failed recipient.street1 CARRIER_REFUSED',
  ]);
  const spent = rows.slice(0, 3).reduce((sum, row) => sum + Number(row.carrierCharge), 0);
  assert.deepEqual(await balanceOf(world, shipper, entityId), {
    remaining: String(100 - spent),
    reserved: '0',
    spent: String(spent),
  });
  const labels = await world.inspect(`select distinct format from "${shipper.tenant.schema}".labels`);
  assert.deepEqual(labels, [{ format: 'ZPL' }]);
});

test('a dry run checks and quotes, and makes and spends nothing', async () => {
  const batch = await make([aRow(), aRow({ purchase: 'draft' }), aRow({ parcels: [] })], {
    isDryRun: true,
    purchase: 'cheapest',
  });
  await turn();
  assert.deepEqual(await outcomes(batch), ['1 succeeded', '2 succeeded', '3 failed parcels PARCELS_EMPTY']);
  const [quoted] = await rowsOf(batch);
  assert.deepEqual([quoted!.service, quoted!.carrierCharge, quoted!.shipmentId], ['sandbox_ground', '6.000000', null]);
  const { quotes, shipments, purchases } = await rowCounts(world, shipper);
  assert.deepEqual([quotes, shipments, purchases], [1, 0, 0]);
  assert.equal((await balanceOf(world, shipper, entityId)).spent, '0');
});

test('failed rows are begun once more as they were given: each attempt is a purchase of its own, and nothing is bought twice', async () => {
  const rows = [aRow(), aRow()];
  const batch = await make(rows, { purchase: 'cheapest' });
  await world.inspect(`update "${shipper.tenant.schema}".carrier_connections set is_active = false`);
  await turn();
  assert.deepEqual(await outcomes(batch), [
    '1 failed connectionIds NO_CARRIER_CONNECTION',
    '2 failed connectionIds NO_CARRIER_CONNECTION',
  ]);
  await assert.rejects(cancelBatch(shipper.context(), batch.id), { code: 'BATCH_OVER' });
  await world.inspect(`update "${shipper.tenant.schema}".carrier_connections set is_active = true`);
  const again = await retryBatch(shipper.context(), batch.id);
  assert.notEqual(again.jobId, batch.jobId);
  await assert.rejects(retryBatch(shipper.context(), batch.id), { code: 'BATCH_UNDER_WAY' });
  await turn();
  assert.deepEqual(await outcomes(batch), ['1 succeeded', '2 succeeded']);
  assert.equal((await balanceOf(world, shipper, entityId)).spent, '12');
  await assert.rejects(retryBatch(shipper.context(), batch.id), { code: 'NOTHING_FAILED' });
});

test('a batch that is cancelled begins no further row, keeps what was made, and says so', async () => {
  const batch = await make(Array.from({ length: 3 }, () => aRow()));
  assert.equal((await cancelBatch(shipper.context(), batch.id)).status, 'cancelling');
  assert.equal((await cancelBatch(shipper.context(), batch.id)).status, 'cancelling');
  assert.equal(await turn(), false);
  assert.equal((await now(batch)).status, 'cancelled');
  assert.deepEqual(await outcomes(batch), ['1 cancelled', '2 cancelled', '3 cancelled']);
  assert.equal((await rowCounts(world, shipper))['shipments'], 0);
  const byJob = await make([aRow(), aRow()]);
  await world.inspect(`update platform.jobs set cancel_requested_at = now() where id = '${byJob.jobId}'`);
  await turn();
  assert.equal((await now(byJob)).status, 'cancelled', 'by a wish to end its job');
});

test('a table is read by its columns: faults name the column and the row of the file, and kept addresses and parcels go by name', async () => {
  await createSavedAddress(shipper.context(), { name: 'Store', address: NEW_YORK, isDefaultShipper: true });
  await createParcelTemplate(shipper.context(), { name: 'Box', parcel: TWO_POUNDS[0]! });
  const columns = [
    'Reference',
    'recipient name',
    'recipient-street1',
    'recipient_city',
    'recipient_state',
    'recipient_postal_code',
    'recipient_country',
    'weight',
    'weight_unit',
    'parcel_template',
    'saved_shipper',
    'signature',
    'metadata_channel',
  ];
  const to = ['Ben', '200 N Spring St', 'Los Angeles', 'CA'];
  const batch = await createBatchFromTable(shipper.context(), {
    columns,
    rows: [
      ['A-1', ...to, '90012', 'US', '2', 'LB', '', '', 'ADULT', 'web'],
      Array.from({ length: 13 }, () => ' '),
      ['A-2', ...to, '90012', 'US', '', '', 'box', 'store', '', ''],
      ['A-3', ...to, 'SW1A 1AA', 'US', 'heavy', 'stone', '', 'attic', 'nobody', ''],
      ['A-4', ...to, '90012', 'US', '2', 'lb'],
    ],
  });
  await turn();
  assert.deepEqual(await outcomes(batch), [
    '2 succeeded',
    '4 succeeded',
    '5 failed signature VALIDATION_FAILED saved_shipper NOT_FOUND recipient_postal_code ADDRESS_POSTAL_CODE_INVALID weight MEASURE_INVALID weight_unit UNIT_UNKNOWN',
    '6 failed row VALIDATION_FAILED',
  ]);
  const [first] = await world.inspect<Record<string, unknown>>(
    `select shipper ->> 'city' as city, options, metadata, parcels from "${shipper.tenant.schema}".shipments where reference = 'A-1'`,
  );
  assert.deepEqual(first, {
    city: 'New York',
    options: { signature: 'adult' },
    metadata: { channel: 'web' },
    parcels: [{ weight: { unit: 'lb', value: '2' } }],
  });
  const { text, next } = await exportResults(shipper.context(), batch.id, { filter: {}, after: 0 });
  const lines = text.trimEnd().split('\r\n');
  assert.equal(next, null);
  assert.equal(
    lines[0],
    'row,reference,status,shipmentId,shipmentStatus,carrierName,service,trackingNumber,carrierCharge,currency,errors',
  );
  assert.match(lines[1]!, /^2,A-1,succeeded,shp_\w+,draft,,,,,,$/);
  assert.match(lines[3]!, /^5,A-3,failed,,,,,,,,".*recipient_postal_code ADDRESS_POSTAL_CODE_INVALID: /);
});

test('a table with unknown, doubled or missing columns, without rows or with too many is refused, and nothing is kept', async () => {
  const from = (columns: string[], rows: string[][] = [['x']]): Promise<string[]> =>
    createBatchFromTable(shipper.context(), { columns, rows }).then(
      () => ['kept'],
      (error: { details(): { code: string }[] }) => error.details().map(({ code }) => code),
    );
  const needed = ['recipient_street1', 'recipient_city', 'recipient_country', 'weight'];
  assert.deepEqual(await from(['colour', 'weight', 'Weight']), [
    'UNKNOWN_COLUMN',
    'DUPLICATE_COLUMN',
    'MISSING_COLUMN',
    'MISSING_COLUMN',
    'MISSING_COLUMN',
  ]);
  assert.deepEqual(await from(needed.slice(0, 3)), ['MISSING_COLUMN']);
  assert.deepEqual(await from(needed, []), ['ROWS_EMPTY']);
  assert.deepEqual(await from(needed, [['', '']]), ['ROWS_EMPTY']);
  assert.deepEqual(
    await from(
      needed,
      Array.from({ length: 100_000 }, () => ['x']),
    ),
    ['TOO_MANY_ROWS'],
  );
  await assert.rejects(make([]), { code: 'ROWS_EMPTY' });
  await assert.rejects(make(Array.from({ length: 10_001 }, () => aRow())), { code: 'TOO_MANY_ROWS' });
  const [row] = await world.inspect<{ count: number }>(`select count(*)::int as count from "${shipper.tenant.schema}".batches`);
  assert.equal(row!.count, 0);
});

test('five batches of an organization are under way at most, also when six come at once; other organizations see and touch none', async () => {
  const attempts = await Promise.allSettled(Array.from({ length: 6 }, () => make([aRow()])));
  const refused = attempts.filter((attempt) => attempt.status === 'rejected');
  assert.deepEqual(
    refused.map(({ reason }) => (reason as { code: string }).code),
    ['TOO_MANY_BATCHES'],
  );
  const { id } = attempts.find((attempt) => attempt.status === 'fulfilled')!.value;
  const other = await aShipper(world, { tenant: shipper.tenant });
  await assert.rejects(cancelBatch(other.context(), id), { code: 'NOT_FOUND' });
  await assert.rejects(retryBatch(other.context(), id), { code: 'NOT_FOUND' });
  await assert.rejects(exportResults(other.context(), id, { filter: {}, after: 0 }), { code: 'NOT_FOUND' });
  assert.deepEqual(await findBatches(other.context().session, [id]), []);
  assert.equal(await turn(), false, 'all of them are worked on');
});

test('ninety days after its end a batch is gone with its rows, and its shipments stay', async () => {
  const batch = await make([aRow()]);
  await turn();
  const system = world.context('shipping', { tenant: shipper.tenant, testMode: true, level: 'internal' });
  clock.advance(90 * 86_400_000 - 1);
  await purgeBatches.run(system);
  assert.equal((await rowsOf(batch)).length, 1);
  clock.advance(1);
  await purgeBatches.run(system);
  assert.deepEqual(await findBatches(shipper.context().session, [batch.id]), []);
  assert.equal((await rowCounts(world, shipper))['shipments'], 1);
});
