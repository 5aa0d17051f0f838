import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId } from '../../../../platform/ids/public-id.ts';
import {
  carrierAnswer as answerOf,
  carrierError as errorOf,
  NEW_YORK_NORMALIZED,
  networkConnection,
  startNetworkServer,
  tryAdapter,
  type NetworkAnswer,
  type NetworkServer,
} from '../../test-support/network-server.ts';
import type { CarrierAdapter, CarrierOperation } from '../carrier-adapter.ts';
import type { CarrierOutcome } from '../carrier-call.ts';
import type { CarrierExchanges, LabelOrder, RateInquiry } from '../carrier-exchanges.ts';
import { CarrierPartlyRefusedError } from '../carriers.errors.ts';
import type { CustomsDeclaration } from '../consignment.ts';
import { easyPostAdapter } from './easypost-adapter.ts';

// Several parcels are an order of shipments at EasyPost: its SDK against a server on this machine that keeps one.

const PIECES = [1, 2, 3];
let server: NetworkServer;
let adapter: CarrierAdapter;
let sold: Set<number>;
let refunded: Set<number>;

before(async () => {
  server = await startNetworkServer();
  adapter = easyPostAdapter(`${server.url}/v2/`);
});
after(() => server.close());

beforeEach(() => {
  sold = new Set();
  refunded = new Set();
  server.forget();
  server.answers = {
    'POST /v2/orders': () => orderAnswer(),
    'GET /v2/orders/order_1': () => orderAnswer(),
    'POST /v2/orders/order_1/buy': () => {
      for (const piece of PIECES) sold.add(piece);
      return orderAnswer();
    },
  };
  for (const piece of PIECES) {
    server.answers[`GET /v2/shipments/shp_${piece}`] = () => ({ status: 200, body: shipment(piece) });
    server.answers[`GET /v2/shipments/shp_${piece}/label`] = () => ({
      status: 200,
      body: { ...shipment(piece), postage_label: { label_zpl_url: `${server.url}/label.zpl` } },
    });
    server.answers[`POST /v2/shipments/shp_${piece}/refund`] = () => {
      refunded.add(piece);
      return { status: 200, body: shipment(piece) };
    };
  }
});

function shipment(piece: number): object {
  const label = { label_pdf_url: `${server.url}/label.pdf` };
  return {
    id: `shp_${piece}`,
    reference: String(piece),
    ...(sold.has(piece) ? { tracking_code: `1Z000000000000000${piece}`, postage_label: label } : {}),
    ...(refunded.has(piece) ? { refund_status: 'submitted' } : {}),
  };
}

/** The order as it stands, its shipments in no particular order. */
function orderAnswer(): NetworkAnswer {
  const rates = [{ id: 'rate_1', carrier: 'UPSDAP', service: 'Ground', rate: '31.20', currency: 'USD', delivery_days: 4 }];
  const messages = [{ carrier: 'USPS', type: 'rate_error', message: 'one parcel only' }];
  return { status: 200, body: { id: 'order_1', rates, messages, shipments: [3, 1, 2].map(shipment) } };
}

const inquiry: RateInquiry = {
  consignment: {
    shipper: NEW_YORK_NORMALIZED,
    recipient: { ...NEW_YORK_NORMALIZED, city: 'Los Angeles', state: 'CA', postalCode: '90012' },
    parcels: PIECES.map((pounds) => ({ weight: { value: String(pounds), unit: 'lb' as const } })),
  },
  services: null,
  shipDate: '2026-03-02',
  askedAt: new Date('2026-03-02T09:00:00Z'),
};

function order(overrides: Partial<LabelOrder> = {}): LabelOrder {
  return {
    shipmentId: newId(),
    attempt: 0,
    consignment: inquiry.consignment,
    carrierName: 'UPSDAP',
    service: 'upsdap_ground',
    serviceName: 'UPSDAP Ground',
    reference: null,
    shipDate: '2026-03-02',
    rateReference: 'order_1/UPSDAP/Ground',
    ...overrides,
  };
}

function ask<Operation extends CarrierOperation>(
  operation: Operation,
  request: CarrierExchanges[Operation]['request'],
  timeoutMs?: number,
): Promise<CarrierOutcome<CarrierExchanges[Operation]['answer']>> {
  const connection = networkConnection('EasyPost', { apiKey: 'EZTKtest4711' });
  return tryAdapter(adapter, { connection, operation, request }, timeoutMs);
}

const numbersOf = (labels: readonly { trackingNumber: string; carrierReference?: string | null | undefined }[]) =>
  labels.map(({ trackingNumber, carrierReference }) => [trackingNumber.at(-1), carrierReference]);

const ALL = [
  ['1', 'shp_1'],
  ['2', 'shp_2'],
  ['3', 'shp_3'],
];

/** What was sold although the purchase was refused. */
function soldWith(outcome: CarrierOutcome<unknown>): unknown[] {
  assert.ok(
    'error' in outcome.result && outcome.result.error instanceof CarrierPartlyRefusedError,
    JSON.stringify(outcome.result),
  );
  return numbersOf(outcome.result.error.sold);
}

test('parcels are priced as one order, each with its weight; carriers that take one parcel only say so', async () => {
  const { rates, messages } = answerOf(await ask('rate', inquiry));
  assert.deepEqual(
    rates.map(({ service, charge, parcels, carrierReference }) => [service, charge.toString(), parcels, carrierReference]),
    [['upsdap_ground', '31.20 USD', undefined, 'order_1/UPSDAP/Ground']],
  );
  assert.deepEqual(messages, [{ service: null, code: 'CARRIER_MESSAGE', message: 'USPS: one parcel only' }]);
  const { order: asked } = server.asked('POST /v2/orders')[0]!.body as {
    order: { to_address: { zip: string }; shipments: { reference: string; parcel: { weight: number } }[] };
  };
  assert.equal(asked.to_address.zip, '90012');
  assert.deepEqual(
    asked.shipments.map(({ reference, parcel }) => [reference, parcel.weight]),
    [
      ['1', 16],
      ['2', 32],
      ['3', 48],
    ],
  );
});

test('across a border each parcel is declared by itself; one that no goods are in is named, and nothing is sent', async () => {
  const goods = (parcelPosition?: number): CustomsDeclaration['commodities'][number] => ({
    description: `Shirt ${parcelPosition}`,
    hsCode: '610510',
    originCountry: 'PT',
    quantity: 2,
    weight: { value: '200', unit: 'g' },
    unitValue: { amount: '19.95', currency: 'USD' },
    parcelPosition,
  });
  const declared = (...commodities: CustomsDeclaration['commodities']): RateInquiry => {
    const customs: CustomsDeclaration = {
      contents: 'merchandise',
      incoterm: 'DDU',
      signer: 'Ada',
      invoiceNumber: null,
      commodities,
    };
    return { ...inquiry, consignment: { ...inquiry.consignment, customs } };
  };
  const { messages } = answerOf(await ask('rate', declared(goods(1), goods(3))));
  assert.deepEqual(
    messages.map(({ code, field }) => [code, field]),
    [['CUSTOMS_PARCEL_REQUIRED', 'customs.commodities']],
  );
  assert.match(messages[0]!.message, /parcel 2/);
  assert.equal(server.askedAnything(), false);
  answerOf(await ask('rate', declared(goods(3), goods(2), goods(1), goods(1))));
  const { order: asked } = server.asked('POST /v2/orders')[0]!.body as {
    order: { shipments: { customs_info: { customs_items: { description: string }[] } }[] };
  };
  assert.deepEqual(
    asked.shipments.map(({ customs_info }) => customs_info.customs_items.map(({ description }) => description)),
    [['Shirt 1', 'Shirt 1'], ['Shirt 2'], ['Shirt 3']],
  );
});

test('buying answers a label for each parcel in their order, in the format that was asked for', async () => {
  const labels = answerOf(await ask('buy', order()));
  assert.deepEqual(numbersOf(labels), ALL);
  assert.deepEqual(server.asked('POST /v2/orders/order_1/buy')[0]!.body, { carrier: 'UPSDAP', service: 'Ground' });
  const printed = answerOf(await ask('buy', order({ format: 'ZPL' })));
  assert.deepEqual(
    printed.map(({ format, content }) => [format, content.toString()]),
    Array.from({ length: 3 }, () => ['ZPL', '^XA^XZ']),
  );
});

test('an order that was bought although its answer timed out, failed or was nonsense is bought once', async () => {
  const buyOrder = server.answers['POST /v2/orders/order_1/buy'] as () => NetworkAnswer;
  for (const [spoilt, code] of [
    [() => new Promise<NetworkAnswer>(() => {}), 'CARRIER_TIMEOUT'],
    [() => ({ status: 502, body: 'bad gateway' }), 'CARRIER_UNAVAILABLE'],
    [() => ({ status: 200, body: { id: 'order_1', shipments: 'three' } }), 'CARRIER_ANSWER_INVALID'],
  ] as const) {
    sold.clear();
    server.forget();
    server.answers['POST /v2/orders/order_1/buy'] = () => {
      buyOrder();
      return spoilt();
    };
    assert.equal(errorOf(await ask('buy', order(), 500))[0], code);
    assert.deepEqual(numbersOf(answerOf(await ask('buy', order()))), ALL);
    assert.equal(server.asked('POST /v2/orders/order_1/buy').length, 1, code);
  }
});

test('an order that is answered twice over has each parcel once', async () => {
  server.answers['POST /v2/orders/order_1/buy'] = () => {
    for (const piece of PIECES) sold.add(piece);
    return { status: 200, body: { id: 'order_1', rates: [], shipments: [1, 2, 3, 1, 2, 3].map(shipment) } };
  };
  assert.deepEqual(numbersOf(answerOf(await ask('buy', order()))), ALL);
});

test('when a parcel is refused, what was sold is named to be given back; when all are, nothing is', async () => {
  const refusal = { error: { code: 'ORDER.PURCHASE.FAILURE', message: 'Parcel 2 is too large.', errors: [] } };
  server.answers['POST /v2/orders/order_1/buy'] = () => {
    sold.add(1);
    return { status: 422, body: refusal };
  };
  const outcome = await ask('buy', order());
  assert.deepEqual(errorOf(outcome), ['CARRIER_REFUSED', 'EasyPost: Parcel 2 is too large.']);
  assert.deepEqual(soldWith(outcome), [['1', 'shp_1']]);
  assert.deepEqual(soldWith(await ask('buy', order())), [['1', 'shp_1']], 'asked again, it buys nothing more');
  assert.equal(server.asked('POST /v2/orders/order_1/buy').length, 1);
  sold.clear();
  server.answers['POST /v2/orders/order_1/buy'] = { status: 422, body: refusal };
  const whole = await ask('buy', order());
  assert.equal(errorOf(whole)[0], 'CARRIER_REFUSED');
  assert.ok('error' in whole.result && !(whole.result.error instanceof CarrierPartlyRefusedError));
});

test('taking an order back refunds each parcel once; of an order whose answer was lost, whatever was sold', async () => {
  for (const piece of PIECES) sold.add(piece);
  const parcels = PIECES.map((piece) => ({ trackingNumber: `1Z${piece}`, carrierReference: `shp_${piece}` }));
  const wanted = { shipmentId: newId(), carrierName: 'UPSDAP', parcels, rateReference: 'order_1/UPSDAP/Ground' };
  answerOf(await ask('void', wanted));
  answerOf(await ask('void', wanted));
  for (const piece of PIECES) assert.equal(server.asked(`POST /v2/shipments/shp_${piece}/refund`).length, 1);
  sold = new Set([2]);
  refunded = new Set();
  server.forget();
  answerOf(await ask('void', { ...wanted, parcels: null }));
  assert.deepEqual([...refunded], [2]);
  answerOf(await ask('void', { ...wanted, parcels: null, rateReference: null }));
});

test('a manifest names every parcel of a shipment', async () => {
  const form = { id: 'sf_1', status: 'created', form_url: `${server.url}/label.pdf` };
  server.answers['POST /v2/scan_forms'] = { status: 201, body: form };
  const [first, ...others] = PIECES.map((piece) => ({ trackingNumber: `1Z${piece}`, carrierReference: `shp_${piece}` }));
  const label = { ...first!, shipmentId: newId(), carrierName: 'UPSDAP', parcels: [first!, ...others] };
  answerOf(await ask('manifest', { manifestId: newId(), shipDate: '2026-03-02', address: NEW_YORK_NORMALIZED, labels: [label] }));
  const asked = server.asked('POST /v2/scan_forms')[0]!.body as { scan_form: { shipments: { id: string }[] } };
  assert.deepEqual(
    asked.scan_form.shipments.map(({ id }) => id),
    ['shp_1', 'shp_2', 'shp_3'],
  );
});
