import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { deleteCarrierConnection } from '../connections/change-carrier-connection.ts';
import { createCarrierConnection, createSystemConnection } from '../connections/create-carrier-connection.ts';
import { decodeKeyedAddress, encodeKeyedAddress } from '../keyed-address.ts';
import {
  aSender,
  easyPostDelivery,
  sandboxDelivery,
  shippoDelivery,
  type CarrierSender,
} from '../test-support/carrier-sender.ts';
import { aShipper, connectSandbox, connectUsps, type Shipper } from '../test-support/shipping-fixtures.ts';
import { createTracker } from '../trackers/create-tracker.ts';
import { findTrackers, findTrackingEvents } from '../trackers/trackers.query.ts';
import { createCarrierWebhook, deleteCarrierWebhook, rotateCarrierWebhookSecret } from './keep-carrier-webhook.ts';
import { receiveCarrierWebhook, type ReceivedDelivery } from './receive-carrier-webhook.ts';
import { DELIVERY_ORDERS, listDeliveries, type WebhookDeliveryFilter } from './webhook-deliveries.query.ts';

const NUMBER = 'SBX4711';
const DAY_MS = 86_400_000;
const JOB = 'shipping.process-webhook-deliveries';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
let connectionId: Uuid;
let sender: CarrierSender;
let trackerId: Uuid;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());
beforeEach(async () => {
  shipper = await aShipper(world);
  connectionId = await connectSandbox(shipper);
  sender = await aSender(shipper, connectionId);
  trackerId = (await createTracker(shipper.context(), { trackingNumber: NUMBER, connectionId })).id;
});

const stranger = () => world.context('shipping', { level: 'anonymous', permissions: [] });
const receive = (delivery: ReceivedDelivery): Promise<boolean> => receiveCarrierWebhook(stranger(), delivery);
const runJob = (): Promise<void> => world.marketplace.subgraphs.get('shipping')!.runJob(JOB);
const ago = (minutes: number): string => new Date(clock.now().getTime() - minutes * 60_000).toISOString();
const scanned = (status: string, minutesAgo: number, trackingNumber = NUMBER): object => ({
  type: 'tracker.updated',
  trackingNumber,
  scans: [{ status, occurredAt: ago(minutesAgo), description: `is ${status}` }],
});
const sandbox = (event: object | string, id: string = newId()): ReceivedDelivery =>
  sandboxDelivery(sender, event, { id, at: clock.now() });

async function standing(id = trackerId, by = shipper): Promise<{ status: string; scans: string[] }> {
  const [tracker] = await findTrackers(by.context().session, [id]);
  const events = await findTrackingEvents(by.context().session, [id]);
  return { status: tracker!.status, scans: events.map(({ status }) => status) };
}

async function log(filter: WebhookDeliveryFilter = {}, by = shipper): Promise<[string, string | null][]> {
  const { rows } = await listDeliveries(by.context().session, filter, DELIVERY_ORDERS.receivedAtAsc, {});
  return rows.map(({ status, reason }) => [status, reason]);
}

async function updates(): Promise<number> {
  const [row] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from platform.outbox where type = 'tracker.updated' and tenant_id = $1`,
    [shipper.tenant.id],
  );
  return row!.count;
}

test('what a carrier tells is kept at once and filed by the job, as what it answers would be', async () => {
  assert.equal(await receive(sandbox({ ...scanned('in_transit', 10), estimatedDelivery: '2026-03-05T12:00:00Z' })), true);
  assert.deepEqual(await standing(), { status: 'unknown', scans: [] });
  assert.deepEqual(await log(), [['received', null]]);
  await runJob();
  assert.deepEqual(await standing(), { status: 'in_transit', scans: ['in_transit'] });
  assert.deepEqual(await log(), [['processed', null]]);
  assert.equal(await updates(), 1);
  const [tracker] = await findTrackers(shipper.context().session, [trackerId]);
  assert.equal(tracker!.estimatedDelivery, '2026-03-05');
});

test('the same event again is known, whenever it comes, and changes nothing', async () => {
  const delivery = sandbox(scanned('in_transit', 10), 'msg_1');
  assert.deepEqual([await receive(delivery), await receive(delivery)], [true, false]);
  await runJob();
  assert.equal(await receive(sandbox(scanned('delivered', 5), 'msg_1')), false, 'the id counts, whatever it says');
  await runJob();
  assert.deepEqual(await standing(), { status: 'in_transit', scans: ['in_transit'] });
  assert.deepEqual([(await log()).length, await updates()], [1, 1]);
});

test('of fifty that come at once each of ten events is new once, and filed once', async () => {
  const deliveries = Array.from({ length: 50 }, (_, index) =>
    sandbox(scanned('in_transit', (index % 10) + 1), `msg_${index % 10}`),
  );
  const outcomes = await Promise.all(deliveries.map(receive));
  assert.equal(outcomes.filter(Boolean).length, 10);
  await Promise.all([runJob(), runJob()]);
  await runJob();
  assert.equal((await standing()).scans.length, 10);
});

test('what comes out of order is filed by its own time and sets nothing back', async () => {
  await receive(sandbox(scanned('delivered', 5)));
  await runJob();
  await receive(sandbox(scanned('in_transit', 60)));
  await receive(sandbox(scanned('picked_up', 120)));
  await runJob();
  assert.deepEqual(await standing(), { status: 'delivered', scans: ['picked_up', 'in_transit', 'delivered'] });
  assert.equal(await updates(), 1);
});

test('what nobody signed, or somebody else, or too long ago, is refused and nothing is kept of it', async () => {
  const right = sandbox(scanned('delivered', 5));
  const { headers, body } = right;
  const stale = new Date(clock.now().getTime() - 5 * 60_000 - 1_000);
  const wrong: ReceivedDelivery[] = [
    { ...right, headers: {} },
    { ...right, body: Buffer.from(body.toString().replace('delivered', 'in_transit')) },
    { ...right, headers: { ...headers, 'webhook-id': 'msg_2' } },
    { ...right, headers: { ...headers, 'webhook-timestamp': '0' } },
    { ...right, headers: { ...headers, 'webhook-timestamp': 'now' } },
    { ...right, headers: { ...headers, 'webhook-signature': headers['webhook-signature']!.replace('v1,', 'v0,') } },
    { ...right, headers: { ...headers, 'webhook-signature': 'v1,' } },
    sandboxDelivery({ ...sender, secret: `whsec_${Buffer.alloc(32).toString('base64')}` }, scanned('delivered', 5), {
      id: 'x',
      at: clock.now(),
    }),
    sandboxDelivery(sender, scanned('delivered', 5), { id: 'x', at: stale }),
    sandboxDelivery(sender, scanned('delivered', 5), { id: 'x', at: new Date(clock.now().getTime() + 6 * 60_000) }),
  ];
  for (const delivery of wrong) await assert.rejects(receive(delivery), { code: 'WEBHOOK_SIGNATURE_INVALID' });
  assert.deepEqual(await log(), []);
  assert.equal(
    await receive(sandboxDelivery(sender, scanned('delivered', 5), { id: 'x', at: new Date(stale.getTime() + 2_000) })),
    true,
  );
});

test('an address that nobody was given leads nowhere', async () => {
  const delivery = sandbox(scanned('delivered', 5));
  const address = decodeKeyedAddress(sender.token)!;
  const guesses = [{ key: newId() }, { id: newId() }, { tenantId: newId() }, { testMode: false }];
  const wrong = guesses.map((guess) => encodeKeyedAddress({ ...address, ...guess }));
  for (const token of [...wrong, '', 'x', sender.token.slice(1), `${sender.token}A`])
    await assert.rejects(receive({ ...delivery, token }), { code: 'NOT_FOUND' }, token);
});

test('parcels that nobody tracks, events of other kinds and what cannot be read are taken and lead to nothing, with the reason', async () => {
  await receive(sandbox(scanned('delivered', 5, 'SBX-UNKNOWN')));
  await receive(sandbox({ type: 'batch.created' }));
  await receive(sandbox('<xml/>'));
  await receive(sandbox({ ...scanned('delivered', 5), scans: 'none' }));
  clock.advance(1);
  await runJob();
  const reasons = (await log()).map(([status, reason]) => `${status} ${reason}`).toSorted();
  assert.deepEqual(reasons, ['ignored EVENT_NOT_USED', 'ignored UNKNOWN_TRACKER', 'ignored UNREADABLE', 'ignored UNREADABLE']);
  assert.deepEqual(await log({ status: ['processed'] }), []);
  assert.deepEqual(await log({ trackingNumber: 'SBX-UNKNOWN' }), [['ignored', 'UNKNOWN_TRACKER']]);
});

test('what is said to happen in the future has not happened', async () => {
  await receive(sandbox(scanned('delivered', -60)));
  await runJob();
  assert.deepEqual(await standing(), { status: 'unknown', scans: [] });
});

test('the number of another connection’s parcel is unknown here, in the organization and outside of it', async () => {
  const other = await aShipper(world, { tenant: shipper.tenant });
  const theirs = await connectSandbox(other);
  const theirTracker = (await createTracker(other.context(), { trackingNumber: 'SBX0815', connectionId: theirs })).id;
  const second = await connectSandbox(shipper);
  const secondSender = await aSender(shipper, second);
  for (const number of ['SBX0815', NUMBER])
    await receive(sandboxDelivery(secondSender, scanned('delivered', 5, number), { id: number, at: clock.now() }));
  await runJob();
  assert.deepEqual(await log(), [
    ['ignored', 'UNKNOWN_TRACKER'],
    ['ignored', 'UNKNOWN_TRACKER'],
  ]);
  assert.equal((await standing(theirTracker, other)).status, 'unknown');
  assert.deepEqual(await log({}, other), [], 'another organization does not see them');
});

test('a system connection tells all organizations that track by it, and staff alone keep and see its webhook', async () => {
  const other = await aShipper(world, { tenant: shipper.tenant });
  const staff = world.context('shipping', { tenant: shipper.tenant, testMode: true });
  const { id: systemId } = await createSystemConnection(staff, { carrier: 'sandbox', displayName: 'Ours', audience: 'all' });
  await assert.rejects(createCarrierWebhook(shipper.context(), { connectionId: systemId }), {
    code: 'NOT_FOUND',
    field: 'connectionId',
  });
  const asStaff: Shipper = { ...shipper, context: () => world.context('shipping', { tenant: shipper.tenant, testMode: true }) };
  const system = await aSender(asStaff, systemId);
  const trackers: [Uuid, Shipper][] = [];
  for (const by of [shipper, other])
    trackers.push([(await createTracker(by.context(), { trackingNumber: 'SHARED1', connectionId: systemId })).id, by]);
  await receive(sandboxDelivery(system, scanned('in_transit', 5, 'SHARED1'), { id: 'shared', at: clock.now() }));
  await runJob();
  for (const [id, by] of trackers) assert.equal((await standing(id, by)).status, 'in_transit');
  assert.deepEqual([await log({}, shipper), await log({ connectionId: systemId }, asStaff)], [[], [['processed', null]]]);
});

test('after a rotation the secret from before is good for a day, and then no more', async () => {
  const { secret, webhook } = await rotateCarrierWebhookSecret(shipper.context(), { connectionId });
  assert.notEqual(secret, sender.secret);
  assert.equal(webhook.formerGoodUntil!.getTime(), clock.now().getTime() + DAY_MS);
  assert.equal(await receive(sandbox(scanned('in_transit', 5))), true);
  assert.equal(
    await receive(sandboxDelivery({ ...sender, secret }, scanned('in_transit', 4), { id: 'n', at: clock.now() })),
    true,
  );
  clock.advance(DAY_MS);
  await assert.rejects(receive(sandbox(scanned('in_transit', 3))), { code: 'WEBHOOK_SIGNATURE_INVALID' });
  const newest = await rotateCarrierWebhookSecret(shipper.context(), { connectionId, secret: 'given-by-the-carrier' });
  assert.equal(newest.secret, 'given-by-the-carrier');
});

test('secrets lie sealed, are told once, and are not in the audit log', async () => {
  const { schema } = shipper.tenant;
  const stored = await world.inspect<{ text: string }>(`select w::text as text from "${schema}".carrier_webhooks w`);
  const audited = await world.inspect<{ action: string; text: string }>(
    `select action, changes::text as text from platform.audit_log where resource_id = $1 and action like 'carrier_webhook.%'`,
    [connectionId],
  );
  assert.deepEqual(
    audited.map(({ action }) => action),
    ['carrier_webhook.created'],
  );
  for (const { text } of [...stored, ...audited]) assert.equal(text.includes(sender.secret), false);
});

test('a connection has one webhook at most, of a carrier that tells by itself, and bad secrets are refused', async () => {
  const usps = await connectUsps(world, shipper);
  const refusals: [object, string, string][] = [
    [{ connectionId }, 'CARRIER_WEBHOOK_EXISTS', 'connectionId'],
    [{ connectionId: usps }, 'CARRIER_OPERATION_UNSUPPORTED', 'connectionId'],
    [{ connectionId: newId() }, 'NOT_FOUND', 'connectionId'],
    [{ connectionId, secret: 'short' }, 'VALIDATION_FAILED', 'secret'],
    [{ connectionId, secret: 'with spaces in it, and long' }, 'VALIDATION_FAILED', 'secret'],
  ];
  for (const [command, code, field] of refusals)
    await assert.rejects(createCarrierWebhook(shipper.context(), command as { connectionId: Uuid }), { code, field });
  await assert.rejects(rotateCarrierWebhookSecret(shipper.context(), { connectionId: usps }), { code: 'NOT_FOUND' });
});

test('a webhook that was deleted, by itself or with its connection, leads nowhere, and another one may be made', async () => {
  await deleteCarrierWebhook(shipper.context(), connectionId);
  await assert.rejects(receive(sandbox(scanned('delivered', 5))), { code: 'NOT_FOUND' });
  sender = await aSender(shipper, connectionId);
  assert.equal(await receive(sandbox(scanned('in_transit', 5))), true);
  await deleteCarrierConnection(shipper.context(), connectionId);
  await assert.rejects(receive(sandbox(scanned('delivered', 5))), { code: 'NOT_FOUND' });
  const [row] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from "${shipper.tenant.schema}".carrier_webhooks`,
  );
  assert.equal(row!.count, 0);
});

test('a delivery that goes wrong is tried five times and then has failed; the others go on', async () => {
  await receive(sandbox(scanned('in_transit', 5)));
  await world.inspect(`update shipping.carrier_webhook_deliveries set answer = '{"scans": 1}' where tenant_id = $1`, [
    shipper.tenant.id,
  ]);
  clock.advance(1);
  await receive(sandbox(scanned('picked_up', 50)));
  for (let attempt = 1; attempt < 5; attempt += 1) await runJob();
  assert.deepEqual(await log(), [
    ['received', null],
    ['processed', null],
  ]);
  await runJob();
  assert.deepEqual(await log(), [
    ['failed', 'INTERNAL_ERROR'],
    ['processed', null],
  ]);
});

test('deliveries are forgotten after ninety days', async () => {
  await receive(sandbox(scanned('in_transit', 5)));
  clock.advance(90 * DAY_MS);
  await world.marketplace.subgraphs.get('shipping')!.runJob('shipping.forget-webhook-deliveries');
  assert.equal((await log()).length, 1);
  clock.advance(1);
  await world.marketplace.subgraphs.get('shipping')!.runJob('shipping.forget-webhook-deliveries');
  assert.equal((await log()).length, 0);
});

test('EasyPost tells of parcels by signed events, which its own SDK checks', async () => {
  const { id } = await createCarrierConnection(shipper.context(), {
    carrier: 'easypost',
    displayName: 'EasyPost',
    credentials: { apiKey: 'EZTKtest4711' },
  });
  const easyPost = await aSender(shipper, id);
  const tracked = (await createTracker(shipper.context(), { trackingNumber: 'EZ1000000001', connectionId: id })).id;
  const event = (overrides: object = {}): object => ({
    id: 'evt_1',
    object: 'Event',
    mode: 'test',
    description: 'tracker.updated',
    result: {
      object: 'Tracker',
      tracking_code: 'EZ1000000001',
      carrier: 'USPS',
      weight: 17,
      est_delivery_date: '2026-03-06T00:00:00Z',
      tracking_details: [
        {
          status: 'out_for_delivery',
          message: 'Out for delivery',
          datetime: ago(30),
          tracking_location: { city: 'Austin', state: 'TX' },
        },
        { status: 'in_transit', message: 'Departed', datetime: ago(300), tracking_location: null },
      ],
    },
    ...overrides,
  });
  const delivery = easyPostDelivery(easyPost, event());
  assert.deepEqual([await receive(delivery), await receive(delivery)], [true, false]);
  await receive(easyPostDelivery(easyPost, event({ id: 'evt_2', mode: 'production' })));
  await receive(easyPostDelivery(easyPost, event({ id: 'evt_3', description: 'batch.updated' })));
  await runJob();
  assert.deepEqual(await standing(tracked), { status: 'out_for_delivery', scans: ['in_transit', 'out_for_delivery'] });
  assert.deepEqual((await log({ connectionId: id })).map(([, reason]) => String(reason)).toSorted(), [
    'EVENT_NOT_USED',
    'OTHER_MODE',
    'null',
  ]);
  const unsigned: Record<string, string>[] = [
    {},
    { 'x-hmac-signature': `hmac-sha256-hex=${'0'.repeat(64)}` },
    { 'x-hmac-signature': 'x' },
  ];
  for (const headers of unsigned) await assert.rejects(receive({ ...delivery, headers }), { code: 'WEBHOOK_SIGNATURE_INVALID' });
});

test('Shippo tells of parcels by signed events', async () => {
  const { id } = await createCarrierConnection(shipper.context(), {
    carrier: 'shippo',
    displayName: 'Shippo',
    credentials: { apiToken: 'shippo_test_4711' },
  });
  const shippo = await aSender(shipper, id);
  const tracked = (await createTracker(shipper.context(), { trackingNumber: '9205590164917312751089', connectionId: id })).id;
  const scan = (status: string, minutesAgo: number): object => ({
    object_created: ago(minutesAgo),
    object_updated: ago(minutesAgo),
    object_id: newId(),
    status,
    status_details: `is ${status}`,
    status_date: ago(minutesAgo),
    location: { city: 'Las Vegas', state: 'NV', zip: '89101', country: 'US' },
  });
  const event = (overrides: object = {}): object => ({
    event: 'track_updated',
    test: true,
    data: {
      carrier: 'usps',
      tracking_number: '9205590164917312751089',
      messages: [],
      tracking_status: scan('DELIVERED', 10),
      tracking_history: [scan('DELIVERED', 10), scan('TRANSIT', 200)],
    },
    ...overrides,
  });
  const delivery = shippoDelivery(shippo, event(), clock.now());
  assert.deepEqual([await receive(delivery), await receive(delivery)], [true, false]);
  await receive(shippoDelivery(shippo, event({ test: false }), clock.now()));
  await receive(shippoDelivery(shippo, { event: 'transaction_created', test: true, data: {} }, clock.now()));
  await receive(shippoDelivery(shippo, event({ data: { carrier: 'usps' } }), clock.now()));
  await runJob();
  assert.deepEqual(await standing(tracked), { status: 'delivered', scans: ['in_transit', 'delivered'] });
  assert.deepEqual((await log({ connectionId: id })).map(([, reason]) => String(reason)).toSorted(), [
    'EVENT_NOT_USED',
    'OTHER_MODE',
    'UNREADABLE',
    'null',
  ]);
  const stale = shippoDelivery(shippo, event(), new Date(clock.now().getTime() - 6 * 60_000));
  for (const wrong of [stale, { ...delivery, headers: {} }, { ...delivery, body: Buffer.from('{}') }])
    await assert.rejects(receive(wrong), { code: 'WEBHOOK_SIGNATURE_INVALID' });
});
