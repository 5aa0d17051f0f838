import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { issueLabels } from '../carriers/issue-labels.ts';
import { deathsIn, mortalContext, type Death } from '../test-support/mortal-context.ts';
import { aPurchaseScene, resumePurchasesIn, type PurchaseScene } from '../test-support/purchase-scene.ts';
import { aConsignment, anAddonOfTenPercent, aShipper, LOS_ANGELES } from '../test-support/shipping-fixtures.ts';
import { purchaseShipment } from './purchase-shipment.ts';

const HALF_A_MINUTE = 30_000;
const SIXTEEN_MINUTES = 16 * 60_000;
const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  tenant = await world.createTenant();
  await anAddonOfTenPercent(world, await aShipper(world, { tenant }));
});
after(() => world.close());

/** A shipper of its own with 100.00 of credits and a rate of 6.60 in all, addons included. */
function aScene(street1 = '200 N Spring St'): Promise<PurchaseScene> {
  return aPurchaseScene(world, tenant, { recipient: { ...LOS_ANGELES, street1 } });
}

function resume(death: Death | null = null): Promise<string[]> {
  return resumePurchasesIn(world, tenant, death);
}

const COMPLETED = { state: 'completed', counts: [1, 1, 1, 1, 1, 1], balance: '93.4 left, 0 reserved, 6.6 spent' };
const NOTHING = { state: undefined, counts: [0, 0, 0, 0, 0, 0], balance: '100 left, 0 reserved, 0 spent' };

test('a purchase that is killed before or after any of its deeds is finished by the job, once, and charged once', async () => {
  const deeds = await (await aScene()).buy(null);
  assert.deepEqual(deeds, [
    'query',
    'query',
    'query',
    'addons.pinnedPrice',
    'transaction',
    'billing.reserveCredits',
    'query',
    'query',
    'objects.put',
    'transaction',
    'billing.captureReservation',
    'addons.applyAddons',
    'query',
    'query',
  ]);
  const recordedAt = deeds.indexOf('billing.reserveCredits') - 1;
  for (const death of deathsIn(deeds)) {
    const scene = await aScene();
    await scene.buy(death);
    clock.advance(HALF_A_MINUTE);
    await resume();
    const isBegun = death.atDeed > recordedAt || (death.atDeed === recordedAt && death.when === 'after');
    assert.deepEqual(await scene.outcome(), isBegun ? COMPLETED : NOTHING, `killed ${death.when} ${deeds[death.atDeed]}`);
    await scene.buy(null);
    assert.deepEqual(await scene.outcome(), COMPLETED, `sent again after it was killed ${death.when} ${deeds[death.atDeed]}`);
  }
});

test('a job that is killed before or after any of its deeds is followed by one that finishes', async () => {
  const atReserving: Death = { atDeed: 5, when: 'before' };
  const first = await aScene();
  await first.buy(atReserving);
  clock.advance(HALF_A_MINUTE);
  const deeds = await resume();
  assert.deepEqual(await first.outcome(), COMPLETED);
  for (const death of deathsIn(deeds)) {
    const scene = await aScene();
    await scene.buy(atReserving);
    clock.advance(HALF_A_MINUTE);
    await resume(death);
    clock.advance(HALF_A_MINUTE);
    await resume();
    assert.deepEqual(await scene.outcome(), COMPLETED, `the job was killed ${death.when} ${deeds[death.atDeed]}`);
  }
});

test('a purchase that the carrier refuses is undone wherever it is killed, and the credits are back', async () => {
  const refused = { state: 'refused', counts: [0, 0, 0, 1, 0, 0], balance: '100 left, 0 reserved, 0 spent' };
  const whole = await aScene('FAIL');
  const { context, life } = mortalContext(whole.shipper.context(), null);
  await assert.rejects(purchaseShipment(context, { rateId: whole.rateId, idempotencyKey: 'the-key' }), {
    code: 'CARRIER_REFUSED',
  });
  assert.deepEqual(await whole.outcome(), refused);
  const from = life.deeds.indexOf('billing.reserveCredits');
  for (const death of deathsIn(life.deeds).filter(({ atDeed }) => atDeed >= from)) {
    const scene = await aScene('FAIL');
    await scene.buy(death);
    clock.advance(HALF_A_MINUTE);
    await resume();
    assert.deepEqual(await scene.outcome(), refused, `killed ${death.when} ${life.deeds[death.atDeed]}`);
  }
});

test('a purchase that was cut off while reserving is undone once its price has expired, and finished when it had reserved', async () => {
  for (const [death, expected] of [
    [{ atDeed: 5, when: 'before' }, 'refused'],
    [{ atDeed: 5, when: 'after' }, 'refused'],
    [{ atDeed: 6, when: 'after' }, 'completed'],
  ] as const) {
    const scene = await aScene();
    await scene.buy(death);
    clock.advance(SIXTEEN_MINUTES);
    await resume();
    const { state, balance } = await scene.outcome();
    assert.equal(state, expected);
    assert.equal(balance, expected === 'refused' ? '100 left, 0 reserved, 0 spent' : '93.4 left, 0 reserved, 6.6 spent');
    if (expected === 'refused') {
      await assert.rejects(purchaseShipment(scene.shipper.context(), { rateId: scene.rateId, idempotencyKey: 'the-key' }), {
        code: 'QUOTE_EXPIRED',
      });
    }
  }
});

test('a purchase is left alone for 30 seconds, and its repetition hears that it is in progress', async () => {
  const scene = await aScene();
  await scene.buy({ atDeed: 5, when: 'after' });
  clock.advance(HALF_A_MINUTE - 1);
  await resume();
  assert.equal((await scene.outcome()).state, 'reserving');
  await assert.rejects(purchaseShipment(scene.shipper.context(), { rateId: scene.rateId, idempotencyKey: 'the-key' }), {
    code: 'PURCHASE_IN_PROGRESS',
  });
  clock.advance(1);
  await purchaseShipment(scene.shipper.context(), { rateId: scene.rateId, idempotencyKey: 'the-key' });
  assert.deepEqual(await scene.outcome(), COMPLETED);
});

test('two jobs at once take each stuck purchase once', async () => {
  const scenes = await Promise.all(Array.from({ length: 5 }, () => aScene()));
  for (const scene of scenes) await scene.buy({ atDeed: 7, when: 'before' });
  clock.advance(HALF_A_MINUTE);
  await Promise.all([resume(), resume()]);
  for (const scene of scenes) assert.deepEqual(await scene.outcome(), COMPLETED);
});

test('a worker that comes back after its hold ended changes nothing', async () => {
  const scene = await aScene();
  const context = scene.shipper.context();
  const { operations } = context;
  const late = {
    ...context,
    operations: {
      async call(operation: { field: string }, input: unknown) {
        const answer: unknown = await operations.call(operation as never, input as never);
        if (operation.field === 'reserveCredits') {
          clock.advance(HALF_A_MINUTE);
          await resume();
        }
        return answer;
      },
    } as never,
  };
  await assert.rejects(
    purchaseShipment(late, { rateId: scene.rateId, idempotencyKey: 'the-key' }),
    (error: DomainError) => error.code === 'PURCHASE_IN_PROGRESS',
  );
  assert.deepEqual(await scene.outcome(), COMPLETED);
});

test('a purchase whose addons cannot be recorded at once is answered, and settled by the job without charging again', async () => {
  const scene = await aScene();
  const context = scene.shipper.context();
  const { operations } = context;
  const failing = {
    ...context,
    operations: {
      call: (operation: { field: string }, input: unknown) =>
        operation.field === 'applyAddons'
          ? Promise.reject(new Error('addons is down'))
          : operations.call(operation as never, input as never),
    } as never,
  };
  const shipment = await purchaseShipment(failing, { rateId: scene.rateId, idempotencyKey: 'the-key' });
  assert.equal(shipment.status, 'created');
  assert.deepEqual(await scene.outcome(), { ...COMPLETED, state: 'captured', counts: [1, 1, 1, 1, 0, 1] });
  await resume();
  assert.deepEqual(await scene.outcome(), COMPLETED);
});

test('a tracking number that is taken makes the carrier choose another one', async () => {
  const [taken, scene] = [await aScene(), await aScene()];
  await scene.buy({ atDeed: 7, when: 'before' });
  await taken.buy(null);
  const [purchase] = await world.inspect<{ shipment_id: string }>(
    `select shipment_id from "${tenant.schema}".purchases where organization_id = $1`,
    [scene.shipper.organizationId],
  );
  const [connection] = await world.inspect<{ id: string }>(
    `select id from "${tenant.schema}".carrier_connections where organization_id = $1`,
    [scene.shipper.organizationId],
  );
  const [label] = await issueLabels(
    {
      shipmentId: purchase!.shipment_id,
      attempt: 0,
      consignment: aConsignment() as never,
      carrierName: 'Sandbox',
      service: 'sandbox_ground',
      serviceName: 'Sandbox Ground',
      reference: null,
      shipDate: '2026-03-02',
    },
    {
      connection: {
        id: connection!.id,
        carrier: 'sandbox',
        carrierName: 'Sandbox',
        testMode: true,
        config: {},
        credentials: {},
        priceList: null,
        rateSheet: null,
      },
      signal: new AbortController().signal,
    },
  );
  await world.inspect(`update "${tenant.schema}".shipments set tracking_number = $1 where organization_id = $2`, [
    label!.trackingNumber,
    taken.shipper.organizationId,
  ]);
  clock.advance(HALF_A_MINUTE);
  await resume();
  assert.deepEqual(await scene.outcome(), COMPLETED);
  const numbers = await world.inspect<{ tracking_number: string }>(
    `select distinct tracking_number from "${tenant.schema}".shipments where organization_id = any($1)`,
    [[scene.shipper.organizationId, taken.shipper.organizationId]],
  );
  assert.equal(numbers.length, 2);
});

test('a stuck purchase is carried on in its buyer’s name', async () => {
  const userId = newId();
  const scene = await aScene();
  const context = world.context('shipping', { ...scene.shipper.identity, userId });
  const { context: dying } = mortalContext(context, { atDeed: 5, when: 'before' });
  await assert.rejects(purchaseShipment(dying, { rateId: scene.rateId, idempotencyKey: 'the-key' }));
  clock.advance(HALF_A_MINUTE);
  await resume();
  const [row] = await world.inspect<{ user_id: string; actor: string }>(
    `select r.user_id, a.actor from "${tenant.schema}".credit_reservations r, platform.audit_log a
     where r.organization_id = $1 and a.organization_id = $1 and a.action = 'shipment.purchased'`,
    [scene.shipper.organizationId],
  );
  assert.deepEqual(row, { user_id: userId, actor: `user/${userId}` });
});
