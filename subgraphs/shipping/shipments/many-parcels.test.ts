import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { encodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { cancelShipment } from '../cancellations/cancel-shipment.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import type { LabelFormat } from '../carriers/carrier-exchanges.ts';
import { createCarrierConnection } from '../connections/create-carrier-connection.ts';
import { createReturnShipment, duplicateShipment } from '../drafts/copy-shipment.ts';
import { updateShipment } from '../drafts/update-shipment.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import { pagesOf } from '../test-support/read-pdf.ts';
import {
  aConsignment,
  anAddonOfTenPercent,
  anEntityWith,
  aShipper,
  balanceOf,
  connectSandbox,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import { injectTrackingEvents } from '../trackers/inject-tracking-events.ts';
import { isValidTrackingNumber } from '../trackers/tracking-number.ts';
import { findTrackersOfShipments } from '../trackers/trackers.query.ts';
import type { TrackerStatus } from '../trackers/tracker-status.ts';
import { changeShipmentStatus } from './change-shipment-status.ts';
import { findShipments, listShipments, SHIPMENT_ORDERS, type ShipmentRow } from './shipments.query.ts';

const SANDBOX = carrierOf({ carrier: 'sandbox' }) as Required<ReturnType<typeof carrierOf>>;
const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
let entityId: Uuid;
let keys = 0;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  shipper = await aShipper(world);
  await connectSandbox(shipper);
  await anAddonOfTenPercent(world, shipper);
  entityId = await anEntityWith(world, shipper, '10000');
});
after(() => world.close());

/** Sandbox Ground takes 5.00 a parcel and 0.50 a pound. */
const weighing = (...pounds: number[]): Parcel[] => pounds.map((value) => ({ weight: { value: String(value), unit: 'lb' } }));

async function rateOf(parcels: Parcel[]): Promise<Uuid> {
  const { rates } = await requestQuotes(shipper.context(), aConsignment({ services: ['sandbox_ground'], parcels }));
  return rates[0]!.id;
}

async function buy(parcels: Parcel[], labelFormat?: LabelFormat): Promise<ShipmentRow> {
  keys += 1;
  return purchaseShipment(shipper.context(), { rateId: await rateOf(parcels), idempotencyKey: `many-${keys}`, labelFormat });
}

async function shipmentOf({ id }: { id: Uuid }): Promise<ShipmentRow> {
  const [shipment] = await findShipments(shipper.context().session, [id]);
  return shipment!;
}

interface ShownLabel {
  parcelPosition: number | null;
  trackingNumber: string | null;
  format: string;
  contentBase64: string;
}
interface ShownShipment {
  trackingNumber: string;
  label: ShownLabel;
  tracker: { trackingNumber: string };
  trackers: { trackingNumber: string; parcelPosition: number }[];
  parcels: {
    position: number;
    trackingNumber: string;
    weight: { value: string };
    label: ShownLabel;
    tracker: { parcelPosition: number; trackingNumber: string };
  }[];
}
const LABEL = 'label { parcelPosition trackingNumber format contentBase64 }';
const SHIPMENT = `trackingNumber ${LABEL} tracker { trackingNumber } trackers { trackingNumber parcelPosition }
  parcels { position trackingNumber weight { value } ${LABEL} tracker { parcelPosition trackingNumber } }`;

async function shown(shipment: ShipmentRow): Promise<ShownShipment> {
  const answer = await answerOf<{ shipment: ShownShipment }>(world, 'shipping', shipper.identity, {
    query: `query S($id: ID!) { shipment(id: $id) { ${SHIPMENT} } }`,
    variables: { id: encodeId(ID_PREFIX.shipment, shipment.id) },
  });
  return answer.shipment;
}

test('three parcels of 2, 4 and 6 pounds cost 21.00, each its own 6.00, 7.00 and 8.00; addons and credits are of the total', async () => {
  const { requestQuotes: payload } = await answerOf<{
    requestQuotes: { quote: { id: string; rates: { carrierCharge: { amount: string }; parcels: object[] }[] } };
  }>(world, 'shipping', shipper.identity, {
    query: `mutation Q($input: RequestQuotesInput!) { requestQuotes(input: $input) {
      quote { id rates { carrierCharge { amount } parcels { position charge { amount currency } billableWeightOunces surcharges { code amount { amount } } } } } errors { code } } }`,
    variables: {
      input: {
        ...aConsignment(),
        parcels: [2, 4, 6].map((value) => ({ weight: { value: String(value), unit: 'LB' } })),
        services: ['sandbox_ground'],
        options: { signature: 'ANY' },
      },
    },
  });
  const [rate] = payload.quote.rates;
  // The signature of 2.50 is shared out by what each parcel costs.
  assert.equal(rate!.carrierCharge.amount, '23.50');
  const parcel = (position: number, charge: string, ounces: string, share: string): object => ({
    position,
    charge: { amount: charge, currency: 'USD' },
    billableWeightOunces: ounces,
    surcharges: [{ code: 'signature', amount: { amount: share } }],
  });
  assert.deepEqual(rate!.parcels, [
    parcel(1, '6.72', '32', '0.72'),
    parcel(2, '7.83', '64', '0.83'),
    parcel(3, '8.95', '96', '0.95'),
  ]);
  const before = await balanceOf(world, shipper, entityId);
  const { carrierCharge } = await buy(weighing(2, 4, 6));
  assert.equal(carrierCharge, '21.000000');
  const after = await balanceOf(world, shipper, entityId);
  assert.equal((Number(before.remaining) - Number(after.remaining)).toFixed(2), '23.10');
  const [applied] = await world.inspect<{ amount: string }>(
    `select trim_scale(amount)::text as amount from "${shipper.tenant.schema}".addon_applications order by created_at desc limit 1`,
  );
  assert.equal(applied?.amount, '2.1');
});

test('each parcel has a number, a label and a tracker of its own; the first leads, and the label of all has a page for each', async () => {
  await world.inspect('truncate platform.outbox');
  const shipment = await buy(weighing(2, 4, 6));
  const [told] = await world.inspect<{ numbers: object }>(
    `select jsonb_build_array(data->'trackingNumber', data->'trackingNumbers') as numbers from platform.outbox where type = 'shipment.purchased'`,
  );
  assert.deepEqual(told?.numbers, [shipment.parcelNumbers[0], shipment.parcelNumbers]);
  assert.equal(new Set(shipment.parcelNumbers).size, 3);
  assert.ok(shipment.parcelNumbers.every(isValidTrackingNumber));
  const { trackingNumber, label, tracker, trackers, parcels } = await shown(shipment);
  assert.deepEqual([trackingNumber, tracker.trackingNumber], [shipment.parcelNumbers[0], shipment.parcelNumbers[0]]);
  assert.deepEqual(
    trackers,
    shipment.parcelNumbers.map((number, index) => ({ trackingNumber: number, parcelPosition: index + 1 })),
  );
  assert.deepEqual(
    parcels.map((parcel) => [
      parcel.position,
      parcel.weight.value,
      parcel.trackingNumber,
      parcel.label.trackingNumber,
      parcel.tracker.trackingNumber,
    ]),
    shipment.parcelNumbers.map((number, index) => [index + 1, String(2 * (index + 1)), number, number, number]),
  );
  assert.deepEqual([label.parcelPosition, label.trackingNumber, label.format], [null, null, 'PDF']);
  const pages = await pagesOf(Buffer.from(label.contentBase64, 'base64'));
  assert.equal(pages.length, 3);
  for (const [index, page] of pages.entries()) {
    assert.match(page, new RegExp(`Parcel ${index + 1} of 3`));
    assert.ok(page.replaceAll(' ', '').includes(shipment.parcelNumbers[index]!));
    assert.match(page, /SAMPLE/);
    const [own] = await pagesOf(Buffer.from(parcels[index]!.label.contentBase64, 'base64'));
    assert.equal(own, page);
  }
});

test('in ZPL the label of all prints each; pictures have no pages, so there the first parcel stands for the label', async () => {
  const zpl = await shown(await buy(weighing(1, 1, 1), 'ZPL'));
  const commands = Buffer.from(zpl.label.contentBase64, 'base64').toString('utf8');
  assert.equal(commands.split('^XA').length - 1, 3);
  assert.match(commands, /Parcel 1 of 3[\s\S]*Parcel 2 of 3[\s\S]*Parcel 3 of 3/);
  const png = await shown(await buy(weighing(1, 1), 'PNG'));
  assert.deepEqual([png.label.parcelPosition, png.label.format], [1, 'PNG']);
  assert.notEqual(png.parcels[0]!.label.contentBase64, png.parcels[1]!.label.contentBase64);
});

test('quoting, buying, showing and cancelling take as many statements for a hundred parcels as for two', async () => {
  const counted = async <Answer>(work: () => Promise<Answer>): Promise<[number, Answer]> => {
    const before = world.statements();
    const answer = await work();
    return [world.statements() - before, answer];
  };
  const query = { query: `query S($id: ID!) { shipment(id: $id) { ${SHIPMENT} } }` };
  const costs = async (count: number): Promise<number[]> => {
    const parcels = weighing(...Array.from({ length: count }, () => 1));
    const [quoted, rateId] = await counted(() => rateOf(parcels));
    keys += 1;
    const [bought, shipment] = await counted(() =>
      purchaseShipment(shipper.context(), { rateId, idempotencyKey: `many-${keys}` }),
    );
    assert.equal(shipment.parcelNumbers.length, count);
    const variables = { id: encodeId(ID_PREFIX.shipment, shipment.id) };
    const { statements } = await askSubgraph(world, 'shipping', shipper.identity, { ...query, variables });
    const [cancelled] = await counted(() => cancelShipment(shipper.context(), shipment.id));
    return [quoted, bought, statements, cancelled];
  };
  await costs(1);
  assert.deepEqual(await costs(100), await costs(2));
});

test('a shipment is found by the number of any of its hundred parcels, also after its marks have changed', async () => {
  const { id, parcelNumbers } = await buy(weighing(...Array.from({ length: 100 }, () => 1)));
  const found = async (keyword: string): Promise<Uuid[]> => {
    const { rows } = await listShipments(shipper.context().session, { keyword }, SHIPMENT_ORDERS.createdAtDesc, {});
    return rows.map((row) => row.id);
  };
  for (const number of [parcelNumbers[0]!, parcelNumbers[57]!, parcelNumbers[99]!]) assert.deepEqual(await found(number), [id]);
  await updateShipment(shipper.context(), { shipmentId: id, reference: 'PO-100' });
  assert.deepEqual(await found(`${parcelNumbers[99]!} po 100`), [id]);
});

test('a duplicate and a return carry all parcels and their goods; neither has numbers before it is bought', async () => {
  const shipment = await buy(weighing(2, 4, 6));
  for (const copy of [
    await duplicateShipment(shipper.context(), shipment.id),
    await createReturnShipment(shipper.context(), shipment.id),
  ]) {
    assert.deepEqual(copy.parcels, shipment.parcels);
    assert.deepEqual((await shipmentOf(copy)).parcelNumbers, []);
  }
});

test('cancelling takes back every parcel: all trackers end, and the whole 23.10 comes back', async () => {
  const before = await balanceOf(world, shipper, entityId);
  const shipment = await buy(weighing(2, 4, 6));
  await world.inspect('truncate platform.outbox');
  await cancelShipment(shipper.context(), shipment.id);
  assert.deepEqual(await balanceOf(world, shipper, entityId), before);
  const trackers = await findTrackersOfShipments(shipper.context().session, [shipment.id]);
  assert.deepEqual(
    trackers.map(({ status }) => status),
    ['cancelled', 'cancelled', 'cancelled'],
  );
  const events = await world.inspect<{ number: string }>(
    `select data->>'trackingNumber' as number from platform.outbox where type = 'tracker.updated' order by position`,
  );
  assert.deepEqual(
    events.map(({ number }) => number),
    shipment.parcelNumbers,
  );
  const [voided] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from "${shipper.tenant.schema}".tracking_events e join "${shipper.tenant.schema}".trackers t on t.id = e.tracker_id
     where t.shipment_id = $1 and e.code = 'label_voided'`,
    [shipment.id],
  );
  assert.equal(voided?.count, 3);
});

async function scan(shipment: ShipmentRow, position: number, status: TrackerStatus): Promise<string> {
  clock.advance(60_000);
  const trackers = await findTrackersOfShipments(shipper.context().session, [shipment.id]);
  await injectTrackingEvents(shipper.context(), { trackerId: trackers[position - 1]!.id, events: [{ status }] });
  return (await shipmentOf(shipment)).status;
}

test('a shipment moves with its parcels: shipped by the first, held up by any, delivered with the last', async () => {
  const shipment = await buy(weighing(1, 1, 1));
  assert.equal(await scan(shipment, 2, 'picked_up'), 'shipped');
  await assert.rejects(cancelShipment(shipper.context(), shipment.id), { code: 'ILLEGAL_STATUS' });
  assert.equal(await scan(shipment, 1, 'out_for_delivery'), 'shipped');
  assert.equal(await scan(shipment, 3, 'on_hold'), 'needs_attention');
  assert.equal(await scan(shipment, 1, 'delivered'), 'needs_attention');
  assert.equal(await scan(shipment, 3, 'in_transit'), 'needs_attention', 'back to shipped is no move');
  assert.equal(await scan(shipment, 2, 'in_transit'), 'in_transit');
  assert.equal(await scan(shipment, 3, 'delivered'), 'in_transit');
  assert.equal(await scan(shipment, 2, 'delivered'), 'delivered');
  const [told] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from platform.outbox where type = 'shipment.delivered' and subject = $1`,
    [`shipment/${shipment.id}`],
  );
  assert.equal(told?.count, 1);
});

test('of the last two parcels that arrive at the same moment one finds the shipment whole, in each of ten races', async () => {
  for (let race = 0; race < 10; race += 1) {
    const shipment = await buy(weighing(1, 1));
    clock.advance(60_000);
    const trackers = await findTrackersOfShipments(shipper.context().session, [shipment.id]);
    await Promise.all(
      trackers.map(({ id: trackerId }) =>
        injectTrackingEvents(shipper.context(), { trackerId, events: [{ status: 'delivered' }] }),
      ),
    );
    assert.equal((await shipmentOf(shipment)).status, 'delivered');
  }
});

test('one moved by hand while its parcel is scanned neither waits for ever nor goes back', async () => {
  const shipment = await buy(weighing(1, 1));
  clock.advance(60_000);
  const trackers = await findTrackersOfShipments(shipper.context().session, [shipment.id]);
  await Promise.all([
    changeShipmentStatus(shipper.context(), { shipmentId: shipment.id, status: 'out_for_delivery' }),
    ...trackers.map(({ id: trackerId }) =>
      injectTrackingEvents(shipper.context(), { trackerId, events: [{ status: 'picked_up' }] }),
    ),
  ]);
  assert.equal((await shipmentOf(shipment)).status, 'out_for_delivery');
});

test('a carrier whose services take fewer parcels says so beside the offers of the others', async () => {
  const lantern = await createCarrierConnection(shipper.context(), { carrier: 'sandbox_lantern', displayName: 'Lantern' });
  const quote = await requestQuotes(shipper.context(), aConsignment({ parcels: weighing(1, 1) }));
  assert.deepEqual(
    quote.rates.map(({ service }) => service),
    ['sandbox_ground', 'sandbox_express'],
  );
  assert.deepEqual(
    quote.messages.map(({ connectionId, service, code, field }) => [connectionId, service, code, field]),
    [
      [lantern.id, 'lantern_packet', 'TOO_MANY_PARCELS', 'parcels'],
      [lantern.id, 'lantern_parcel', 'TOO_MANY_PARCELS', 'parcels'],
    ],
  );
});

test('a number that belongs to any parcel of another shipment is not given out again', async (context) => {
  const taken = await buy(weighing(1, 1));
  const rateId = await rateOf(weighing(1, 1));
  const sell = SANDBOX.buy;
  const attempts: number[] = [];
  context.mock.method(SANDBOX, 'buy', async (...[order, call]: Parameters<typeof sell>) => {
    attempts.push(order.attempt);
    const labels = await sell(order, call);
    return order.attempt === 0 ? [labels[0]!, { ...labels[1]!, trackingNumber: taken.parcelNumbers[1]! }] : labels;
  });
  const shipment = await purchaseShipment(shipper.context(), { rateId, idempotencyKey: 'taken' });
  assert.deepEqual(attempts, [0, 1]);
  assert.ok(!shipment.parcelNumbers.includes(taken.parcelNumbers[1]!));
});

test('a parcel of another organization is not found by its number, nor its labels by the shipment', async () => {
  const { id, parcelNumbers } = await buy(weighing(1, 1));
  for (const stranger of [await aShipper(world, { tenant: shipper.tenant }), await aShipper(world)]) {
    const { session } = stranger.context();
    const { rows } = await listShipments(session, { keyword: parcelNumbers[1]! }, SHIPMENT_ORDERS.createdAtDesc, {});
    assert.deepEqual([rows.length, (await findTrackersOfShipments(session, [id])).length], [0, 0]);
  }
});
