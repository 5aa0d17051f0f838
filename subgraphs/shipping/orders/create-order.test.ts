import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { anOrder, linesOf } from '../test-support/order-fixtures.ts';
import { aShipper, LOS_ANGELES, NEW_YORK, type Shipper } from '../test-support/shipping-fixtures.ts';
import { cancelOrder } from './cancel-order.ts';
import { createOrder, type CreateOrder } from './create-order.ts';
import { orderValue } from './order-event.ts';
import { listOrders, ORDER_ORDERS, type OrderFilter } from './orders.query.ts';
import { updateOrder } from './update-order.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());

beforeEach(async () => {
  shipper = await aShipper(world);
  await world.inspect('truncate platform.outbox');
});

const create = (overrides: Partial<CreateOrder> = {}): ReturnType<typeof createOrder> =>
  createOrder(shipper.context(), anOrder(overrides));

const orderCount = async (): Promise<number> => {
  const [row] = await world.inspect<{ count: number }>(`select count(*)::int as count from "${shipper.tenant.schema}".orders`);
  return row!.count;
};

const told = async (): Promise<string[]> =>
  (await world.inspect<{ type: string }>('select type from platform.outbox order by position')).map(({ type }) => type);

async function faultsOf(attempt: Promise<unknown>): Promise<string[]> {
  const error = await attempt.then(
    () => assert.fail('it went through'),
    (refusal: { details(): ErrorDetail[] }) => refusal,
  );
  return error.details().map(({ field, code }) => `${field} ${code}`);
}

test('an order of 3 mugs at 12.50 and a kettle at 40 is worth 77.50, is known by its external id, and is told of once', async () => {
  const order = await create();
  assert.deepEqual(
    [order.status, order.number, orderValue(order)],
    ['unfulfilled', '1001', { amount: '77.50', currency: 'USD' }],
  );
  const lines = await linesOf(shipper, order.id);
  assert.deepEqual(
    lines.map(({ sku, quantity, originCountry, hsCode, takenQuantity }) => [sku, quantity, originCountry, hsCode, takenQuantity]),
    [
      ['MUG-1', 3, 'US', '691200', 0],
      ['KET-1', 1, null, null, 0],
    ],
  );
  assert.deepEqual(await told(), ['order.created', 'usage.order.created']);
  const [entry] = await world.inspect<{ action: string }>(
    `select action from platform.audit_log where resource_id = '${order.id}'`,
  );
  assert.equal(entry?.action, 'order.created');
});

test('ten deliveries of one order at once make one; the same once more answers it, another under its id is refused', async () => {
  const made = await Promise.all(Array.from({ length: 10 }, () => create()));
  assert.equal(new Set(made.map(({ id }) => id)).size, 1);
  assert.equal(await orderCount(), 1);
  await updateOrder(shipper.context(), { orderId: made[0]!.id, notes: 'call first' });
  assert.equal((await create()).notes, 'call first', 'as it is now');
  await assert.rejects(create({ notes: 'other' }), { code: 'EXTERNAL_ID_TAKEN' });
  const elsewhere = await create({ source: 'etsy', notes: 'other' });
  assert.notEqual(elsewhere.id, made[0]!.id);
  assert.equal(await orderCount(), 2);
  const unnamed = [await create({ externalId: null }), await create({ externalId: null })];
  assert.notEqual(unnamed[0]!.id, unnamed[1]!.id);
});

test('the same external id in another organization and in live mode is another order', async () => {
  const first = await create();
  const other = await aShipper(world, { tenant: shipper.tenant });
  const theirs = await createOrder(other.context(), anOrder());
  const live = await createOrder({ ...world.context('shipping', { ...shipper.identity, testMode: false }) }, anOrder());
  assert.equal(new Set([first.id, theirs.id, live.id]).size, 3);
  await assert.rejects(updateOrder(other.context(), { orderId: first.id, notes: 'mine' }), { code: 'NOT_FOUND' });
  await assert.rejects(cancelOrder(other.context(), first.id), { code: 'NOT_FOUND' });
  await assert.rejects(cancelOrder(shipper.context(), live.id), { code: 'NOT_FOUND' });
});

test('every fault is told at once on its line and field, and nothing is kept', async () => {
  const lineItems: CreateOrder['lineItems'] = [
    { title: ' ', quantity: 0, weight: { value: '0', unit: 'lb' }, unitValue: { amount: '1', currency: 'USD' } },
    { title: 'x', quantity: 1, unitValue: { amount: '-1', currency: 'EUR' }, originCountry: 'XX', hsCode: '12' },
    { title: 'x', quantity: 1.5, sku: 's'.repeat(101), metadata: ['a list'] },
  ];
  const recipient = { ...LOS_ANGELES, postalCode: 'SW1A 1AA' };
  assert.deepEqual(await faultsOf(create({ recipient, lineItems, source: 's'.repeat(101) })), [
    'source VALIDATION_FAILED',
    'recipient.postalCode ADDRESS_POSTAL_CODE_INVALID',
    'lineItems.0.weight WEIGHT_NOT_POSITIVE',
    'lineItems.0.title VALIDATION_FAILED',
    'lineItems.0.quantity VALIDATION_FAILED',
    'lineItems.1.unitValue CURRENCY_MISMATCH',
    'lineItems.1.unitValue VALIDATION_FAILED',
    'lineItems.1.originCountry VALIDATION_FAILED',
    'lineItems.1.hsCode VALIDATION_FAILED',
    'lineItems.2.sku VALIDATION_FAILED',
    'lineItems.2.quantity VALIDATION_FAILED',
    'lineItems.2.metadata VALIDATION_FAILED',
  ]);
  assert.deepEqual(await faultsOf(create({ lineItems: [] })), ['lineItems LINES_EMPTY']);
  const many = Array.from({ length: 501 }, () => ({ title: 'x', quantity: 1 }));
  assert.deepEqual(await faultsOf(create({ lineItems: many })), ['lineItems TOO_MANY_LINES']);
  assert.equal(await orderCount(), 0);
  assert.deepEqual(await told(), []);
});

test('lines are changed by their id, added without one and gone when left out; a strange id is refused', async () => {
  const order = await create();
  const [mug] = await linesOf(shipper, order.id);
  const changed = await updateOrder(shipper.context(), {
    orderId: order.id,
    number: null,
    recipient: NEW_YORK,
    lineItems: [
      { title: 'Spoon', quantity: 2 },
      { id: mug!.id, sku: 'MUG-2', title: 'Red mug', quantity: 4 },
    ],
  });
  assert.deepEqual([changed.number, changed.recipient.city, changed.value], [null, 'New York', null]);
  const lines = await linesOf(shipper, order.id);
  assert.deepEqual(
    lines.map(({ title, quantity, sku }) => [title, quantity, sku]),
    [
      ['Spoon', 2, null],
      ['Red mug', 4, 'MUG-2'],
    ],
  );
  assert.equal(lines[1]!.id, mug!.id);
  const strange = (await linesOf(shipper, (await create({ externalId: '1002' })).id))[0]!;
  const lineItems = [
    { id: strange.id, title: 'x', quantity: 1 },
    { id: mug!.id, title: 'x', quantity: 1 },
    { id: mug!.id, title: 'x', quantity: 1 },
  ];
  assert.deepEqual(await faultsOf(updateOrder(shipper.context(), { orderId: order.id, lineItems })), [
    'lineItems.0.id NOT_FOUND',
    'lineItems.2.id VALIDATION_FAILED',
  ]);
});

test('a cancelled order stays cancelled, is cancelled once, and is changed no more', async () => {
  const order = await create();
  await world.inspect('truncate platform.outbox');
  assert.equal((await cancelOrder(shipper.context(), order.id)).status, 'cancelled');
  assert.equal((await cancelOrder(shipper.context(), order.id)).status, 'cancelled');
  assert.deepEqual(await told(), ['order.cancelled']);
  await assert.rejects(updateOrder(shipper.context(), { orderId: order.id, notes: 'x' }), { code: 'ORDER_CANCELLED' });
});

test('orders are found by status, source, number, dates, metadata, and the beginnings of words of buyer and goods', async () => {
  const at = (day: string): Date => new Date(`2026-02-${day}T12:00:00Z`);
  await create({
    externalId: 'A-1',
    placedAt: at('03'),
    metadata: { channel: 'web' },
    recipient: { ...LOS_ANGELES, name: 'Zoë Müller' },
  });
  clock.advance(1_000);
  await create({
    externalId: 'A-2',
    number: '#77',
    source: 'etsy',
    placedAt: at('01'),
    lineItems: [{ title: 'Teapot', sku: 'TEA-9', quantity: 1 }],
  });
  clock.advance(1_000);
  const { id } = await create({ externalId: 'A-3', placedAt: at('02') });
  await cancelOrder(shipper.context(), id);
  const found = async (filter: OrderFilter, sort: keyof typeof ORDER_ORDERS = 'createdAtAsc', by = shipper): Promise<unknown[]> =>
    (await listOrders(by.context().session, filter, ORDER_ORDERS[sort], {})).rows.map(({ externalId }) => externalId);
  assert.deepEqual(await found({}), ['A-1', 'A-2', 'A-3']);
  assert.deepEqual(await found({}, 'createdAtDesc'), ['A-3', 'A-2', 'A-1']);
  assert.deepEqual(await found({}, 'placedAtAsc'), ['A-2', 'A-3', 'A-1']);
  assert.deepEqual(await found({ isUnfulfilled: true }), ['A-1', 'A-2']);
  assert.deepEqual(await found({ isUnfulfilled: false }), ['A-3']);
  assert.deepEqual(await found({ status: ['cancelled', 'partial'] }), ['A-3']);
  assert.deepEqual(await found({ source: 'etsy' }), ['A-2']);
  assert.deepEqual(await found({ number: '#77' }), ['A-2']);
  assert.deepEqual(await found({ externalId: 'A-1' }), ['A-1']);
  assert.deepEqual(await found({ placedAfter: at('02'), placedBefore: at('03') }), ['A-3']);
  assert.deepEqual(await found({ metadata: [{ key: 'channel', value: 'web' }] }), ['A-1']);
  assert.deepEqual(await found({ keyword: 'tea' }), ['A-2']);
  assert.deepEqual(await found({ keyword: 'muller los' }), ['A-1']);
  assert.deepEqual(await found({ keyword: '%' }), []);
  const other = await aShipper(world, { tenant: shipper.tenant });
  assert.deepEqual(await found({ keyword: 'tea' }, 'createdAtAsc', other), []);
});
