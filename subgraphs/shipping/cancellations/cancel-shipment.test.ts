import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { CarrierRefusedError } from '../carriers/carriers.errors.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { changeShipmentStatus } from '../shipments/change-shipment-status.ts';
import { SHIPMENT_STATUSES } from '../shipments/shipment-status.ts';
import { findShipments, type ShipmentRow } from '../shipments/shipments.query.ts';
import { deathsIn, mortalContext, type Death } from '../test-support/mortal-context.ts';
import {
  aConsignment,
  anAddonOfTenPercent,
  anEntityWith,
  aShipper,
  balanceOf,
  connectSandbox,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import { cancelShipment } from './cancel-shipment.ts';
import { resumeCancellations } from './resume-cancellations.ts';

const SANDBOX = carrierOf({ carrier: 'sandbox' }) as Required<ReturnType<typeof carrierOf>>;
const HALF_A_MINUTE = 30_000;
const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  tenant = await world.createTenant();
  await anAddonOfTenPercent(world, await aShipper(world, { tenant }));
});
after(() => world.close());

interface Scene {
  shipper: Shipper;
  entityId: Uuid;
  shipment: ShipmentRow;
  outcome(): Promise<object>;
}

/** A shipper of its own with 100.00 of credits, of which a label has cost 6.60. */
async function aScene(): Promise<Scene> {
  const shipper = await aShipper(world, { tenant });
  await connectSandbox(shipper);
  const entityId = await anEntityWith(world, shipper, '100');
  const { rates } = await requestQuotes(shipper.context(), aConsignment({ services: ['sandbox_ground'] }));
  const shipment = await purchaseShipment(shipper.context(), { rateId: rates[0]!.id, idempotencyKey: 'bought' });
  return {
    shipper,
    entityId,
    shipment,
    async outcome() {
      const [row] = await world.inspect<Record<string, unknown>>(
        `select s.status, t.status as tracker, (select state from "${tenant.schema}".cancellations where shipment_id = s.id and state <> 'refused') as state,
          (select count(*)::int from platform.outbox where type = 'shipment.cancelled' and subject = 'shipment/' || s.id) as told,
          (select count(*)::int from platform.audit_log where resource_id = s.id and action = 'shipment.cancelled') as audited
         from "${tenant.schema}".shipments s join "${tenant.schema}".trackers t on t.shipment_id = s.id where s.id = $1`,
        [shipment.id],
      );
      const { remaining, spent } = await balanceOf(world, shipper, entityId);
      return { ...row, remaining, spent };
    },
  };
}

const BOUGHT = { status: 'created', tracker: 'pending', state: null, told: 0, audited: 0, remaining: '93.4', spent: '6.6' };
const CANCELLED = {
  status: 'cancelled',
  tracker: 'cancelled',
  state: 'completed',
  told: 1,
  audited: 1,
  remaining: '100',
  spent: '0',
};

function jobContext(): RequestContext {
  return world.context('shipping', {
    actor: 'system/resume-cancellations',
    level: 'internal',
    tenant,
    testMode: true,
    permissions: ['internal'],
  });
}

async function cancel({ shipper, shipment }: Scene, death: Death | null): Promise<string[]> {
  const { context, life } = mortalContext(shipper.context(), death);
  await cancelShipment(context, shipment.id).catch((error: Error) => {
    if (!death) throw error;
  });
  return life.deeds;
}

test('a cancelled shipment gives its 6.60 back, tells addons, and is cancelled once however often it is asked for', async () => {
  const scene = await aScene();
  const cancelled = await cancelShipment(scene.shipper.context(), scene.shipment.id);
  assert.equal(cancelled.status, 'cancelled');
  assert.deepEqual(cancelled.cancelledAt, clock.now());
  assert.deepEqual(await scene.outcome(), CANCELLED);
  await cancelShipment(scene.shipper.context(), scene.shipment.id);
  assert.deepEqual(await scene.outcome(), CANCELLED);
});

test('ten cancellations of one shipment at once give back once; each hears that it is cancelled, or that somebody is at it', async () => {
  const scene = await aScene();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => cancelShipment(scene.shipper.context(), scene.shipment.id)),
  );
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') assert.equal(outcome.value.status, 'cancelled');
    else assert.equal((outcome.reason as DomainError).code, 'CANCELLATION_IN_PROGRESS');
  }
  assert.deepEqual(await scene.outcome(), CANCELLED);
});

test('a cancellation that is killed before or after any of its deeds is finished by the job, once', async () => {
  const whole = await aScene();
  const deeds = await cancel(whole, null);
  assert.deepEqual(deeds, [
    'query',
    'transaction',
    'query',
    'transaction',
    'query',
    'billing.refundReservation',
    'query',
    'query',
  ]);
  for (const death of deathsIn(deeds)) {
    const scene = await aScene();
    await cancel(scene, death);
    clock.advance(HALF_A_MINUTE);
    await resumeCancellations.run(jobContext());
    const isBegun = death.atDeed > 1 || (death.atDeed === 1 && death.when === 'after');
    assert.deepEqual(
      await scene.outcome(),
      isBegun ? CANCELLED : BOUGHT,
      `killed ${death.when} deed ${death.atDeed}, ${deeds[death.atDeed]}`,
    );
    await cancel(scene, null);
    assert.deepEqual(await scene.outcome(), CANCELLED);
  }
});

test('a job that is killed before or after any of its deeds is followed by one that finishes', async () => {
  const atVoiding: Death = { atDeed: 2, when: 'before' };
  const first = await aScene();
  await cancel(first, atVoiding);
  clock.advance(HALF_A_MINUTE);
  const { context, life } = mortalContext(jobContext(), null);
  await resumeCancellations.run(context);
  assert.deepEqual(await first.outcome(), CANCELLED);
  for (const death of deathsIn(life.deeds)) {
    const scene = await aScene();
    await cancel(scene, atVoiding);
    clock.advance(HALF_A_MINUTE);
    await resumeCancellations.run(mortalContext(jobContext(), death).context).catch(() => {});
    clock.advance(HALF_A_MINUTE);
    await resumeCancellations.run(jobContext());
    assert.deepEqual(await scene.outcome(), CANCELLED, `the job was killed ${death.when} ${life.deeds[death.atDeed]}`);
  }
});

test('a label that the carrier does not take back stays bought and paid, and may be tried again', async (context) => {
  const scene = await aScene();
  const voiding = context.mock.method(SANDBOX, 'void', () =>
    Promise.reject(new CarrierRefusedError('The label was scanned already.')),
  );
  await assert.rejects(cancelShipment(scene.shipper.context(), scene.shipment.id), {
    code: 'CARRIER_REFUSED',
    field: 'shipmentId',
  });
  assert.deepEqual(await scene.outcome(), BOUGHT);
  voiding.mock.restore();
  await cancelShipment(scene.shipper.context(), scene.shipment.id);
  assert.deepEqual(await scene.outcome(), CANCELLED);
});

test('a carrier that fails leaves the cancellation to the job, which asks it again', async (context) => {
  const scene = await aScene();
  const voiding = context.mock.method(SANDBOX, 'void', () => Promise.reject(new Error('broken pipe')));
  await assert.rejects(cancelShipment(scene.shipper.context(), scene.shipment.id), { code: 'CARRIER_UNAVAILABLE' });
  assert.deepEqual(await scene.outcome(), { ...BOUGHT, state: 'voiding' });
  voiding.mock.restore();
  await resumeCancellations.run(jobContext());
  assert.deepEqual(await scene.outcome(), CANCELLED);
});

test('what the carrier has or has delivered is not cancelled: each such status is refused, and nothing moves', async () => {
  const scene = await aScene();
  const { shipper, shipment } = scene;
  for (const status of SHIPMENT_STATUSES.filter((each) => !['draft', 'created', 'cancelled', 'delivered'].includes(each))) {
    await world.inspect(`update "${tenant.schema}".shipments set status = $1 where id = $2`, [status, shipment.id]);
    await assert.rejects(cancelShipment(shipper.context(), shipment.id), { code: 'ILLEGAL_STATUS', field: 'shipmentId' });
    assert.deepEqual(await scene.outcome(), { ...BOUGHT, status });
  }
  await changeShipmentStatus(shipper.context(), { shipmentId: shipment.id, status: 'delivered' });
  await assert.rejects(cancelShipment(shipper.context(), shipment.id), { code: 'ILLEGAL_STATUS' });
});

test('a shipment whose purchase is not settled yet, and one of somebody else, are not cancelled', async () => {
  const scene = await aScene();
  await world.inspect(`update "${tenant.schema}".purchases set state = 'captured' where shipment_id = $1`, [scene.shipment.id]);
  await assert.rejects(cancelShipment(scene.shipper.context(), scene.shipment.id), { code: 'PURCHASE_IN_PROGRESS' });
  const other = await aShipper(world, { tenant });
  await assert.rejects(cancelShipment(other.context(), scene.shipment.id), { code: 'NOT_FOUND' });
  assert.deepEqual(await scene.outcome(), BOUGHT);
  const [shipment] = await findShipments(scene.shipper.context().session, [scene.shipment.id]);
  assert.equal(shipment?.cancelledAt, null);
});
