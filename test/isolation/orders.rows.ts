import type { Rows } from './row.ts';
import type { Side } from './world/side.ts';

/** How the operations on orders are called. */
export const ordersRows: Rows = {
  'Query.order': { as: 'owner', arguments: async (side) => ({ id: (await orderOf(side, 'shipped')).id }) },
  'Query.orders': { as: 'owner' },
  'Mutation.createOrder': { as: 'owner', arguments: (side) => ({ input: orderInput(side) }) },
  'Mutation.updateOrder': {
    as: 'owner',
    arguments: async (side) => ({ input: { orderId: (await orderOf(side)).id, notes: side.text('notes') } }),
  },
  'Mutation.cancelOrder': { as: 'owner', arguments: async (side) => ({ input: { orderId: (await orderOf(side)).id } }) },
  'Mutation.createOrderShipment': {
    as: 'owner',
    arguments: async (side) => ({ input: orderShipmentInput(await orderOf(side)) }),
  },
  'Subscription.orderUpdated': [
    { as: 'owner' },
    { as: 'owner', arguments: async (side) => ({ orderId: (await orderOf(side, 'shipped')).id }) },
  ],
};

function orderInput(side: Side): object {
  const goods = {
    title: side.text('goods'),
    quantity: 2,
    sku: side.text('sku'),
    unitValue: { amount: '12.50', currency: 'USD' },
    weight: { value: '1', unit: 'LB' },
    originCountry: 'US',
    hsCode: '610510',
    metadata: { note: side.text('note') },
  };
  const { shipper, recipient } = side.quoteRequest() as Record<'shipper' | 'recipient', object>;
  const marks = { notes: side.text('notes'), metadata: { note: side.text('note') } };
  return { externalId: side.text('order'), shipper, recipient, lineItems: [goods], ...marks };
}

interface MadeOrder {
  id: string;
  lineItems: { id: string }[];
}

/** An order of the side's, with a draft for one of its two pieces where it is said to be shipped. */
async function orderOf(side: Side, state: 'new' | 'shipped' = 'new'): Promise<MadeOrder> {
  const { order } = await side.perform<{ order: MadeOrder }>(
    'owner',
    'createOrder',
    orderInput(side),
    'order { id lineItems { id } }',
  );
  if (state === 'shipped') await side.perform('owner', 'createOrderShipment', orderShipmentInput(order), 'shipment { id }');
  return order;
}

function orderShipmentInput({ id, lineItems }: MadeOrder): object {
  const [line] = lineItems;
  return { orderId: id, lineItems: [{ lineItemId: line!.id, quantity: 1 }], parcels: [{ weight: { value: '2', unit: 'LB' } }] };
}
