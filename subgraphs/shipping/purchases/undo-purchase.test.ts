import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import type { BoughtLabel, LabelOrder } from '../carriers/carrier-exchanges.ts';
import { CarrierRefusedError, CarrierTimeoutError } from '../carriers/carriers.errors.ts';
import { updateCarrierConnection } from '../connections/change-carrier-connection.ts';
import { deathsIn, mortalContext } from '../test-support/mortal-context.ts';
import { aPurchaseScene, resumePurchasesIn, type PurchaseScene } from '../test-support/purchase-scene.ts';
import { anAddonOfTenPercent, aShipper, LOS_ANGELES } from '../test-support/shipping-fixtures.ts';
import { createTracker } from '../trackers/create-tracker.ts';
import { findTrackers } from '../trackers/trackers.query.ts';
import { purchaseShipment } from './purchase-shipment.ts';

const SANDBOX = carrierOf({ carrier: 'sandbox' }) as Required<ReturnType<typeof carrierOf>>;
const HALF_A_MINUTE = 30_000;
const A_DAY = 24 * 60 * 60_000;
const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  tenant = await world.createTenant();
  await anAddonOfTenPercent(world, await aShipper(world, { tenant }));
});
after(() => world.close());

// Three parcels of two pounds are 18.00, and 19.80 with the addon.
const COMPLETED = { state: 'completed', counts: [1, 4, 3, 1, 1, 1], balance: '80.2 left, 0 reserved, 19.8 spent' };
const REFUSED = { state: 'refused', counts: [0, 0, 0, 1, 0, 0], balance: '100 left, 0 reserved, 0 spent' };

function aScene(street1 = '200 N Spring St'): Promise<PurchaseScene> {
  const parcels = Array.from({ length: 3 }, () => ({ weight: { value: '2', unit: 'lb' as const } }));
  return aPurchaseScene(world, tenant, { parcels, recipient: { ...LOS_ANGELES, street1 } });
}

const resume = (): Promise<string[]> => resumePurchasesIn(world, tenant);

async function refusal({ shipper, rateId }: PurchaseScene): Promise<(string | undefined)[][]> {
  let refused: (string | undefined)[][] = [];
  await assert.rejects(purchaseShipment(shipper.context(), { rateId, idempotencyKey: 'the-key' }), (error: DomainError) => {
    refused = error.details().map(({ code, field }) => [code, field]);
    return true;
  });
  return refused;
}

async function metered({ shipper }: PurchaseScene): Promise<string[]> {
  const rows = await world.inspect<{ request: string }>(
    `select concat_ws(' ', data->>'operation', data->>'status') as request from platform.outbox
     where type = 'usage.carrier_request.made' and organization_id = $1 and data->>'operation' <> 'rate' order by position`,
    [shipper.organizationId],
  );
  return rows.map(({ request }) => request);
}

test('a shipment of which the second parcel is refused is undone: the first label goes back, the credits too', async (context) => {
  const voiding = context.mock.method(SANDBOX, 'void');
  const scene = await aScene('FAIL SECOND');
  assert.deepEqual(await refusal(scene), [['CARRIER_REFUSED', 'recipient.street1']]);
  assert.deepEqual(await scene.outcome(), REFUSED);
  assert.deepEqual(await metered(scene), ['buy error', 'void ok']);
  const returned = voiding.mock.calls.map(({ arguments: [order] }) => order.parcels?.length);
  assert.deepEqual(returned, [1]);
  assert.deepEqual(await refusal(scene), [['CARRIER_REFUSED', 'recipient.street1']], 'and is refused again under its key');
});

test('wherever it is killed, the sweep undoes it: nothing is sold, nothing is charged', async () => {
  const whole = await aScene('FAIL SECOND');
  const { context, life } = mortalContext(whole.shipper.context(), null);
  await assert.rejects(purchaseShipment(context, { rateId: whole.rateId, idempotencyKey: 'the-key' }));
  const from = life.deeds.indexOf('billing.reserveCredits');
  for (const death of deathsIn(life.deeds).filter(({ atDeed }) => atDeed >= from)) {
    const scene = await aScene('FAIL SECOND');
    await scene.buy(death);
    clock.advance(HALF_A_MINUTE);
    await resume();
    assert.deepEqual(await scene.outcome(), REFUSED, `killed ${death.when} ${life.deeds[death.atDeed]}`);
  }
});

test('while the carrier does not answer, what it sold is still to be given back; the sweep does it', async (context) => {
  const scene = await aScene('FAIL SECOND');
  const voiding = context.mock.method(SANDBOX, 'void', () => Promise.reject(new Error('broken pipe')));
  assert.deepEqual(await refusal(scene), [['CARRIER_UNAVAILABLE', undefined]]);
  assert.deepEqual(await scene.outcome(), { ...REFUSED, state: 'voiding', balance: '80.2 left, 19.8 reserved, 0 spent' });
  voiding.mock.restore();
  clock.advance(HALF_A_MINUTE);
  await resume();
  assert.deepEqual(await scene.outcome(), REFUSED);
});

test('a carrier that keeps what it sold is remembered in the refusal, and the buyer pays nothing', async (context) => {
  const scene = await aScene('FAIL SECOND');
  context.mock.method(SANDBOX, 'void', () => Promise.reject(new CarrierRefusedError('too late')));
  assert.deepEqual(await refusal(scene), [
    ['CARRIER_REFUSED', 'recipient.street1'],
    ['LABEL_NOT_TAKEN_BACK', undefined],
  ]);
  assert.deepEqual(await scene.outcome(), REFUSED);
});

/** A carrier that keeps an account of what it sold, and whose first answers are spoilt. */
function spoiltCarrier(context: TestContext, answers: ((labels: readonly BoughtLabel[]) => unknown)[]) {
  const sold = new Map<string, readonly BoughtLabel[]>();
  const sell = SANDBOX.buy;
  let asked = 0;
  context.mock.method(SANDBOX, 'buy', async (order: LabelOrder, call: Parameters<typeof sell>[1]) => {
    const labels = sold.get(order.shipmentId) ?? (await sell(order, call));
    sold.set(order.shipmentId, labels);
    const spoil = answers[asked];
    asked += 1;
    return spoil ? (spoil(labels) as never) : labels;
  });
  return { sold, asked: () => asked };
}

test('a carrier that times out after it has sold is asked again, and sells nothing twice: 19.80 are captured once', async (context) => {
  const carrier = spoiltCarrier(context, [
    () => {
      throw new CarrierTimeoutError('Sandbox', 20_000);
    },
  ]);
  const scene = await aScene();
  assert.deepEqual(await refusal(scene), [['CARRIER_TIMEOUT', undefined]]);
  assert.deepEqual(await scene.outcome(), { ...REFUSED, state: 'reserved', balance: '80.2 left, 19.8 reserved, 0 spent' });
  clock.advance(HALF_A_MINUTE);
  await resume();
  assert.deepEqual(await scene.outcome(), COMPLETED);
  assert.deepEqual([carrier.sold.size, carrier.asked()], [1, 2]);
  const [row] = await world.inspect<{ numbers: string[] }>(
    `select parcel_numbers as numbers from "${tenant.schema}".shipments where organization_id = $1`,
    [scene.shipper.organizationId],
  );
  assert.deepEqual(
    row?.numbers,
    [...carrier.sold.values()][0]!.map(({ trackingNumber }) => trackingNumber),
  );
});

test('a number that was tracked before its purchase was known becomes that of its parcel, and is metered once', async (context) => {
  const carrier = spoiltCarrier(context, [
    () => {
      throw new CarrierTimeoutError('Sandbox', 20_000);
    },
  ]);
  const scene = await aScene();
  await refusal(scene);
  const trackingNumber = [...carrier.sold.values()][0]![1]!.trackingNumber;
  const tracker = await createTracker(scene.shipper.context(), { trackingNumber, carrierName: 'Sandbox' });
  clock.advance(HALF_A_MINUTE);
  await resume();
  assert.deepEqual(await scene.outcome(), COMPLETED);
  const [adopted] = await findTrackers(scene.shipper.context().session, [tracker.id]);
  assert.deepEqual([adopted?.parcelPosition, adopted?.status, adopted?.shipmentId === null], [2, 'pending', false]);
  const [metered] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from platform.outbox where type = 'usage.tracking.made' and organization_id = $1`,
    [scene.shipper.organizationId],
  );
  assert.equal(metered?.count, 3);
});

test('labels that are none, too many, alike or empty are no answer; the right one that follows is taken, and paid once', async (context) => {
  const carrier = spoiltCarrier(context, [
    () => undefined,
    (labels) => [...labels, labels[0]],
    (labels) => labels.map((label) => ({ ...label, trackingNumber: labels[0]!.trackingNumber })),
    (labels) => labels.map((label) => ({ ...label, content: Buffer.alloc(0) })),
  ]);
  const scene = await aScene();
  assert.deepEqual(await refusal(scene), [['CARRIER_ANSWER_INVALID', undefined]]);
  for (let answer = 2; answer <= 4; answer += 1) {
    clock.advance(HALF_A_MINUTE);
    await resume();
    assert.equal((await scene.outcome()).state, 'reserved', `answer ${answer}`);
    clock.advance(HALF_A_MINUTE);
  }
  await resume();
  assert.deepEqual(await scene.outcome(), COMPLETED);
  assert.deepEqual([carrier.sold.size, carrier.asked()], [1, 5]);
});

test('a carrier that answers a second time, when another worker has recorded the first, changes nothing', async (context) => {
  const sell = SANDBOX.buy;
  let isFirst = true;
  context.mock.method(SANDBOX, 'buy', async (order: LabelOrder, call: Parameters<typeof sell>[1]) => {
    const labels = await sell(order, call);
    if (!isFirst) return labels;
    isFirst = false;
    // The first worker is so slow that its hold ends and the sweep takes over.
    clock.advance(HALF_A_MINUTE);
    await resume();
    return labels;
  });
  const scene = await aScene();
  assert.deepEqual(await refusal(scene), [['PURCHASE_IN_PROGRESS', 'idempotencyKey']]);
  assert.deepEqual(await scene.outcome(), COMPLETED);
});

test('in the street LOST the first answer never comes, and the second finishes the purchase', async () => {
  const scene = await aScene('LOST');
  assert.deepEqual(await refusal(scene), [['CARRIER_UNAVAILABLE', undefined]]);
  await scene.buy(null);
  assert.deepEqual(await scene.outcome(), COMPLETED);
  assert.deepEqual(await metered(scene), ['buy error', 'buy ok']);
});

test('a carrier that says nothing for a day is asked no more: whatever it may have sold goes back, and so do the credits', async (context) => {
  context.mock.method(SANDBOX, 'buy', () => Promise.reject(new Error('broken pipe')));
  const voiding = context.mock.method(SANDBOX, 'void');
  const scene = await aScene();
  assert.deepEqual(await refusal(scene), [['CARRIER_UNAVAILABLE', undefined]]);
  clock.advance(A_DAY - HALF_A_MINUTE);
  await resume();
  assert.equal((await scene.outcome()).state, 'reserved');
  assert.equal(voiding.mock.callCount(), 0);
  clock.advance(HALF_A_MINUTE);
  await resume();
  assert.deepEqual(await scene.outcome(), REFUSED);
  assert.deepEqual(
    voiding.mock.calls.map(({ arguments: [order] }) => order.parcels),
    [null],
  );
  assert.deepEqual(await refusal(scene), [['CARRIER_UNAVAILABLE', undefined]]);
});

test('a connection that was switched off in between sells nothing more, and takes back what it may have sold', async (context) => {
  const carrier = spoiltCarrier(context, [
    () => {
      throw new CarrierTimeoutError('Sandbox', 20_000);
    },
  ]);
  const voiding = context.mock.method(SANDBOX, 'void');
  const scene = await aScene();
  await refusal(scene);
  const [connection] = await world.inspect<{ id: string }>(
    `select id from "${tenant.schema}".carrier_connections where organization_id = $1`,
    [scene.shipper.organizationId],
  );
  await updateCarrierConnection(scene.shipper.context(), { id: connection!.id, isActive: false });
  clock.advance(HALF_A_MINUTE);
  await resume();
  assert.deepEqual(await scene.outcome(), REFUSED);
  assert.deepEqual([carrier.asked(), voiding.mock.callCount()], [1, 1]);
  assert.deepEqual(await refusal(scene), [['CONNECTION_INACTIVE', 'rateId']]);
});

test('a carrier that only ever answers numbers of other shipments is undone after ten attempts', async (context) => {
  const taken = await aScene();
  await taken.buy(null);
  const [row] = await world.inspect<{ numbers: string[] }>(
    `select parcel_numbers as numbers from "${tenant.schema}".shipments where organization_id = $1`,
    [taken.shipper.organizationId],
  );
  const sell = SANDBOX.buy;
  const attempts: number[] = [];
  context.mock.method(SANDBOX, 'buy', async (order: LabelOrder, call: Parameters<typeof sell>[1]) => {
    attempts.push(order.attempt);
    return (await sell(order, call)).map((label, index) => ({ ...label, trackingNumber: row!.numbers[index]! }));
  });
  const scene = await aScene();
  assert.deepEqual(await refusal(scene), [['CARRIER_ANSWER_INVALID', undefined]]);
  assert.deepEqual(await scene.outcome(), REFUSED);
  assert.deepEqual(attempts, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
