import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { encodeId, newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import type { AddressInput } from '../addresses/address.ts';
import { cancelShipment } from '../cancellations/cancel-shipment.ts';
import { openFile } from '../files/open-file.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { deathsIn, mortalContext } from '../test-support/mortal-context.ts';
import {
  aConsignment,
  anEntityWith,
  aShipper,
  connectSandbox,
  connectUsps,
  NEW_YORK,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import { createManifest, type CreateManifest } from './create-manifest.ts';
import { findLabelsOfManifest } from './manifest-shipments.query.ts';
import { listManifests, MANIFEST_ORDERS, type ManifestFilter, type ManifestRow } from './manifest.query.ts';

const DAY = '2026-03-05';
const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
let connectionId: Uuid;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());
beforeEach(async () => {
  shipper = await aShipper(world);
  connectionId = await connectSandbox(shipper);
  await anEntityWith(world, shipper, '1000');
});

const runJob = (name: string): Promise<void> => world.marketplace.subgraphs.get('shipping')!.runJob(name);

async function aLabel({
  by = shipper,
  from = NEW_YORK,
  day = DAY,
}: { by?: Shipper; from?: AddressInput; day?: string } = {}): Promise<Uuid> {
  const asked = aConsignment({ services: ['sandbox_ground'], shipper: from, shipDate: day });
  const { rates } = await requestQuotes(by.context(), asked);
  return (await purchaseShipment(by.context(), { rateId: rates[0]!.id, idempotencyKey: rates[0]!.id })).id;
}

const create = (change: Partial<CreateManifest> = {}, context: RequestContext = shipper.context()): Promise<ManifestRow> =>
  createManifest(context, { connectionId, shipDate: DAY, ...change });

async function refusal(work: Promise<unknown>): Promise<[string, string | undefined]> {
  const error = await work.then(
    () => assert.fail('it was not refused'),
    (refused: DomainError) => refused,
  );
  const [detail] = error.details();
  return [detail!.code, detail!.field];
}

async function onIt(manifest: ManifestRow): Promise<Uuid[]> {
  const labels = await findLabelsOfManifest(shipper.context().session, manifest.id);
  return labels.map(({ shipmentId }) => shipmentId).toSorted((left, right) => (left < right ? -1 : 1));
}

async function counted(sql: string): Promise<number> {
  const [row] = await world.inspect<{ count: number }>(`select count(*)::int as count ${sql}`);
  return row!.count;
}

const told = (): Promise<number> =>
  counted(`from platform.outbox where type = 'manifest.accepted' and tenant_id = '${shipper.tenant.id}'`);
const rows = (): Promise<number> => counted(`from "${shipper.tenant.schema}".manifests`);

test('a manifest has what was bought for the day, not what is of another, cancelled or on one already', async () => {
  const shipments = [await aLabel(), await aLabel()];
  await aLabel({ day: '2026-03-06' });
  await cancelShipment(shipper.context(), await aLabel());
  const manifest = await create();
  assert.deepEqual(
    [manifest.status, manifest.shipmentCount, manifest.address.street1, manifest.shipDate],
    ['accepted', 2, NEW_YORK.street1, DAY],
  );
  assert.match(manifest.carrierReference!, /^SBXM\d{8}$/);
  assert.deepEqual(
    await onIt(manifest),
    shipments.toSorted((left, right) => (left < right ? -1 : 1)),
  );
  const late = await aLabel();
  assert.deepEqual(await onIt(await create()), [late]);
  assert.deepEqual(await refusal(create()), ['MANIFEST_EMPTY', 'shipDate']);
  assert.deepEqual([await told(), await rows()], [2, 2]);
  assert.equal(
    await counted(`from platform.audit_log where action = 'manifest.created' and tenant_id = '${shipper.tenant.id}'`),
    2,
  );
});

test('of twenty that ask at once each shipment is on one manifest, and none is on two or lost', async () => {
  const shipments = await Promise.all(Array.from({ length: 6 }, () => aLabel()));
  const outcomes = await Promise.allSettled([
    ...Array.from({ length: 10 }, () => create()),
    ...Array.from({ length: 10 }, (_, index) => create({ shipmentIds: [shipments[index % 6]!] })),
  ]);
  const made = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const codes = new Set(
    outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as DomainError).code] : [])),
  );
  assert.ok(
    [...codes].every((code) => ['MANIFEST_EMPTY', 'SHIPMENT_NOT_MANIFESTABLE'].includes(code)),
    [...codes].join(),
  );
  const all = (await Promise.all(made.map(onIt))).flat();
  assert.deepEqual([all.length, new Set(all).size], [6, 6]);
  assert.equal(
    made.reduce((sum, { shipmentCount }) => sum + shipmentCount, 0),
    6,
  );
});

test('a shipment that is cancelled at the same moment is taken back or manifested, and the books agree', async () => {
  for (let round = 0; round < 5; round += 1) {
    const [kept, leaving] = [await aLabel(), await aLabel()];
    const [made] = await Promise.allSettled([create(), cancelShipment(shipper.context(), leaving)]);
    assert.equal(made.status, 'fulfilled');
    const manifest = made.value;
    const there = await onIt(manifest);
    assert.equal(there.length, manifest.shipmentCount);
    assert.ok(there.includes(kept));
  }
});

test('the page to hand over is a file, with the numbers of the parcels in it', async () => {
  await aLabel();
  await create();
  const query = `{ manifests { edges { node { id status shipDate shipmentCount connection { displayName } file { kind format name url } shipments { id trackingNumber manifestId } } } } }`;
  const { data, errors } = await askSubgraph<{ manifests: { edges: { node: never }[] } }>(world, 'shipping', shipper.identity, {
    query,
  });
  assert.deepEqual(errors, []);
  const node = data.manifests.edges[0]!.node as {
    id: string;
    file: { kind: string; format: string; name: string; url: string };
    shipments: { trackingNumber: string; manifestId: string }[];
  };
  assert.deepEqual([node.file.kind, node.file.format, node.shipments[0]!.manifestId], ['MANIFEST', 'PDF', node.id]);
  const opened = await openFile(shipper.context(), node.file.url.replace('/files/', ''));
  const page = Buffer.from(opened.contentBase64, 'base64').toString('latin1');
  assert.match(page, /^%PDF-/);
  const shown = [...page.matchAll(/<([0-9a-f]+)>/gi)].map(([, hex]) => Buffer.from(hex!, 'hex').toString('latin1')).join('');
  assert.ok(shown.includes(node.shipments[0]!.trackingNumber), 'the number is on the page');
});

test('a carrier that refuses sets the shipments free', async () => {
  const shipment = await aLabel();
  assert.deepEqual(await refusal(create({ address: { ...NEW_YORK, street1: 'FAIL' } })), ['CARRIER_REFUSED', 'address.street1']);
  assert.deepEqual([await told(), await rows()], [0, 1]);
  const manifest = await create();
  assert.deepEqual(await onIt(manifest), [shipment]);
});

test('shipments that start at several addresses are listed one address at a time', async () => {
  const elsewhere = { ...NEW_YORK, street1: '20 W 34th St' };
  const [here, there] = [await aLabel(), await aLabel({ from: elsewhere })];
  assert.deepEqual(await refusal(create()), ['MANIFEST_ADDRESSES_DIFFER', 'address']);
  assert.equal(await rows(), 0);
  assert.equal((await create({ shipmentIds: [there] })).address.street1, '20 W 34th St');
  assert.deepEqual(await onIt(await create()), [here]);
});

test('malformed requests, connections that cannot do it and shipments of others are refused, and nothing is kept', async () => {
  const usps = await connectUsps(world, shipper);
  const other = await aShipper(world, { tenant: shipper.tenant });
  await connectSandbox(other);
  await anEntityWith(world, other, '100');
  const theirs = await aLabel({ by: other });
  const cases: [Partial<CreateManifest>, string, string][] = [
    [{ shipDate: '2026-13-01' }, 'VALIDATION_FAILED', 'shipDate'],
    [{ shipDate: '2025-03-05' }, 'VALIDATION_FAILED', 'shipDate'],
    [{ shipDate: '2026-03-04' }, 'MANIFEST_EMPTY', 'shipDate'],
    [{ shipmentIds: [] }, 'VALIDATION_FAILED', 'shipmentIds'],
    [{ shipmentIds: [theirs, theirs] }, 'VALIDATION_FAILED', 'shipmentIds'],
    [{ shipmentIds: [theirs] }, 'SHIPMENT_NOT_MANIFESTABLE', 'shipmentIds'],
    [{ shipmentIds: [newId()] }, 'SHIPMENT_NOT_MANIFESTABLE', 'shipmentIds'],
    [{ connectionId: usps }, 'CARRIER_OPERATION_UNSUPPORTED', 'connectionId'],
    [{ connectionId: newId() }, 'NOT_FOUND', 'connectionId'],
    [{ address: { ...NEW_YORK, city: '' } }, 'ADDRESS_FIELD_REQUIRED', 'address.city'],
  ];
  for (const [change, code, field] of cases)
    assert.deepEqual(await refusal(create(change)), [code, field], JSON.stringify(change).slice(0, 80));
  assert.equal(await rows(), 0);
});

test('killed before or after any deed, a manifest is accepted once in the end, with its page, or never was', async () => {
  await aLabel();
  const { context, life } = mortalContext(shipper.context(), null);
  await create({}, context);
  assert.ok(life.deeds.includes('objects.put'));
  for (const death of deathsIn(life.deeds)) {
    const shipment = await aLabel();
    await create({}, mortalContext(shipper.context(), death).context).catch(() => {});
    clock.advance(31_000);
    await runJob('resume-manifests');
    await create().catch(() => {});
    const [row] = await world.inspect<{ status: string; file_id: string | null }>(
      `select m.status, m.file_id from "${shipper.tenant.schema}".shipments s join "${shipper.tenant.schema}".manifests m on m.id = s.manifest_id where s.id = $1`,
      [shipment],
    );
    assert.equal(row?.status, 'accepted', JSON.stringify(death));
    assert.ok(row.file_id, JSON.stringify(death));
  }
  assert.equal(await told(), await rows());
  clock.advance(2 * 3_600_000);
  await runJob('shipping.sweep-uploads');
  assert.equal(await counted(`from "${shipper.tenant.schema}".files where kind = 'manifest'`), await rows());
});

test('lists are cut by status, connection, shipment and day, and sorted', async () => {
  const shipment = await aLabel();
  await aLabel({ day: '2026-03-06' });
  const early = await create();
  clock.advance(1_000);
  await create({ shipDate: '2026-03-06' });
  const found = async (filter: ManifestFilter, order: keyof typeof MANIFEST_ORDERS = 'shipDateAsc'): Promise<string[]> =>
    (await listManifests(shipper.context().session, filter, MANIFEST_ORDERS[order], {})).rows.map(({ shipDate }) => shipDate);
  assert.deepEqual(await found({}), [DAY, '2026-03-06']);
  assert.deepEqual(await found({}, 'shipDateDesc'), ['2026-03-06', DAY]);
  assert.deepEqual(await found({}, 'createdAtDesc'), ['2026-03-06', DAY]);
  assert.deepEqual(await found({ shipmentId: shipment }), [DAY]);
  assert.deepEqual(await found({ shipDateFrom: '2026-03-06' }), ['2026-03-06']);
  assert.deepEqual(await found({ shipDateUntil: DAY }), [DAY]);
  assert.deepEqual(await found({ status: ['refused'] }), []);
  assert.deepEqual(await found({ connectionId: newId() }), []);
  const other = await aShipper(world, { tenant: shipper.tenant });
  assert.deepEqual((await listManifests(other.context().session, {}, MANIFEST_ORDERS.createdAtAsc, {})).rows, []);
  assert.equal(early.shipmentCount, 1);
});

test('a page of manifests with connection, file and shipments takes four statements, however many there are', async () => {
  const query = `{ manifests { edges { node { id connection { displayName } file { url } shipments { id } } } } }`;
  const statements: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    await aLabel();
    await create();
    statements.push((await askSubgraph(world, 'shipping', shipper.identity, { query })).statements);
  }
  assert.deepEqual(statements, [4, 4, 4]);
});

test('createManifest answers over GraphQL, and its faults by their fields', async () => {
  await aLabel();
  const input = { connectionId: encodeId(ID_PREFIX.connection, connectionId), shipDate: DAY };
  const query = `mutation ($input: CreateManifestInput!) { createManifest(input: $input) { manifest { status shipmentCount } errors { code field } } }`;
  const send = async (): Promise<unknown> =>
    (await askSubgraph(world, 'shipping', shipper.identity, { query, variables: { input } })).data;
  assert.deepEqual(await send(), { createManifest: { manifest: { status: 'ACCEPTED', shipmentCount: 1 }, errors: [] } });
  assert.deepEqual(await send(), { createManifest: { manifest: null, errors: [{ code: 'MANIFEST_EMPTY', field: 'shipDate' }] } });
});
