import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { aConsignment, anEntityWith, aShipper, connectSandbox, type Shipper } from '../test-support/shipping-fixtures.ts';
import { checkCustoms, type CustomsInput } from './check-customs.ts';
import { crossesBorder, customsValue } from './customs.ts';

const BERLIN = { name: 'Jürgen Müller', street1: 'Torstraße 1', city: 'Berlin', postalCode: '10119', country: 'DE' };
const SHIRTS: CustomsInput = {
  contents: 'merchandise',
  signer: 'Ada Sender',
  commodities: [
    {
      description: 'Cotton shirt',
      quantity: 3,
      unitValue: { amount: '19.95', currency: 'USD' },
      weight: { value: '200', unit: 'g' },
      originCountry: 'pt',
      hsCode: '6105.10',
    },
  ],
};

let world: TestWorld;
let shipper: Shipper;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  shipper = await aShipper(world);
  await connectSandbox(shipper);
  await anEntityWith(world, shipper, '100');
});
after(() => world.close());

test('a label across a border is bought with a declaration only', async () => {
  const bare = await requestQuotes(shipper.context(), aConsignment({ recipient: BERLIN }));
  await assert.rejects(purchaseShipment(shipper.context(), { rateId: bare.rates[0]!.id, idempotencyKey: 'a' }), {
    code: 'CUSTOMS_REQUIRED',
    field: 'rateId',
  });
  const declared = await requestQuotes(shipper.context(), aConsignment({ recipient: BERLIN, customs: SHIRTS }));
  const shipment = await purchaseShipment(shipper.context(), { rateId: declared.rates[0]!.id, idempotencyKey: 'b' });
  assert.equal(shipment.customs?.commodities[0]?.hsCode, '610510');
  assert.equal(customsValue(shipment.customs).toString(), '59.85 USD');
});

test('every fault of a declaration is told on its field', () => {
  const faults: ErrorDetail[] = [];
  checkCustoms(
    {
      contents: 'other',
      signer: ' ',
      commodities: [
        {
          description: ' ',
          quantity: 0,
          unitValue: { amount: '0', currency: 'USD' },
          weight: { value: '1', unit: 'kg' },
          originCountry: 'XX',
          hsCode: '12',
        },
        {
          description: 'x'.repeat(201),
          quantity: 1,
          unitValue: { amount: '1', currency: 'EUR' },
          originCountry: 'DE',
          hsCode: '610510',
          weight: { value: '-1', unit: 'kg' },
        },
      ],
    },
    faults,
    1,
  );
  assert.deepEqual(
    faults.map(({ field }) => field),
    [
      'customs.commodities.0.description',
      'customs.commodities.0.quantity',
      'customs.commodities.0.unitValue',
      'customs.commodities.0.originCountry',
      'customs.commodities.0.hsCode',
      'customs.commodities.1.unitValue',
      'customs.commodities.1.description',
      'customs.commodities.1.weight',
      'customs.signer',
    ],
  );
});

test('Puerto Rico is within the customs border of the United States, Canada is not', () => {
  assert.equal(crossesBorder({ country: 'US' }, { country: 'PR' }), false);
  assert.equal(crossesBorder({ country: 'US' }, { country: 'CA' }), true);
  assert.equal(crossesBorder({ country: 'DE' }, { country: 'DE' }), false);
});
