import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { encodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { createSavedAddress } from '../address-book/keep-address.ts';
import { cancelShipment } from '../cancellations/cancel-shipment.ts';
import { quoteShipment } from '../drafts/quote-shipment.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { changeShipmentStatus } from '../shipments/change-shipment-status.ts';
import { anOrder, linesOf, TWO_POUNDS } from '../test-support/order-fixtures.ts';
import { anEntityWith, aShipper, connectSandbox, NEW_YORK, type Shipper } from '../test-support/shipping-fixtures.ts';
import { cancelOrder } from './cancel-order.ts';
import { createOrder } from './create-order.ts';
import { createOrderShipment, type CreateOrderShipment } from './create-order-shipment.ts';
import { findOrders, type OrderRow } from './orders.query.ts';
import { updateOrder } from './update-order.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
let order: OrderRow;
let mugId: Uuid;
let kettleId: Uuid;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());

beforeEach(async () => {
  shipper = await aShipper(world);
  await connectSandbox(shipper);
  await anEntityWith(world, shipper, '100');
  order = await createOrder(shipper.context(), anOrder());
  [mugId, kettleId] = (await linesOf(shipper, order.id)).map(({ id }) => id) as [Uuid, Uuid];
  await world.inspect('truncate platform.outbox');
});

const prepare = (facts: Partial<CreateOrderShipment> = {}): ReturnType<typeof createOrderShipment> =>
  createOrderShipment(shipper.context(), { orderId: order.id, parcels: TWO_POUNDS, ...facts });

async function buy(shipmentId: Uuid): Promise<void> {
  const { rates } = await quoteShipment(shipper.context(), { shipmentId, services: ['sandbox_ground'] });
  await purchaseShipment(shipper.context(), { rateId: rates[0]!.id, idempotencyKey: shipmentId });
}

const status = async (): Promise<string> => (await findOrders(shipper.context().session, [order.id]))[0]!.status;

/** Of each line: ordered, in shipments, bought, delivered. */
const progress = async (): Promise<number[][]> =>
  (await linesOf(shipper, order.id)).map((line) => [
    line.quantity,
    line.takenQuantity,
    line.fulfilledQuantity,
    line.deliveredQuantity,
  ]);

const told = async (): Promise<string[]> =>
  (
    await world.inspect<{ told: string }>(
      `select type || ' ' || (data ->> 'status') as told from platform.outbox where type like 'order.%' order by position`,
    )
  ).map((row) => row.told);

async function faultsOf(attempt: Promise<unknown>): Promise<string[]> {
  const error = await attempt.then(
    () => assert.fail('it went through'),
    (refusal: { details(): ErrorDetail[] }) => refusal,
  );
  return error.details().map(({ field, code }) => `${field} ${code}`);
}

test('two shipments fulfil an order by parts: partial, fulfilled, delivered; a cancelled one opens its lines again', async () => {
  const first = await prepare({ lineItems: [{ lineItemId: mugId, quantity: 2 }] });
  assert.deepEqual([first.status, first.reference, first.recipient.city], ['draft', '1001', 'Los Angeles']);
  assert.deepEqual(
    [await status(), await progress()],
    [
      'unfulfilled',
      [
        [3, 2, 0, 0],
        [1, 0, 0, 0],
      ],
    ],
  );
  await buy(first.id);
  assert.deepEqual(
    [await status(), await progress()],
    [
      'partial',
      [
        [3, 2, 2, 0],
        [1, 0, 0, 0],
      ],
    ],
  );
  const second = await prepare();
  assert.deepEqual(await progress(), [
    [3, 3, 2, 0],
    [1, 1, 0, 0],
  ]);
  await buy(second.id);
  assert.equal(await status(), 'fulfilled');

  await cancelShipment(shipper.context(), second.id);
  assert.deepEqual(
    [await status(), await progress()],
    [
      'partial',
      [
        [3, 2, 2, 0],
        [1, 0, 0, 0],
      ],
    ],
  );
  const third = await prepare();
  await buy(third.id);
  await changeShipmentStatus(shipper.context(), { shipmentId: first.id, status: 'delivered' });
  assert.equal(await status(), 'fulfilled', 'one of two is delivered');
  await changeShipmentStatus(shipper.context(), { shipmentId: third.id, status: 'delivered' });
  assert.deepEqual(
    [await status(), await progress()],
    [
      'delivered',
      [
        [3, 3, 3, 3],
        [1, 1, 1, 1],
      ],
    ],
  );
  assert.deepEqual(await told(), [
    'order.updated partial',
    'order.fulfilled fulfilled',
    'order.updated partial',
    'order.fulfilled fulfilled',
    'order.updated fulfilled',
    'order.updated delivered',
  ]);
});

test('of ten shipments of one line at once, exactly as many take it as there is of it', async () => {
  const lineItems = [{ lineItemId: mugId, quantity: 1 }];
  const attempts = await Promise.allSettled(Array.from({ length: 10 }, () => prepare({ lineItems })));
  assert.equal(attempts.filter((attempt) => attempt.status === 'fulfilled').length, 3);
  for (const attempt of attempts)
    if (attempt.status === 'rejected') assert.equal((attempt.reason as { code: string }).code, 'QUANTITY_NOT_OPEN');
  assert.deepEqual(await progress(), [
    [3, 3, 0, 0],
    [1, 0, 0, 0],
  ]);
});

test('of two shipments of everything at once one takes it, and the other finds nothing open', async () => {
  const attempts = await Promise.allSettled([prepare(), prepare()]);
  const refused = attempts.filter((attempt) => attempt.status === 'rejected');
  assert.deepEqual(
    refused.map(({ reason }) => (reason as { code: string }).code),
    ['NOTHING_OPEN'],
  );
});

test('an order that is cancelled while a shipment of it is prepared loses or wins, never both', async () => {
  const [cancelled, prepared] = await Promise.allSettled([cancelOrder(shipper.context(), order.id), prepare()]);
  assert.notEqual(cancelled.status, prepared.status);
  assert.equal(await status(), cancelled.status === 'fulfilled' ? 'cancelled' : 'unfulfilled');
});

test('what is not open, not of the order, named twice or nothing is refused on its line, and no draft is left', async () => {
  const other = await createOrder(shipper.context(), anOrder({ externalId: '1002' }));
  const [strange] = await linesOf(shipper, other.id);
  const lineItems = [
    { lineItemId: mugId, quantity: 4 },
    { lineItemId: strange!.id, quantity: 1 },
    { lineItemId: kettleId, quantity: 1 },
    { lineItemId: kettleId, quantity: 1 },
    { lineItemId: mugId, quantity: 0 },
  ];
  assert.deepEqual(await faultsOf(prepare({ lineItems, parcels: [] })), [
    'lineItems.0.quantity QUANTITY_NOT_OPEN',
    'lineItems.1.lineItemId NOT_FOUND',
    'lineItems.3.lineItemId VALIDATION_FAILED',
    'lineItems.4.quantity VALIDATION_FAILED',
    'parcels PARCELS_EMPTY',
  ]);
  assert.deepEqual(await faultsOf(prepare({ lineItems: [] })), ['lineItems LINES_EMPTY']);
  const stranger = await aShipper(world, { tenant: shipper.tenant });
  const theirs = { orderId: order.id, parcels: TWO_POUNDS };
  await assert.rejects(createOrderShipment(stranger.context(), theirs), { code: 'NOT_FOUND' });
  const [row] = await world.inspect<{ count: number }>(`select count(*)::int as count from "${shipper.tenant.schema}".shipments`);
  assert.equal(row!.count, 0);
});

test('what is in a shipment neither leaves the order nor becomes less, and keeps the order from being cancelled', async () => {
  const draft = await prepare({ lineItems: [{ lineItemId: mugId, quantity: 2 }] });
  await assert.rejects(cancelOrder(shipper.context(), order.id), { code: 'ORDER_IN_SHIPMENT' });
  const change = (lineItems: object[]): Promise<unknown> =>
    updateOrder(shipper.context(), { orderId: order.id, lineItems: lineItems as never });
  assert.deepEqual(await faultsOf(change([{ id: mugId, title: 'Mug', quantity: 1 }])), ['lineItems.0.quantity LINE_IN_SHIPMENT']);
  assert.deepEqual(await faultsOf(change([{ id: kettleId, title: 'Kettle', quantity: 1 }])), ['lineItems LINE_IN_SHIPMENT']);
  await buy(draft.id);
  await change([{ id: mugId, title: 'Mug', quantity: 2 }]);
  assert.equal(await status(), 'fulfilled', 'what is left of the order is bought');
  await cancelShipment(shipper.context(), draft.id);
  assert.equal((await cancelOrder(shipper.context(), order.id)).status, 'cancelled');
  await assert.rejects(prepare(), { code: 'ORDER_CANCELLED' });
});

test('goods are declared to customs from the lines; what a line does not say is missed on it', async () => {
  const recipient = { name: 'Ben', street1: '10 Downing St', city: 'London', postalCode: 'SW1A 2AA', country: 'GB' };
  await updateOrder(shipper.context(), { orderId: order.id, recipient });
  const customs = { contents: 'merchandise' as const, signer: 'Ada' };
  assert.deepEqual(await faultsOf(prepare({ customs })), [
    'lineItems.1.weight CUSTOMS_FACT_MISSING',
    'lineItems.1.originCountry CUSTOMS_FACT_MISSING',
    'lineItems.1.hsCode CUSTOMS_FACT_MISSING',
  ]);
  const draft = await prepare({ customs, lineItems: [{ lineItemId: mugId, quantity: 2 }] });
  assert.deepEqual(draft.customs?.commodities, [
    {
      description: 'Blue mug',
      quantity: 2,
      unitValue: { amount: '12.50', currency: 'USD' },
      weight: { value: '1', unit: 'lb' },
      originCountry: 'US',
      hsCode: '691200',
    },
  ]);
});

test('a shipment starts where it says, else where its order does, else at the default of the address book', async () => {
  await updateOrder(shipper.context(), { orderId: order.id, shipper: null });
  await assert.rejects(prepare(), { code: 'SHIPPER_REQUIRED' });
  await createSavedAddress(shipper.context(), {
    name: 'Store',
    address: { ...NEW_YORK, company: 'Store' },
    isDefaultShipper: true,
  });
  const one = [{ lineItemId: mugId, quantity: 1 }];
  assert.equal((await prepare({ lineItems: one })).shipper.company, 'Store');
  assert.equal((await prepare({ lineItems: one, shipper: NEW_YORK })).shipper.company, undefined);
});

const LIST = `query { orders(first: 50) { edges { node {
  id status value { amount currency } organization { id }
  lineItems { id sku openQuantity fulfilledQuantity unitValue { amount } }
  shipments(first: 5) { totalCount edges { node { id status order { id } lineItems { orderLineId title quantity } } } } } } } }`;

interface Listed {
  orders: {
    edges: {
      node: {
        lineItems: { openQuantity: number }[];
        shipments: { edges: { node: { order: { id: string }; lineItems: object[] } }[] };
      };
    }[];
  };
}

test('a page of orders with lines, shipments and what they bring takes as many statements for twelve orders as for two', async () => {
  const draft = await prepare({ lineItems: [{ lineItemId: mugId, quantity: 2 }] });
  await createOrder(shipper.context(), anOrder({ externalId: 'other' }));
  const few = await askSubgraph<Listed>(world, 'shipping', shipper.identity, { query: LIST });
  assert.deepEqual(few.errors, []);
  const shown = few.data.orders.edges[1]!.node;
  assert.equal(shown.lineItems[0]!.openQuantity, 1);
  assert.deepEqual(shown.shipments.edges[0]!.node, {
    id: encodeId(ID_PREFIX.shipment, draft.id),
    status: 'DRAFT',
    order: { id: encodeId(ID_PREFIX.order, order.id) },
    lineItems: [{ orderLineId: encodeId(ID_PREFIX.orderLine, mugId), title: 'Blue mug', quantity: 2 }],
  });
  for (let more = 0; more < 10; more += 1) {
    const another = await createOrder(shipper.context(), anOrder({ externalId: `more-${more}` }));
    await createOrderShipment(shipper.context(), { orderId: another.id, parcels: TWO_POUNDS });
  }
  const many = await askSubgraph<Listed>(world, 'shipping', shipper.identity, { query: LIST });
  assert.equal(many.data.orders.edges.length, 12);
  assert.equal(many.statements, few.statements);
  assert.equal(few.statements, 6);
});
