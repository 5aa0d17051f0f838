import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { encodeId, newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { updateCarrierConnection } from '../connections/change-carrier-connection.ts';
import { createCarrierConnection } from '../connections/create-carrier-connection.ts';
import { createShipment } from '../drafts/create-shipment.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { changeShipmentStatus } from '../shipments/change-shipment-status.ts';
import { deathsIn, mortalContext } from '../test-support/mortal-context.ts';
import {
  aConsignment,
  anEntityWith,
  aShipper,
  connectSandbox,
  NEW_YORK,
  type Shipper,
} from '../test-support/shipping-fixtures.ts';
import { cancelPickup } from './cancel-pickup.ts';
import { findPickups, listPickups, PICKUP_ORDERS, type PickupFilter, type PickupRow } from './pickup.query.ts';
import { schedulePickup, type SchedulePickup } from './schedule-pickup.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
let connectionId: Uuid;
let keys = 0;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());
beforeEach(async () => {
  shipper = await aShipper(world);
  connectionId = await connectSandbox(shipper);
  await anEntityWith(world, shipper, '1000');
});

const runJob = (): Promise<void> => world.marketplace.subgraphs.get('shipping')!.runJob('resume-pickups');

async function aLabel(by: Shipper = shipper): Promise<Uuid> {
  const { rates } = await requestQuotes(by.context(), aConsignment({ services: ['sandbox_ground'] }));
  return (await purchaseShipment(by.context(), { rateId: rates[0]!.id, idempotencyKey: rates[0]!.id })).id;
}

function asked(shipmentIds: readonly Uuid[], change: Partial<SchedulePickup> = {}): SchedulePickup {
  return {
    connectionId,
    shipmentIds,
    date: '2026-03-05',
    readyTime: '09:00',
    closeTime: '17:00',
    timeZone: 'America/New_York',
    instructions: 'Ring twice',
    idempotencyKey: `key-${(keys += 1)}`,
    ...change,
  };
}

const schedule = (command: SchedulePickup, context: RequestContext = shipper.context()): Promise<PickupRow> =>
  schedulePickup(context, command);

async function refusal(work: Promise<unknown>): Promise<[string, string | undefined][]> {
  const error = await work.then(
    () => assert.fail('it was not refused'),
    (refused: DomainError) => refused,
  );
  return error.details().map(({ code, field }) => [code, field]);
}

async function waiting(): Promise<number> {
  const [row] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from "${shipper.tenant.schema}".pickup_shipments where is_waiting`,
  );
  return row!.count;
}

async function told(): Promise<string[]> {
  const rows = await world.inspect<{ type: string }>(
    `select type from platform.outbox where type like 'pickup.%' and tenant_id = $1 order by position`,
    [shipper.tenant.id],
  );
  return rows.map(({ type }) => type);
}

const audited = async (): Promise<string[]> =>
  (
    await world.inspect<{ action: string }>(
      `select action from platform.audit_log where resource_type = 'pickup' and tenant_id = $1 order by id`,
      [shipper.tenant.id],
    )
  ).map(({ action }) => action);

test('a pickup is confirmed with number and charge, by the clocks of the place, told and audited once', async () => {
  const shipmentId = await aLabel();
  const pickup = await schedule(asked([shipmentId]));
  assert.match(pickup.confirmationNumber!, /^SBX\d{8}$/);
  assert.deepEqual(
    [pickup.status, pickup.readyAt.toISOString(), pickup.closesAt.toISOString(), pickup.timeZone, pickup.instructions],
    ['scheduled', '2026-03-05T14:00:00.000Z', '2026-03-05T22:00:00.000Z', 'America/New_York', 'Ring twice'],
  );
  assert.deepEqual([Number(pickup.charge), pickup.currency, pickup.address.street1], [4, 'USD', NEW_YORK.street1]);
  assert.deepEqual([await told(), await audited()], [['pickup.scheduled'], ['pickup.scheduled']]);
});

test('the same request again answers the same pickup, and another one under its key is refused', async () => {
  const command = asked([await aLabel()]);
  const first = await schedule(command);
  assert.deepEqual(await schedule({ ...command }), first);
  assert.deepEqual(await refusal(schedule({ ...command, closeTime: '16:00' })), [['IDEMPOTENCY_KEY_REUSED', 'idempotencyKey']]);
  assert.deepEqual(await told(), ['pickup.scheduled']);
});

test('of ten that ask at once under one key there is one pickup', async () => {
  const command = asked([await aLabel()]);
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => schedule(command)));
  const ids = new Set(outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value.id : [])));
  const codes = new Set(
    outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? (outcome.reason as DomainError).code : [])),
  );
  assert.equal(ids.size, 1);
  assert.ok(
    [...codes].every((code) => code === 'PICKUP_IN_PROGRESS'),
    [...codes].join(),
  );
  assert.deepEqual(await told(), ['pickup.scheduled']);
});

test('a shipment waits for one pickup at most, also when two ask at once', async () => {
  const shipmentId = await aLabel();
  const outcomes = await Promise.allSettled([schedule(asked([shipmentId])), schedule(asked([shipmentId]))]);
  const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? (outcome.reason as DomainError).code : []));
  assert.deepEqual(refused, ['SHIPMENT_ON_PICKUP']);
  assert.equal(await waiting(), 1);
});

test('a carrier’s refusal is told again under its key, and lets the shipments go', async () => {
  const shipmentId = await aLabel();
  const command = asked([shipmentId], { address: { ...NEW_YORK, street1: 'FAIL' } });
  const refused: [string, string][] = [['CARRIER_REFUSED', 'address.street1']];
  assert.deepEqual([await refusal(schedule(command)), await refusal(schedule(command))], [refused, refused]);
  assert.equal(await waiting(), 0);
  assert.deepEqual([await told(), await audited()], [[], []]);
  assert.equal((await schedule(asked([shipmentId]))).status, 'scheduled');
});

test('what cannot be fetched is named shipment by shipment, with whatever else is wrong, and nothing is kept', async () => {
  const draft = await createShipment(shipper.context(), aConsignment());
  const shipped = await aLabel();
  await changeShipmentStatus(shipper.context(), { shipmentId: shipped, status: 'shipped' });
  const other = await aShipper(world, { tenant: shipper.tenant });
  await connectSandbox(other);
  await anEntityWith(world, other, '100');
  const theirs = await aLabel(other);
  const elsewhere = await aLabel();
  const second = await connectSandbox(shipper);
  const command = asked([draft.id, shipped, theirs, elsewhere, newId()], { instructions: 'x'.repeat(301), closeTime: '09:10' });
  assert.deepEqual(await refusal(schedule(command)), [
    ['VALIDATION_FAILED', 'instructions'],
    ['NOT_FOUND', 'shipmentIds.0'],
    ['SHIPMENT_NOT_WAITING', 'shipmentIds.1'],
    ['NOT_FOUND', 'shipmentIds.2'],
    ['NOT_FOUND', 'shipmentIds.4'],
    ['PICKUP_WINDOW_TOO_SHORT', 'closeTime'],
  ]);
  assert.deepEqual(await refusal(schedule(asked([elsewhere], { connectionId: second }))), [
    ['SHIPMENT_OF_OTHER_CONNECTION', 'shipmentIds.0'],
  ]);
  const [row] = await world.inspect<{ count: number }>(`select count(*)::int as count from "${shipper.tenant.schema}".pickups`);
  assert.equal(row!.count, 0);
});

test('malformed requests, and connections that cannot do it, are refused', async () => {
  const shipmentId = await aLabel();
  const lantern = await createCarrierConnection(shipper.context(), { carrier: 'sandbox_lantern', displayName: 'Lantern' });
  const off = await connectSandbox(shipper);
  await updateCarrierConnection(shipper.context(), { id: off, isActive: false });
  const cases: [Partial<SchedulePickup>, string, string][] = [
    [{ shipmentIds: [] }, 'VALIDATION_FAILED', 'shipmentIds'],
    [{ shipmentIds: [shipmentId, shipmentId] }, 'VALIDATION_FAILED', 'shipmentIds'],
    [{ shipmentIds: Array.from({ length: 101 }, newId) }, 'VALIDATION_FAILED', 'shipmentIds'],
    [{ idempotencyKey: ' ' }, 'VALIDATION_FAILED', 'idempotencyKey'],
    [{ connectionId: lantern.id }, 'CARRIER_OPERATION_UNSUPPORTED', 'connectionId'],
    [{ connectionId: off }, 'CONNECTION_INACTIVE', 'connectionId'],
    [{ connectionId: newId() }, 'NOT_FOUND', 'connectionId'],
    [{ timeZone: null }, 'TIME_ZONE_REQUIRED', 'timeZone'],
    [{ address: { ...NEW_YORK, postalCode: '1' } }, 'ADDRESS_POSTAL_CODE_INVALID', 'address.postalCode'],
  ];
  for (const [change, code, field] of cases)
    assert.deepEqual(await refusal(schedule(asked([shipmentId], change))), [[code, field]], JSON.stringify(change).slice(0, 80));
});

test('a pickup that is taken back stays so, and its shipments may wait for another', async () => {
  const shipmentId = await aLabel();
  const { id } = await schedule(asked([shipmentId]));
  const cancelled = await cancelPickup(shipper.context(), id);
  assert.deepEqual([cancelled.status, cancelled.cancelledAt], ['cancelled', clock.now()]);
  assert.deepEqual((await cancelPickup(shipper.context(), id)).status, 'cancelled');
  assert.deepEqual(await told(), ['pickup.scheduled', 'pickup.cancelled']);
  assert.deepEqual(await audited(), ['pickup.scheduled', 'pickup.cancelled']);
  assert.equal((await schedule(asked([shipmentId]))).status, 'scheduled');
});

test('of ten that take one back at once it is taken back once', async () => {
  const { id } = await schedule(asked([await aLabel()]));
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => cancelPickup(shipper.context(), id)));
  const codes = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? (outcome.reason as DomainError).code : []));
  assert.ok(codes.every((code) => code === 'PICKUP_IN_PROGRESS'));
  assert.deepEqual(await told(), ['pickup.scheduled', 'pickup.cancelled']);
});

test('what was refused, or is not the caller’s, cannot be taken back', async () => {
  const command = asked([await aLabel()], { address: { ...NEW_YORK, street1: 'FAIL' } });
  await refusal(schedule(command));
  const { rows } = await listPickups(shipper.context().session, { status: ['refused'] }, PICKUP_ORDERS.createdAtDesc, {});
  assert.deepEqual(await refusal(cancelPickup(shipper.context(), rows[0]!.id)), [['PICKUP_NOT_SCHEDULED', 'id']]);
  const { id } = await schedule(asked([await aLabel()]));
  const other = await aShipper(world, { tenant: shipper.tenant });
  for (const context of [other.context(), (await aShipper(world)).context()])
    assert.deepEqual(await refusal(cancelPickup(context, id)), [['NOT_FOUND', 'id']]);
  assert.equal((await findPickups(shipper.context().session, [id]))[0]?.status, 'scheduled');
});

test('killed before or after any deed, a pickup is made once in the end, or never was, and so with its cancellation', async () => {
  const { context, life } = mortalContext(shipper.context(), null);
  const pickup = await schedule(asked([await aLabel()]), context);
  const made = life.deeds.length;
  await cancelPickup(context, pickup.id);
  for (const death of deathsIn(life.deeds)) {
    const command = asked([await aLabel()]);
    const mortal = mortalContext(shipper.context(), death).context;
    await (async () => cancelPickup(mortal, (await schedule(command, mortal)).id))().catch(() => {});
    clock.advance(31_000);
    await runJob();
    const { rows } = await listPickups(shipper.context().session, {}, PICKUP_ORDERS.createdAtDesc, { first: 1 });
    const isBegun = rows[0]?.idempotencyKey === command.idempotencyKey;
    const expected = death.atDeed < made ? ['scheduled'] : ['scheduled', 'cancelled'];
    if (isBegun) assert.ok(expected.includes(rows[0]!.status), `${JSON.stringify(death)}: ${rows[0]!.status}`);
    assert.equal(rows[0]!.state, 'completed', JSON.stringify(death));
    const again = await schedule(command);
    assert.ok(again.confirmationNumber, JSON.stringify(death));
    if (again.status === 'scheduled') await cancelPickup(shipper.context(), again.id);
  }
});

test('lists are cut by status, connection, shipment and time, and sorted', async () => {
  const shipments = [await aLabel(), await aLabel()];
  const early = await schedule(asked([shipments[0]!], { date: '2026-03-04' }));
  clock.advance(1_000);
  const late = await schedule(asked([shipments[1]!], { date: '2026-03-06' }));
  await cancelPickup(shipper.context(), early.id);
  const found = async (filter: PickupFilter, order: keyof typeof PICKUP_ORDERS = 'readyAtAsc'): Promise<string[]> =>
    (await listPickups(shipper.context().session, filter, PICKUP_ORDERS[order], {})).rows.map(({ id }) =>
      id === early.id ? 'early' : 'late',
    );
  assert.deepEqual(await found({}), ['early', 'late']);
  assert.deepEqual(await found({}, 'readyAtDesc'), ['late', 'early']);
  assert.deepEqual(await found({}, 'createdAtDesc'), ['late', 'early']);
  assert.deepEqual(await found({ status: ['scheduled'] }), ['late']);
  assert.deepEqual(await found({ shipmentId: shipments[0]! }), ['early']);
  assert.deepEqual(await found({ readyAfter: late.readyAt }), ['late']);
  assert.deepEqual(await found({ readyBefore: late.readyAt }), ['early']);
  assert.deepEqual(await found({ connectionId: newId() }), []);
});

test('a page of pickups with connection and shipments takes three statements, however many there are', async () => {
  const query = `{ pickups { edges { node { id status charge { amount currency } connection { displayName } shipments { id } } } } }`;
  const statements: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    await schedule(asked([await aLabel(), await aLabel()]));
    const answer = await askSubgraph<{ pickups: { edges: { node: { shipments: unknown[] } }[] } }>(
      world,
      'shipping',
      shipper.identity,
      {
        query,
      },
    );
    assert.deepEqual(answer.errors, []);
    assert.deepEqual(
      answer.data.pickups.edges.map(({ node }) => node.shipments.length),
      Array.from({ length: count + 1 }, () => 2),
    );
    statements.push(answer.statements);
  }
  assert.deepEqual(statements, [3, 3, 3]);
});

test('schedulePickup answers over GraphQL, and its faults by their fields', async () => {
  const input = asked([encodeId(ID_PREFIX.shipment, await aLabel())], {
    connectionId: encodeId(ID_PREFIX.connection, connectionId),
  });
  const query = `mutation ($input: SchedulePickupInput!) { schedulePickup(input: $input) { pickup { status timeZone charge { amount } } errors { code field } } }`;
  const { data } = await askSubgraph(world, 'shipping', shipper.identity, { query, variables: { input } });
  assert.deepEqual(data, {
    schedulePickup: { pickup: { status: 'SCHEDULED', timeZone: 'America/New_York', charge: { amount: '4.00' } }, errors: [] },
  });
  const wrong = await askSubgraph(world, 'shipping', shipper.identity, {
    query,
    variables: { input: { ...input, timeZone: 'x', idempotencyKey: 'other' } },
  });
  assert.deepEqual(wrong.data, { schedulePickup: { pickup: null, errors: [{ code: 'TIME_ZONE_UNKNOWN', field: 'timeZone' }] } });
});
