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
  type NetworkAnswer,
  type NetworkServer,
} from '../../test-support/network-server.ts';
import { capabilitiesOf, type CarrierAdapter, type CarrierOperation, type ConnectionFacts } from '../carrier-adapter.ts';
import type { CarrierOutcome } from '../carrier-call.ts';
import type { CarrierExchanges, LabelOrder, LabelReturn, RateInquiry } from '../carrier-exchanges.ts';
import { shippoAdapter } from './shippo-adapter.ts';

// Shippo's own SDK against a server on this machine that speaks its protocol.

const CREATED = '2026-03-02T09:00:00Z';

function rateAnswer(objectId: string, token: string, amount: string): object {
  return {
    object_id: objectId,
    object_created: CREATED,
    object_owner: 'someone',
    shipment: 'ship_1',
    amount,
    amount_local: amount,
    currency: 'USD',
    currency_local: 'USD',
    attributes: [],
    carrier_account: 'acc_1',
    provider: 'USPS',
    servicelevel: { name: 'Priority Mail', token },
    estimated_days: 2,
    zone: '8',
    messages: [],
    test: true,
  };
}

function shipmentAnswer(rates: object[]): object {
  const address = { name: 'Ada', street1: '350 5th Ave', city: 'New York', state: 'NY', zip: '10118', country: 'US' };
  return {
    object_id: 'ship_1',
    object_created: CREATED,
    object_updated: CREATED,
    object_owner: 'someone',
    status: 'SUCCESS',
    metadata: '',
    carrier_accounts: [],
    address_from: address,
    address_to: address,
    parcels: [],
    messages: [{ source: 'UPS', code: '', text: 'not connected' }],
    rates,
    test: true,
  };
}

const transaction = (facts: object): object => ({
  object_id: 'tx_1',
  object_state: 'VALID',
  status: 'SUCCESS',
  messages: [],
  ...facts,
});

let server: NetworkServer;
let adapter: CarrierAdapter;
let facts: ConnectionFacts;
let answers: NetworkServer['answers'];

before(async () => {
  server = await startNetworkServer();
  adapter = shippoAdapter(server.url);
});
after(() => server.close());

beforeEach(() => {
  server.forget();
  answers = server.answers = {
    'POST /shipments': { status: 201, body: shipmentAnswer([rateAnswer('rate_1', 'usps_priority', '7.58')]) },
    'GET /transactions': { status: 200, body: { results: [] } },
    'POST /transactions': {
      status: 201,
      body: transaction({ tracking_number: '9205590000000000000000', label_url: `${server.url}/label.pdf`, rate: 'rate_1' }),
    },
    'GET /addresses': { status: 200, body: { results: [] } },
  };
  facts = networkConnection('Shippo', { apiToken: 'shippo_test_4711' });
});

const inquiry: RateInquiry = {
  consignment: {
    shipper: NEW_YORK_NORMALIZED,
    recipient: { ...NEW_YORK_NORMALIZED, city: 'Los Angeles', state: 'CA', postalCode: '90012' },
    parcels: [{ weight: { value: '2', unit: 'lb' }, dimensions: { length: '12', width: '9', height: '4', unit: 'in' } }],
  },
  services: null,
  shipDate: '2026-03-02',
  askedAt: new Date(CREATED),
};

function order(overrides: Partial<LabelOrder> = {}): LabelOrder {
  return {
    shipmentId: newId(),
    attempt: 0,
    consignment: inquiry.consignment,
    carrierName: 'USPS',
    service: 'usps_priority',
    serviceName: 'USPS Priority Mail',
    reference: null,
    shipDate: '2026-03-02',
    rateReference: 'rate_1',
    ...overrides,
  };
}

function voidOf(parcels: LabelReturn['parcels'], rateReference: string | null = 'rate_1'): LabelReturn {
  return { shipmentId: newId(), carrierName: 'USPS', parcels, rateReference };
}

function ask<Operation extends CarrierOperation>(
  operation: Operation,
  request: CarrierExchanges[Operation]['request'],
  timeoutMs?: number,
): Promise<CarrierOutcome<CarrierExchanges[Operation]['answer']>> {
  return tryAdapter(adapter, { connection: facts, operation, request }, timeoutMs);
}

test('declares what it does: neither pickups nor manifests', () => {
  assert.deepEqual(capabilitiesOf(adapter), ['rate', 'buy', 'void', 'track', 'validateAddress', 'manifest']);
});

test('rates are read exactly, each with what finds it again; carriers that offer nothing say why', async () => {
  const { rates, messages } = answerOf(await ask('rate', inquiry));
  assert.deepEqual(
    rates.map((rate) => [
      rate.carrierName,
      rate.service,
      rate.charge.toString(),
      rate.transitDays?.maximum,
      rate.zone,
      rate.carrierReference,
    ]),
    [['USPS', 'usps_priority', '7.58 USD', 2, '8', 'rate_1']],
  );
  assert.deepEqual(messages, [{ service: null, code: 'CARRIER_MESSAGE', message: 'UPS: not connected' }]);
  const [request] = server.asked('POST /shipments');
  assert.equal(request!.authorization, 'ShippoToken shippo_test_4711');
  const [parcel] = request!.body['parcels'] as object[];
  assert.deepEqual(parcel, { weight: '32', mass_unit: 'oz', length: '12', width: '9', height: '4', distance_unit: 'in' });
});

test('parcels without their size, and more than 40 of them, are not offered, and nothing is sent', async () => {
  const small = { weight: { value: '2', unit: 'lb' } } as const;
  const withParcels = (parcels: RateInquiry['consignment']['parcels']): RateInquiry => ({
    ...inquiry,
    consignment: { ...inquiry.consignment, parcels },
  });
  const refusals = async (asked: RateInquiry): Promise<[string, string | undefined][]> =>
    answerOf(await ask('rate', asked)).messages.map(({ code, field }) => [code, field]);
  const [sized] = inquiry.consignment.parcels;
  assert.deepEqual(await refusals(withParcels([small])), [['DIMENSIONS_REQUIRED', 'parcels.0.dimensions']]);
  assert.deepEqual(await refusals(withParcels([sized!, small])), [['DIMENSIONS_REQUIRED', 'parcels.1.dimensions']]);
  assert.deepEqual(await refusals(withParcels(Array.from({ length: 41 }, () => sized!))), [['TOO_MANY_PARCELS', 'parcels']]);
  assert.equal(server.askedAnything(), false);
});

test('a label is bought once: when its answer was lost, the list of the rate’s labels tells of it', async () => {
  const made = answers['POST /transactions'];
  answers['POST /transactions'] = { status: 502, body: 'bad gateway' };
  assert.equal(errorOf(await ask('buy', order()))[0], 'CARRIER_UNAVAILABLE');
  assert.equal(server.asked('POST /transactions').length, 1, 'a purchase is not repeated by itself');
  answers['GET /transactions'] = { status: 200, body: { results: [(made as NetworkAnswer).body] } };
  const [label] = answerOf(await ask('buy', order()));
  assert.deepEqual(
    [label!.trackingNumber, label!.format, label!.content.toString(), label!.carrierReference],
    ['9205590000000000000000', 'PDF', '%PDF-1.7 label', 'tx_1'],
  );
  assert.equal(server.asked('POST /transactions').length, 1);
});

test('a label that is refused is refused in the carrier’s words; one that is not ready yet may be asked for again', async () => {
  answers['POST /transactions'] = {
    status: 201,
    body: transaction({ status: 'ERROR', messages: [{ text: 'Insufficient funds' }] }),
  };
  assert.deepEqual(errorOf(await ask('buy', order())), ['CARRIER_REFUSED', 'Shippo: Insufficient funds']);
  answers['POST /transactions'] = { status: 201, body: transaction({ status: 'QUEUED' }) };
  assert.equal(errorOf(await ask('buy', order()))[0], 'CARRIER_UNAVAILABLE');
  answers['POST /transactions'] = { status: 201, body: transaction({ label_url: `${server.url}/label.pdf` }) };
  assert.equal(errorOf(await ask('buy', order()))[0], 'CARRIER_ANSWER_INVALID');
  assert.equal(errorOf(await ask('buy', order({ rateReference: null })))[0], 'CARRIER_REFUSED');
});

test('wrong tokens are named as such, and a token of the other mode is never sent', async () => {
  answers['GET /addresses'] = { status: 401, body: { detail: 'Invalid token' } };
  assert.equal(errorOf(await ask('verify', {}))[0], 'CARRIER_CREDENTIALS_REJECTED');
  server.forget();
  facts = { ...facts, credentials: { apiToken: 'shippo_live_4711' } };
  assert.equal(errorOf(await ask('buy', order()))[0], 'CARRIER_REFUSED');
  facts = { ...facts, testMode: false, credentials: { apiToken: 'shippo_test_4711' } };
  assert.equal(errorOf(await ask('buy', order()))[0], 'CARRIER_REFUSED');
  assert.equal(server.askedAnything(), false);
});

test('refusals, outages and nonsense are told apart', async () => {
  answers['POST /shipments'] = { status: 400, body: { address_to: [{ zip: ['This field is required.'] }] } };
  assert.deepEqual(errorOf(await ask('rate', inquiry)), ['CARRIER_REFUSED', 'Shippo: This field is required.']);
  answers['POST /shipments'] = { status: 503, body: 'down' };
  const outage = await ask('rate', inquiry);
  assert.deepEqual([errorOf(outage)[0], outage.usage.length], ['CARRIER_UNAVAILABLE', 2]);
  answers['POST /shipments'] = { status: 201, body: { rates: 'none' } };
  assert.equal(errorOf(await ask('rate', inquiry))[0], 'CARRIER_ANSWER_INVALID');
  answers['POST /shipments'] = {
    status: 201,
    body: shipmentAnswer([rateAnswer('rate_1', 'x', 'free'), rateAnswer('rate_2', 'y', '1.00')]),
  };
  const { rates } = answerOf(await ask('rate', inquiry));
  assert.deepEqual(
    rates.map(({ service }) => service),
    ['y'],
  );
});

test('one that never answers is left at the time-out, and the connection to it is closed', async () => {
  const isClosed = nextConnectionClosed(server);
  answers['POST /shipments'] = () => new Promise(() => {});
  assert.equal(errorOf(await ask('rate', inquiry, 300))[0], 'CARRIER_TIMEOUT');
  await isClosed;
});

test('voiding asks for a refund once', async () => {
  const label = voidOf([{ trackingNumber: '92', carrierReference: 'tx_1' }]);
  const refund = {
    object_id: 'ref_1',
    object_created: CREATED,
    object_owner: 'x',
    object_updated: CREATED,
    status: 'PENDING',
    transaction: 'tx_1',
  };
  answers['POST /refunds'] = { status: 201, body: refund };
  answers['GET /transactions/tx_1'] = { status: 200, body: transaction({}) };
  answerOf(await ask('void', label));
  answers['GET /transactions/tx_1'] = { status: 200, body: transaction({ status: 'REFUNDPENDING' }) };
  answerOf(await ask('void', label));
  assert.equal(server.asked('POST /refunds').length, 1);
});

test('scans are told in our words', async () => {
  const scan = (status: string, at: string): object => ({
    object_created: CREATED,
    object_updated: CREATED,
    object_id: at,
    status,
    status_date: at,
    status_details: status.toLowerCase(),
    location: { city: 'Newark', state: 'NJ', country: 'US', zip: '07101' },
  });
  answers['GET /tracks/usps/92'] = {
    status: 200,
    body: {
      carrier: 'usps',
      tracking_number: '92',
      eta: '2026-03-05T00:00:00Z',
      messages: [],
      tracking_history: [scan('PRE_TRANSIT', '2026-03-02T10:00:00Z'), scan('TRANSIT', '2026-03-03T10:00:00Z')],
    },
  };
  const question = { trackingNumber: '92', carrierName: 'USPS', carrierReference: null, since: new Date(), askedAt: new Date() };
  const { scans, estimatedDelivery } = answerOf(await ask('track', question));
  assert.deepEqual(
    scans.map(({ status, location, occurredAt }) => [status, location, occurredAt.toISOString()]),
    [
      ['pending', 'Newark, NJ, US', '2026-03-02T10:00:00.000Z'],
      ['in_transit', 'Newark, NJ, US', '2026-03-03T10:00:00.000Z'],
    ],
  );
  assert.equal(estimatedDelivery?.toISOString(), '2026-03-05T00:00:00.000Z');
});

test('an address is deliverable or not by the network’s word', async () => {
  const address = {
    street1: '350 5TH AVE',
    city: 'NEW YORK',
    state: 'NY',
    zip: '10118-0110',
    country: 'US',
    is_residential: false,
  };
  const validated = (isValid: boolean, messages: object[]): NetworkAnswer => ({
    status: 201,
    body: { ...address, validation_results: { is_valid: isValid, messages } },
  });
  answers['POST /addresses'] = validated(true, []);
  const known = answerOf(await ask('validateAddress', { address: NEW_YORK_NORMALIZED }));
  assert.deepEqual(
    [known.deliverability, known.normalized?.postalCode, known.isResidential],
    ['deliverable', '10118-0110', false],
  );
  answers['POST /addresses'] = validated(false, [{ source: 'Shippo', code: 'E404', text: 'No such street' }]);
  const unknown = answerOf(await ask('validateAddress', { address: NEW_YORK_NORMALIZED }));
  assert.deepEqual(
    [unknown.deliverability, unknown.messages],
    ['undeliverable', [{ code: 'E404', message: 'No such street', field: null }]],
  );
});
