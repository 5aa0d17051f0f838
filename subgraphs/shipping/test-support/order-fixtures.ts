import type { OrderInput } from '../orders/check-order.ts';
import type { CreateOrder } from '../orders/create-order.ts';
import { findOrderLines, type OrderLineRow } from '../orders/order-lines.query.ts';
import { LOS_ANGELES, NEW_YORK, type Shipper } from './shipping-fixtures.ts';

/** Three mugs at 12.50 and one kettle at 40.00, but for what is said otherwise. */
export function anOrder(overrides: Partial<CreateOrder> = {}): CreateOrder {
  const lineItems: OrderInput['lineItems'] = [
    {
      sku: 'MUG-1',
      title: 'Blue mug',
      quantity: 3,
      unitValue: { amount: '12.50', currency: 'USD' },
      weight: { value: '1', unit: 'lb' },
      originCountry: 'us',
      hsCode: '6912.00',
    },
    { sku: 'KET-1', title: 'Kettle', quantity: 1, unitValue: { amount: '40', currency: 'USD' } },
  ];
  return { source: 'shopify', externalId: '1001', shipper: NEW_YORK, recipient: LOS_ANGELES, lineItems, ...overrides };
}

/** A parcel of two pounds. */
export const TWO_POUNDS = [{ weight: { value: '2', unit: 'lb' as const } }];

/** The lines of an order as they stand now. */
export async function linesOf(shipper: Shipper, orderId: string): Promise<OrderLineRow[]> {
  return findOrderLines(shipper.context().session, [orderId]);
}
