import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { newId } from '../../../../platform/ids/public-id.ts';
import {
  carrierAnswer as answerOf,
  carrierError as errorOf,
  LABEL_TEXT,
  NEW_YORK_NORMALIZED,
  networkConnection,
  startNetworkServer,
  tryAdapter,
  type NetworkServer,
} from '../../test-support/network-server.ts';
import type { CarrierOutcome } from '../carrier-call.ts';
import type { AcceptedManifest, ManifestOrder } from '../carrier-exchanges.ts';
import { shippoAdapter } from './shippo-adapter.ts';

const CREATED = '2026-03-02T09:00:00Z';
let server: NetworkServer;

before(async () => {
  server = await startNetworkServer();
});
after(() => server.close());
beforeEach(() => {
  server.forget();
  server.answers = {
    'GET /manifests': { status: 200, body: { results: [] } },
    'POST /manifests': { status: 201, body: manifest({}) },
    'GET /transactions/tx_1': {
      status: 200,
      body: { object_id: 'tx_1', rate: { object_id: 'rate_1', carrier_account: 'acc_1' } },
    },
  };
});

function manifest(facts: object): object {
  return {
    object_id: 'mft_1',
    object_created: CREATED,
    object_updated: CREATED,
    object_owner: 'someone',
    status: 'SUCCESS',
    carrier_account: 'acc_1',
    shipment_date: '2026-03-05T00:00:00Z',
    address_from: 'adr_1',
    transactions: ['tx_1', 'tx_2'],
    documents: [`${server.url}/label.pdf`],
    errors: [],
    ...facts,
  };
}

function order(references: readonly (string | null)[] = ['tx_1', 'tx_2']): ManifestOrder {
  const labels = references.map((carrierReference) => ({
    shipmentId: newId(),
    trackingNumber: '1',
    carrierName: 'USPS',
    carrierReference,
  }));
  return { manifestId: newId(), shipDate: '2026-03-05', address: NEW_YORK_NORMALIZED, labels };
}

function ask(request: ManifestOrder): Promise<CarrierOutcome<AcceptedManifest>> {
  const connection = networkConnection('Shippo', { apiToken: 'shippo_test_4711' });
  return tryAdapter(shippoAdapter(server.url), { connection, operation: 'manifest', request });
}

test('a manifest closes the day with the account that sold the labels, and comes with its page', async () => {
  const accepted = answerOf(await ask(order()));
  assert.deepEqual([accepted.carrierReference, accepted.document?.content.toString()], ['mft_1', LABEL_TEXT]);
  const { body } = server.asked('POST /manifests')[0]!;
  assert.deepEqual(
    [body['carrier_account'], body['transactions'], body['shipment_date'], body['async']],
    ['acc_1', ['tx_1', 'tx_2'], '2026-03-05T00:00:00Z', false],
  );
  assert.equal((body['address_from'] as { zip: string }).zip, '10118');
});

test('one that was made, and whose answer was lost, is found again by its labels', async () => {
  server.answers['GET /manifests'] = {
    status: 200,
    body: { results: [manifest({ object_id: 'mft_0', transactions: ['tx_9'] }), manifest({})] },
  };
  assert.equal(answerOf(await ask(order())).carrierReference, 'mft_1');
  assert.deepEqual(server.asked('POST /manifests'), []);
});

test('a manifest that failed is a refusal, one that waits is not answered yet, and labels of others are none of its own', async () => {
  server.answers['POST /manifests'] = {
    status: 201,
    body: manifest({ status: 'ERROR', errors: ['Already manifested'], documents: [] }),
  };
  assert.deepEqual(errorOf(await ask(order())), ['CARRIER_REFUSED', 'Shippo: Already manifested']);
  server.answers['POST /manifests'] = { status: 201, body: manifest({ status: 'QUEUED', documents: [] }) };
  assert.equal(errorOf(await ask(order()))[0], 'CARRIER_UNAVAILABLE');
  for (const references of [[], [null], ['tx_1', null]])
    assert.equal(errorOf(await ask(order(references)))[0], 'CARRIER_REFUSED');
});
