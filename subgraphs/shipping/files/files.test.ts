import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ObjectStoreUnavailableError } from '../../../platform/objects/object-store.ts';
import { askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { deathsIn, mortalContext } from '../test-support/mortal-context.ts';
import {
  aConsignment,
  anEntityWith,
  aShipper,
  balanceOf,
  connectSandbox,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import type { FileRow } from './file.ts';
import { linkExpiry, signFileLink } from './file-link.ts';
import { findFiles } from './files.query.ts';
import { openFile } from './open-file.ts';
import { recordFile, storeFile } from './store-file.ts';

const HOUR_MS = 3_600_000;
const CONTENT = Buffer.from('%PDF-1.7 label');

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
let files: number;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());
beforeEach(async () => {
  shipper = await aShipper(world);
  files = 0;
});

const runJob = (name: string): Promise<void> => world.marketplace.subgraphs.get('shipping')!.runJob(name);
const aFile = (context: RequestContext = shipper.context()): Promise<FileRow> =>
  storeFile(context, {
    organizationId: shipper.organizationId,
    kind: 'label',
    format: 'PDF',
    content: CONTENT,
    mark: `mark ${(files += 1)}/../x`,
  });
const record = (file: FileRow): Promise<void> =>
  shipper.context().session.transaction((transaction) => recordFile(transaction, file, clock.now()));
const isStored = async (file: FileRow): Promise<boolean> => (await shipper.context().objects.get(file.objectKey!)) !== undefined;
const rows = async (): Promise<number> =>
  (await world.inspect<{ count: number }>(`select count(*)::int as count from "${shipper.tenant.schema}".files`))[0]!.count;

async function buy(context: RequestContext = shipper.context()): Promise<string> {
  const { rates } = await requestQuotes(context, aConsignment({ services: ['sandbox_ground'] }));
  return (await purchaseShipment(context, { rateId: rates[0]!.id, idempotencyKey: 'k' })).id;
}

test('a file counts once it is recorded, under a name that is safe everywhere', async () => {
  const file = await aFile();
  assert.equal(file.name, 'label-mark-1-x.pdf');
  assert.equal(file.objectKey, `${shipper.tenant.id}/test/${file.id.slice(-2)}/${file.id}.pdf`);
  assert.equal(await isStored(file), true);
  assert.deepEqual(await findFiles(shipper.context().session, [file.id]), []);
  await record(file);
  assert.equal((await findFiles(shipper.context().session, [file.id]))[0]?.sizeBytes, CONTENT.length);
});

test('what was uploaded and never recorded is swept away after an hour, and nothing else is', async () => {
  const [kept, lost] = [await aFile(), await aFile()];
  await record(kept);
  clock.advance(HOUR_MS - 1);
  await runJob('shipping.sweep-uploads');
  assert.deepEqual([await isStored(kept), await isStored(lost)], [true, true]);
  clock.advance(2);
  await runJob('shipping.sweep-uploads');
  assert.deepEqual([await isStored(kept), await isStored(lost)], [true, false]);
  assert.equal(await rows(), 1);
  await assert.rejects(record(lost), { code: 'UPLOAD_SWEPT' });
});

test('whoever records while the sweeper is at it waits, and learns that the file is gone', async () => {
  const file = await aFile();
  clock.advance(2 * HOUR_MS);
  let late: Promise<void> | undefined;
  const { objects } = shipper.context();
  const unhurried = { ...objects };
  objects.delete = async (key) => {
    late ??= record(file);
    late.catch(() => {});
    await unhurried.delete(key);
  };
  await runJob('shipping.sweep-uploads').finally(() => Object.assign(objects, unhurried));
  await assert.rejects(late!, { code: 'UPLOAD_SWEPT' });
  assert.deepEqual([await isStored(file), await rows()], [false, 0]);
});

test('a store that is full leaves the label to be bought again, and the credits reserved until it is', async () => {
  await connectSandbox(shipper);
  const entityId = await anEntityWith(world, shipper, '100');
  const full = shipper.context();
  const put = (): Promise<void> =>
    Promise.reject(new ObjectStoreUnavailableError(new Error('ENOSPC: no space left on /var/data')));
  await assert.rejects(buy({ ...full, objects: { ...full.objects, put } }), {
    code: 'OBJECT_STORE_UNAVAILABLE',
    message: 'The place where files are kept cannot be reached at the moment; try again.',
  });
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '94', reserved: '6', spent: '0' });
  await runJob('resume-purchases');
  assert.deepEqual(await balanceOf(world, shipper, entityId), { remaining: '94', reserved: '0', spent: '6' });
  clock.advance(2 * HOUR_MS);
  await runJob('shipping.sweep-uploads');
  assert.equal(await rows(), 1, 'the first upload is swept, the label stays');
});

test('killed before or after any deed of a purchase, each label has its file and no file is without a label in the end', async () => {
  const { context, life } = mortalContext(shipper.context(), null);
  await connectSandbox(shipper);
  await anEntityWith(world, shipper, '100');
  await buy(context);
  assert.equal(life.deeds.filter((deed) => deed === 'objects.put').length, 1);
  const deaths = deathsIn(life.deeds);
  for (const death of deaths) {
    shipper = await aShipper(world);
    await connectSandbox(shipper);
    await anEntityWith(world, shipper, '100');
    await buy(mortalContext(shipper.context(), death).context).catch(() => {});
    clock.advance(60_000);
    await runJob('resume-purchases');
    clock.advance(2 * HOUR_MS);
    await runJob('shipping.sweep-uploads');
    const [found] = await world.inspect<{ labels: number; files: number; whole: number }>(
      `select (select count(*)::int from "${shipper.tenant.schema}".labels) as labels, count(*)::int as files,
         count(*) filter (where recorded_at is not null and id in (select file_id from "${shipper.tenant.schema}".labels))::int as whole
       from "${shipper.tenant.schema}".files`,
    );
    assert.equal(found!.files, found!.labels, JSON.stringify(death));
    assert.equal(found!.whole, found!.labels, JSON.stringify(death));
  }
  assert.ok(deaths.length > 20);
});

test('a label is downloaded by its link, also one that is kept in the database from before', async () => {
  await connectSandbox(shipper);
  await anEntityWith(world, shipper, '100');
  await buy();
  const query = `{ shipments { edges { node { label { format sizeBytes contentBase64 file { id kind name format sizeBytes sha256 url urlExpiresAt } } } } } }`;
  const labelNow = async (): Promise<Record<string, never>> => {
    const { data } = await askSubgraph<{ shipments: { edges: { node: { label: Record<string, never> } }[] } }>(
      world,
      'shipping',
      shipper.identity,
      { query },
    );
    return data.shipments.edges[0]!.node.label;
  };
  const { file, contentBase64 } = (await labelNow()) as never as {
    contentBase64: string;
    file: { url: string; urlExpiresAt: string; kind: string };
  };
  assert.equal(file.kind, 'LABEL');
  assert.ok(new Date(file.urlExpiresAt) > clock.now());
  const token = file.url.replace('/files/', '');
  const opened = await openFile(shipper.context(), token);
  assert.deepEqual([opened.contentType, opened.contentBase64], ['application/pdf', contentBase64]);
  await world.inspect(`update "${shipper.tenant.schema}".files set object_key = null, content = decode($1, 'base64')`, [
    contentBase64,
  ]);
  assert.equal((await openFile(shipper.context(), token)).contentBase64, contentBase64);
  assert.equal(((await labelNow()) as never as { contentBase64: string }).contentBase64, contentBase64);
  clock.advance(HOUR_MS);
  await assert.rejects(openFile(shipper.context(), token), { code: 'FILE_LINK_EXPIRED' });
});

test('a file that is not what was stored is not handed out', async () => {
  const file = await aFile();
  await record(file);
  const context = shipper.context();
  const url = linkTo(file);
  await context.objects.put(file.objectKey!, Buffer.from('something else'));
  await assert.rejects(openFile(context, url), { code: 'FILE_DAMAGED' });
  await context.objects.delete(file.objectKey!);
  await assert.rejects(openFile(context, url), { code: 'FILE_DAMAGED' });
});

test('files of a tenant that was purged are deleted, and those of others stay', async () => {
  const gone = await aFile();
  await record(gone);
  const goneTenant = shipper.tenant;
  shipper = await aShipper(world);
  const kept = await aFile();
  await record(kept);
  await runJob('shipping.purge-objects');
  assert.deepEqual([await isStored(gone), await isStored(kept)], [true, true]);
  await world.inspect(`delete from platform.tenant_schemas where tenant_id = $1`, [goneTenant.id]);
  await runJob('shipping.purge-objects');
  assert.deepEqual([await isStored(gone), await isStored(kept)], [false, true]);
  const owners = await world.inspect<{ owner: string }>(`select owner from shipping.object_owners where owner = any($1)`, [
    [goneTenant.id, shipper.tenant.id],
  ]);
  assert.deepEqual(owners, [{ owner: shipper.tenant.id }]);
});

function linkTo(file: FileRow): string {
  const { vault } = shipper.context();
  const { id: fileId, testMode } = file;
  return signFileLink(vault, { tenantId: shipper.tenant.id, testMode, fileId, expiresAt: linkExpiry(clock.now()) });
}
