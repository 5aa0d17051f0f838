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
import type { CarrierExchanges, LabelOrder } from '../carrier-exchanges.ts';
import { CarrierPartlyRefusedError } from '../carriers.errors.ts';
import { shippoAdapter } from './shippo-adapter.ts';

// Several parcels are several transactions at one rate at Shippo: its SDK against a server on this machine that keeps them.

const PIECES = [1, 2, 3];
const CREATED = '2026-03-02T09:00:00Z';
interface Kept {
  object_id: string;
  parcel: string;
  status: string;
  object_created: string;
}
let server: NetworkServer;
let adapter: CarrierAdapter;
let kept: Kept[];
let refunds: string[];

before(async () => {
  server = await startNetworkServer();
  adapter = shippoAdapter(server.url);
});
after(() => server.close());

beforeEach(() => {
  kept = [];
  refunds = [];
  server.forget();
  server.answers = {
    'GET /shipments/shipment_1': { status: 200, body: shipmentAnswer() },
    'GET /transactions': () => ({ status: 200, body: { results: kept.map(transaction) } }),
    'POST /transactions': () => sell(PIECES.map((piece) => ({ piece }))),
    'POST /refunds': () => {
      const { transaction: id } = server.asked('POST /refunds').at(-1)!.body as { transaction: string };
      refunds.push(id);
      kept = kept.map((each) => (each.object_id === id ? { ...each, status: 'REFUNDPENDING' } : each));
      return { status: 201, body: refund(id) };
    },
  };
});

/** Sells pieces as a network does: the answer is the first of them. */
function sell(pieces: readonly { piece: number; status?: string; id?: string; at?: string }[]): NetworkAnswer {
  for (const { piece, status = 'SUCCESS', id = `tx_${piece}`, at = CREATED } of pieces) {
    kept.push({ object_id: id, parcel: `parcel_${piece}`, status, object_created: at });
    server.answers[`GET /transactions/${id}`] = () => ({
      status: 200,
      body: transaction(kept.find((each) => each.object_id === id)!),
    });
  }
  return { status: 201, body: transaction(kept[0]!) };
}

function transaction({ object_id, parcel, status, object_created }: Kept): object {
  const bought = { tracking_number: `1Z${object_id}`, label_url: `${server.url}/label.pdf` };
  const messages = status === 'ERROR' ? [{ source: 'UPS', code: '1', text: 'Parcel too large' }] : [];
  return {
    object_id,
    object_state: 'VALID',
    object_created,
    status,
    parcel,
    messages,
    rate: 'rate_1',
    ...(status === 'ERROR' ? {} : bought),
  };
}

function refund(id: string): object {
  return {
    object_id: `ref_${id}`,
    object_created: CREATED,
    object_owner: 'x',
    object_updated: CREATED,
    status: 'PENDING',
    transaction: id,
  };
}

function shipmentAnswer(): object {
  const address = { name: 'Ada', street1: '350 5th Ave', city: 'New York', state: 'NY', zip: '10118', country: 'US' };
  return {
    object_id: 'shipment_1',
    object_created: CREATED,
    object_updated: CREATED,
    object_owner: 'x',
    status: 'SUCCESS',
    address_from: address,
    address_to: address,
    parcels: PIECES.map((piece) => ({
      object_id: `parcel_${piece}`,
      object_state: 'VALID',
      weight: '16',
      mass_unit: 'oz',
      length: '12',
      width: '9',
      height: '4',
      distance_unit: 'in',
    })),
    extra: {},
    metadata: '',
    carrier_accounts: [],
    messages: [],
    rates: [],
  };
}

function order(overrides: Partial<LabelOrder> = {}): LabelOrder {
  return {
    shipmentId: newId(),
    attempt: 0,
    consignment: {
      shipper: NEW_YORK_NORMALIZED,
      recipient: NEW_YORK_NORMALIZED,
      parcels: PIECES.map(() => ({
        weight: { value: '1', unit: 'lb' as const },
        dimensions: { length: '12', width: '9', height: '4', unit: 'in' as const },
      })),
    },
    carrierName: 'UPS',
    service: 'ups_ground',
    serviceName: 'UPS Ground',
    reference: null,
    shipDate: '2026-03-02',
    rateReference: 'shipment_1/rate_1',
    ...overrides,
  };
}

function ask<Operation extends CarrierOperation>(
  operation: Operation,
  request: CarrierExchanges[Operation]['request'],
  timeoutMs?: number,
): Promise<CarrierOutcome<CarrierExchanges[Operation]['answer']>> {
  const connection = networkConnection('Shippo', { apiToken: 'shippo_test_4711' });
  return tryAdapter(adapter, { connection, operation, request }, timeoutMs);
}

async function numbers(): Promise<string[]> {
  return answerOf(await ask('buy', order())).map(({ trackingNumber }) => trackingNumber);
}

const ALL = ['1Ztx_1', '1Ztx_2', '1Ztx_3'];

test('buying answers the label of each parcel in their order, whatever the order they are listed in', async () => {
  server.answers['POST /transactions'] = () => sell([3, 1, 2].map((piece) => ({ piece })));
  assert.deepEqual(await numbers(), ALL);
});

test('labels that were bought although the answer timed out, failed or was nonsense are bought once', async () => {
  for (const [spoilt, code] of [
    [() => new Promise<NetworkAnswer>(() => {}), 'CARRIER_TIMEOUT'],
    [() => ({ status: 502, body: 'bad gateway' }), 'CARRIER_UNAVAILABLE'],
    [() => ({ status: 201, body: { object_id: 7, status: ['SUCCESS'] } }), 'CARRIER_ANSWER_INVALID'],
  ] as const) {
    kept = [];
    server.forget();
    server.answers['POST /transactions'] = () => {
      sell(PIECES.map((piece) => ({ piece })));
      return spoilt();
    };
    assert.equal(errorOf(await ask('buy', order(), 500))[0], code);
    assert.deepEqual(await numbers(), ALL);
    assert.equal(server.asked('POST /transactions').length, 1, code);
  }
});

test('a rate that was bought twice keeps the first label of each parcel, and the second ones go back', async () => {
  sell(PIECES.map((piece) => ({ piece })));
  sell(PIECES.map((piece) => ({ piece, id: `again_${piece}`, at: '2026-03-02T09:00:01Z' })));
  assert.deepEqual(await numbers(), ALL);
  assert.deepEqual(refunds.toSorted(), ['again_1', 'again_2', 'again_3']);
  assert.deepEqual(await numbers(), ALL);
  assert.equal(refunds.length, 3, 'once');
});

test('when a parcel fails, what was sold is named to be given back; when all fail, the rate may be tried again', async () => {
  server.answers['POST /transactions'] = () => sell([{ piece: 1 }, { piece: 2, status: 'ERROR' }, { piece: 3 }]);
  for (let time = 0; time < 2; time += 1) {
    const outcome = await ask('buy', order());
    assert.deepEqual(errorOf(outcome), ['CARRIER_REFUSED', 'Shippo: Parcel too large']);
    assert.ok('error' in outcome.result && outcome.result.error instanceof CarrierPartlyRefusedError);
    assert.deepEqual(outcome.result.error.sold, [
      { trackingNumber: '1Ztx_1', carrierReference: 'tx_1' },
      { trackingNumber: '1Ztx_3', carrierReference: 'tx_3' },
    ]);
  }
  assert.equal(server.asked('POST /transactions').length, 1);
  kept = [];
  server.answers['POST /transactions'] = () => sell(PIECES.map((piece) => ({ piece, status: 'ERROR' })));
  const whole = await ask('buy', order());
  assert.deepEqual(errorOf(whole), ['CARRIER_REFUSED', 'Shippo: Parcel too large']);
  assert.ok('error' in whole.result && !(whole.result.error instanceof CarrierPartlyRefusedError));
});

test('labels that are still in the making are asked for again, not bought again', async () => {
  server.answers['POST /transactions'] = () => sell([{ piece: 1 }]);
  assert.equal(errorOf(await ask('buy', order()))[0], 'CARRIER_UNAVAILABLE');
  sell([{ piece: 2, status: 'QUEUED' }, { piece: 3 }]);
  assert.equal(errorOf(await ask('buy', order()))[0], 'CARRIER_UNAVAILABLE');
  kept = kept.map((each) => ({ ...each, status: 'SUCCESS' }));
  assert.deepEqual(await numbers(), ALL);
  assert.equal(server.asked('POST /transactions').length, 1);
});

test('taking labels back refunds each once; of a purchase whose answer was lost, whatever was sold at the rate', async () => {
  sell(PIECES.map((piece) => ({ piece, ...(piece === 2 ? { status: 'ERROR' } : {}) })));
  const parcels = [{ trackingNumber: '1Ztx_1', carrierReference: 'tx_1' }];
  const wanted = { shipmentId: newId(), carrierName: 'UPS', parcels, rateReference: 'shipment_1/rate_1' };
  answerOf(await ask('void', wanted));
  assert.deepEqual(refunds, ['tx_1']);
  answerOf(await ask('void', { ...wanted, parcels: null }));
  assert.deepEqual(refunds, ['tx_1', 'tx_3']);
  answerOf(await ask('void', { ...wanted, parcels: null, rateReference: null }));
  assert.equal(refunds.length, 2);
});
