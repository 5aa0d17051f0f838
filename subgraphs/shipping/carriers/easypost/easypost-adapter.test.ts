import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId } from '../../../../platform/ids/public-id.ts';
import {
  carrierAnswer as answerOf,
  carrierError as errorOf,
  NEW_YORK_NORMALIZED,
  networkConnection,
  nextConnectionClosed,
  startNetworkServer,
  tryAdapter,
  type NetworkServer,
} from '../../test-support/network-server.ts';
import { capabilitiesOf, type CarrierAdapter, type CarrierOperation, type ConnectionFacts } from '../carrier-adapter.ts';
import type { CarrierOutcome } from '../carrier-call.ts';
import type { CarrierExchanges, LabelOrder, LabelReturn, RateInquiry } from '../carrier-exchanges.ts';
import { easyPostAdapter } from './easypost-adapter.ts';

// EasyPost's own SDK against a server on this machine that speaks its protocol.

const SHIPMENT = {
  id: 'shp_1',
  rates: [
    { id: 'rate_1', carrier: 'USPS', service: 'GroundAdvantage', rate: '7.58', currency: 'USD', delivery_days: 3 },
    { id: 'rate_2', carrier: 'UPSDAP', service: 'NextDayAir', rate: '31.20', currency: 'USD', est_delivery_days: 1 },
  ],
  messages: [{ carrier: 'DhlEcs', type: 'rate_error', message: 'shipper is not allowed' }],
};

let server: NetworkServer;
let adapter: CarrierAdapter;
let facts: ConnectionFacts;
let answers: NetworkServer['answers'];

before(async () => {
  server = await startNetworkServer();
  adapter = easyPostAdapter(`${server.url}/v2/`);
});
after(() => server.close());

beforeEach(() => {
  answers = server.answers = {
    'POST /v2/shipments': { status: 201, body: SHIPMENT },
    'POST /v2/shipments/shp_1/buy': { status: 200, body: bought() },
    'GET /v2/shipments/shp_1': { status: 200, body: bought() },
    'GET /v2/shipments/shp_1/label': {
      status: 200,
      body: { ...bought(), postage_label: { label_zpl_url: `${server.url}/label.zpl` } },
    },
    'POST /v2/shipments/shp_1/refund': { status: 200, body: { ...SHIPMENT, refund_status: 'submitted' } },
    'GET /v2/addresses': { status: 200, body: { addresses: [], has_more: false } },
    'GET /v2/pickups': { status: 200, body: { pickups: [], has_more: false } },
  };
  server.forget();
  facts = networkConnection('EasyPost', { apiKey: 'EZTKtest4711' });
});

function bought(): object {
  const label = { label_url: `${server.url}/label.pdf`, label_pdf_url: `${server.url}/label.pdf` };
  return { ...SHIPMENT, tracking_code: '9400100000000000000000', postage_label: label };
}

const inquiry: RateInquiry = {
  consignment: {
    shipper: NEW_YORK_NORMALIZED,
    recipient: { ...NEW_YORK_NORMALIZED, city: 'Los Angeles', state: 'CA', postalCode: '90012' },
    parcels: [{ weight: { value: '2', unit: 'lb' }, dimensions: { length: '30.48', width: '20', height: '10', unit: 'cm' } }],
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
    carrierName: 'USPS',
    service: 'usps_ground_advantage',
    serviceName: 'USPS GroundAdvantage',
    reference: null,
    shipDate: '2026-03-02',
    rateReference: 'shp_1/rate_1',
    ...overrides,
  };
}

function voidOf(parcels: LabelReturn['parcels'], rateReference: string | null = 'shp_1/rate_1'): LabelReturn {
  return { shipmentId: newId(), carrierName: 'USPS', parcels, rateReference };
}

function ask<Operation extends CarrierOperation>(
  operation: Operation,
  request: CarrierExchanges[Operation]['request'],
  timeoutMs?: number,
): Promise<CarrierOutcome<CarrierExchanges[Operation]['answer']>> {
  return tryAdapter(adapter, { connection: facts, operation, request }, timeoutMs);
}

test('declares everything but nothing that it lacks', () => {
  assert.deepEqual(capabilitiesOf(adapter), [
    'rate',
    'buy',
    'void',
    'track',
    'schedulePickup',
    'cancelPickup',
    'validateAddress',
    'manifest',
  ]);
});

test('rates are read exactly, each with what finds it again; carriers that offer nothing say why', async () => {
  const { rates, messages } = answerOf(await ask('rate', inquiry));
  assert.deepEqual(
    rates.map((rate) => [
      rate.carrierName,
      rate.service,
      rate.charge.toString(),
      rate.transitDays?.maximum,
      rate.carrierReference,
    ]),
    [
      ['USPS', 'usps_ground_advantage', '7.58 USD', 3, 'shp_1/rate_1'],
      ['UPSDAP', 'upsdap_next_day_air', '31.20 USD', 1, 'shp_1/rate_2'],
    ],
  );
  assert.deepEqual(messages, [{ service: null, code: 'CARRIER_MESSAGE', message: 'DhlEcs: shipper is not allowed' }]);
  const [request] = server.asked('POST /v2/shipments');
  assert.equal(request!.authorization, `Basic ${Buffer.from('EZTKtest4711:').toString('base64')}`);
  const { shipment } = request!.body as { shipment: { parcel: object; to_address: { zip: string } } };
  assert.deepEqual(shipment.parcel, { weight: 32, length: 12, width: 7.88, height: 3.94 });
  assert.equal(shipment.to_address.zip, '90012');
});

test('only the services that were asked for come back', async () => {
  const { rates } = answerOf(await ask('rate', { ...inquiry, services: ['upsdap_next_day_air'] }));
  assert.deepEqual(
    rates.map(({ service }) => service),
    ['upsdap_next_day_air'],
  );
});

test('a label is bought once: when its answer was lost, the second purchase reads what the first one bought', async () => {
  let purchases = 0;
  answers['POST /v2/shipments/shp_1/buy'] = () => {
    purchases += 1;
    if (purchases === 1) return { status: 500, body: 'the line went dead' };
    return { status: 422, body: { error: { code: 'SHIPMENT.POSTAGE.EXISTS', message: 'Postage already exists.', errors: [] } } };
  };
  assert.equal(errorOf(await ask('buy', order()))[0], 'CARRIER_UNAVAILABLE');
  assert.equal(purchases, 1, 'a purchase is not repeated by itself');
  const [label] = answerOf(await ask('buy', order({ attempt: 0 })));
  assert.deepEqual(
    [label!.trackingNumber, label!.format, label!.content.toString(), label!.carrierReference],
    ['9400100000000000000000', 'PDF', '%PDF-1.7 label', 'shp_1'],
  );
});

test('a label in ZPL is converted by the network', async () => {
  const [label] = answerOf(await ask('buy', order({ format: 'ZPL' })));
  assert.deepEqual([label!.format, label!.content.toString()], ['ZPL', '^XA^XZ']);
});

test('a label is fetched by https or from the network itself, and from nowhere else', async () => {
  for (const address of ['http://169.254.169.254/latest/meta-data', 'file:///etc/passwd', 'not an address']) {
    const postage_label = { label_url: address };
    answers['POST /v2/shipments/shp_1/buy'] = { status: 200, body: { ...SHIPMENT, tracking_code: '1', postage_label } };
    assert.equal(errorOf(await ask('buy', order()))[0], 'CARRIER_ANSWER_INVALID', address);
  }
});

test('a refusal is told in the carrier’s words and is final; so is a rate that is not known', async () => {
  answers['POST /v2/shipments/shp_1/buy'] = {
    status: 422,
    body: {
      error: { code: 'SHIPMENT.POSTAGE.FAILURE', message: 'Insufficient funds.', errors: [{ field: 'rate', message: 'top up' }] },
    },
  };
  assert.deepEqual(errorOf(await ask('buy', order())), ['CARRIER_REFUSED', 'EasyPost: Insufficient funds.; top up']);
  assert.equal(errorOf(await ask('buy', order({ rateReference: null })))[0], 'CARRIER_REFUSED');
});

test('wrong credentials are named as such, and a key of the other mode is never sent', async () => {
  answers['GET /v2/addresses'] = { status: 401, body: { error: { code: 'APIKEY.INACTIVE', message: 'Inactive.', errors: [] } } };
  assert.equal(errorOf(await ask('verify', {}))[0], 'CARRIER_CREDENTIALS_REJECTED');
  server.forget();
  facts = { ...facts, credentials: { apiKey: 'EZAKlive4711' } };
  assert.equal(errorOf(await ask('buy', order()))[0], 'CARRIER_REFUSED');
  facts = { ...facts, testMode: false, credentials: { apiKey: 'EZTKtest4711' } };
  assert.equal(errorOf(await ask('buy', order()))[0], 'CARRIER_REFUSED');
  assert.equal(server.askedAnything(), false);
});

test('outages and limits are asked again where that is safe; nonsense is told from them', async () => {
  answers['POST /v2/shipments'] = { status: 429, body: { error: { code: 'RATE_LIMITED', message: 'Slow down.', errors: [] } } };
  const limited = await ask('rate', inquiry);
  assert.equal(errorOf(limited)[0], 'CARRIER_UNAVAILABLE');
  assert.equal(limited.usage.length, 2);
  for (const body of [
    { object: 'Shipment' },
    { id: 'shp_1', rates: [{ id: 'rate_1', carrier: 'USPS', service: 'X', rate: 'free', currency: 'USD' }] },
  ]) {
    answers['POST /v2/shipments'] = { status: 200, body };
    assert.equal(errorOf(await ask('rate', inquiry))[0], 'CARRIER_ANSWER_INVALID');
  }
  answers['POST /v2/shipments'] = { status: 200, body: '<html>' };
  assert.equal(errorOf(await ask('rate', inquiry))[0], 'CARRIER_UNAVAILABLE');
});

test('one that never answers is left at the time-out, and the connection to it is closed', async () => {
  const isClosed = nextConnectionClosed(server);
  answers['POST /v2/shipments'] = () => new Promise(() => {});
  assert.equal(errorOf(await ask('rate', inquiry, 300))[0], 'CARRIER_TIMEOUT');
  await isClosed;
});

test('voiding asks for a refund once', async () => {
  const label = voidOf([{ trackingNumber: '94', carrierReference: 'shp_1' }]);
  answerOf(await ask('void', label));
  assert.equal(server.asked('POST /v2/shipments/shp_1/refund').length, 1);
  answers['GET /v2/shipments/shp_1'] = { status: 200, body: { ...bought(), refund_status: 'submitted' } };
  answerOf(await ask('void', label));
  assert.equal(server.asked('POST /v2/shipments/shp_1/refund').length, 1);
});

test('scans are told in our words', async () => {
  answers['POST /v2/trackers'] = {
    status: 200,
    body: {
      est_delivery_date: '2026-03-05T00:00:00Z',
      tracking_details: [
        { status: 'pre_transit', message: 'Label created', datetime: '2026-03-02T10:00:00Z', tracking_location: {} },
        {
          status: 'in_transit',
          status_detail: 'arrived_at_facility',
          message: 'Arrived',
          datetime: '2026-03-03T10:00:00Z',
          tracking_location: { city: 'NEWARK', state: 'NJ', country: 'US' },
        },
        { status: 'teleported', datetime: '2026-03-03T11:00:00Z' },
      ],
    },
  };
  const question = { trackingNumber: '94', carrierName: 'USPS', carrierReference: null, since: new Date(), askedAt: new Date() };
  const { scans, estimatedDelivery } = answerOf(await ask('track', question));
  assert.deepEqual(
    scans.map(({ status, code, location }) => [status, code, location]),
    [
      ['pending', 'pre_transit', null],
      ['in_transit', 'arrived_at_facility', 'NEWARK, NJ, US'],
      ['unknown', 'teleported', null],
    ],
  );
  assert.equal(estimatedDelivery?.toISOString(), '2026-03-05T00:00:00.000Z');
});

test('a pickup is booked at the lowest rate, and found again by our id', async () => {
  const pickupId = newId();
  const made = {
    id: 'pickup_1',
    reference: pickupId,
    status: 'unknown',
    pickup_rates: [
      { carrier: 'USPS', service: 'Later', rate: '9.00', currency: 'USD' },
      { carrier: 'USPS', service: 'NextDay', rate: '4.00', currency: 'USD' },
    ],
  };
  const booked = { ...made, status: 'scheduled', confirmation: 'WTC123' };
  answers['POST /v2/pickups'] = { status: 201, body: made };
  answers['POST /v2/pickups/pickup_1/buy'] = { status: 200, body: booked };
  const label = { shipmentId: newId(), trackingNumber: '94', carrierName: 'USPS', carrierReference: 'shp_1' };
  const request = {
    pickupId,
    address: NEW_YORK_NORMALIZED,
    readyAt: new Date('2026-03-03T14:00:00Z'),
    closesAt: new Date('2026-03-03T20:00:00Z'),
    instructions: 'Ring twice',
    labels: [label],
    parcels: inquiry.consignment.parcels,
  };
  const pickup = answerOf(await ask('schedulePickup', request));
  assert.deepEqual(
    [pickup.confirmationNumber, pickup.charge?.toString(), pickup.carrierReference],
    ['WTC123', '4.00 USD', 'pickup_1'],
  );
  assert.deepEqual(server.asked('POST /v2/pickups/pickup_1/buy')[0]!.body, { carrier: 'USPS', service: 'NextDay' });
  answers['GET /v2/pickups'] = { status: 200, body: { pickups: [booked], has_more: false } };
  assert.equal(answerOf(await ask('schedulePickup', request)).confirmationNumber, 'WTC123');
  assert.equal(server.asked('POST /v2/pickups').length, 1);
  answers['GET /v2/pickups/pickup_1'] = { status: 200, body: booked };
  answers['POST /v2/pickups/pickup_1/cancel'] = { status: 200, body: { ...booked, status: 'canceled' } };
  answerOf(await ask('cancelPickup', { pickupId, confirmationNumber: 'WTC123', carrierReference: 'pickup_1' }));
  assert.equal(server.asked('POST /v2/pickups/pickup_1/cancel').length, 1);
});

test('an address is deliverable or not by the network’s word', async () => {
  const address = { street1: '350 5TH AVE', city: 'NEW YORK', state: 'NY', zip: '10118-0110', country: 'US', residential: false };
  answers['POST /v2/addresses'] = {
    status: 201,
    body: { ...address, verifications: { delivery: { success: true, errors: [] } } },
  };
  const known = answerOf(await ask('validateAddress', { address: NEW_YORK_NORMALIZED }));
  assert.deepEqual(
    [known.deliverability, known.normalized?.postalCode, known.normalized?.name, known.isResidential],
    ['deliverable', '10118-0110', 'Ada', false],
  );
  const errors = [{ code: 'E.ADDRESS.NOT_FOUND', field: 'zip', message: 'Address not found' }];
  answers['POST /v2/addresses'] = { status: 201, body: { ...address, verifications: { delivery: { success: false, errors } } } };
  const unknown = answerOf(await ask('validateAddress', { address: NEW_YORK_NORMALIZED }));
  assert.deepEqual(unknown.messages, [{ code: 'E.ADDRESS.NOT_FOUND', message: 'Address not found', field: 'postalCode' }]);
  assert.equal(unknown.deliverability, 'undeliverable');
});

test('a manifest is made once and carries its page', async () => {
  const form = { id: 'sf_1', status: 'created', form_url: `${server.url}/label.pdf` };
  answers['POST /v2/scan_forms'] = { status: 201, body: form };
  answers['GET /v2/scan_forms/sf_1'] = { status: 200, body: form };
  const label = { shipmentId: newId(), trackingNumber: '94', carrierName: 'USPS', carrierReference: 'shp_1' };
  const request = { manifestId: newId(), shipDate: '2026-03-02', address: NEW_YORK_NORMALIZED, labels: [label] };
  const accepted = answerOf(await ask('manifest', request));
  assert.deepEqual([accepted.carrierReference, accepted.document?.content.toString()], ['sf_1', '%PDF-1.7 label']);
  answers['GET /v2/shipments/shp_1'] = { status: 200, body: { ...bought(), scan_form: { id: 'sf_1' } } };
  assert.equal(answerOf(await ask('manifest', request)).carrierReference, 'sf_1');
  assert.equal(server.asked('POST /v2/scan_forms').length, 1);
});
