import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../../../platform/ids/public-id.ts';
import type { Address } from '../../addresses/address.ts';
import { TRACKER_STATUSES } from '../../trackers/tracker-status.ts';
import type { ConnectionFacts } from '../carrier-adapter.ts';
import { callCarrier, type CarrierOutcome } from '../carrier-call.ts';
import type { RateInquiry } from '../carrier-exchanges.ts';
import type { Consignment } from '../consignment.ts';

const NEW_YORK: Address = {
  name: 'Ada',
  street1: '350 5th Ave',
  city: 'New York',
  state: 'NY',
  postalCode: '10118',
  country: 'US',
};
const BERLIN: Address = { name: 'Ben', street1: 'Torstr. 1', city: 'Berlin', postalCode: '10119', country: 'DE' };

function connection(carrier = 'sandbox'): ConnectionFacts {
  const facts = { testMode: true, config: {}, credentials: { apiKey: 'meridian-key' }, priceList: null, rateSheet: null };
  return { id: newId(), carrier, carrierName: carrier, ...facts };
}

function to(street1: string, consignment: Partial<Consignment> = {}): RateInquiry {
  const recipient = { ...NEW_YORK, street1 };
  const parcels = [{ weight: { value: '2', unit: 'lb' } }] as const;
  return {
    consignment: { shipper: NEW_YORK, recipient, parcels, ...consignment },
    services: null,
    shipDate: '2026-03-02',
    askedAt: new Date('2026-03-02T09:00:00Z'),
  };
}

async function rates(
  inquiry: RateInquiry,
  carrier?: string,
): Promise<{ offers: [string, string][]; messages: [string | null, string][] }> {
  const { result } = await callCarrier(connection(carrier), 'rate', inquiry, { pauseMs: 1 });
  assert.ok('answer' in result);
  return {
    offers: result.answer.rates.map(({ service, charge }) => [service, charge.toDecimalString()]),
    messages: result.answer.messages.map(({ service, code }) => [service, code]),
  };
}

const codeOf = (outcome: CarrierOutcome<unknown>): string | undefined =>
  'error' in outcome.result ? outcome.result.error.code : undefined;

test('each carrier has its services, prices and reach', async () => {
  assert.deepEqual((await rates(to('1 Main St'), 'sandbox_swift')).offers, [
    ['swift_overnight', '22.00'],
    ['swift_two_day', '11.50'],
  ]);
  const lantern = await rates(to('1 Main St'), 'sandbox_lantern');
  assert.deepEqual(lantern.offers, [['lantern_parcel', '4.90']]);
  assert.deepEqual(lantern.messages, [['lantern_packet', 'OVER_WEIGHT_LIMIT']]);
  const parcels = [
    { weight: { value: '2', unit: 'lb' }, dimensions: { length: '12', width: '12', height: '12', unit: 'in' } },
  ] as const;
  assert.deepEqual((await rates(to('1 Main St', { parcels }), 'sandbox_lantern')).offers, [['lantern_parcel', '8.50']]);
});

test('Meridian goes abroad only, and with a customs declaration', async () => {
  const abroad = { recipient: BERLIN };
  const customs = { contents: 'merchandise', incoterm: 'DDU', signer: 'Ada', invoiceNumber: null, commodities: [] } as const;
  assert.deepEqual((await rates(to('1 Main St'), 'sandbox_meridian')).messages, [
    ['meridian_economy', 'NO_ZONE'],
    ['meridian_priority', 'NO_ZONE'],
  ]);
  assert.deepEqual((await rates(to('', abroad), 'sandbox_meridian')).messages, [
    ['meridian_economy', 'CUSTOMS_REQUIRED'],
    ['meridian_priority', 'CUSTOMS_REQUIRED'],
  ]);
  assert.deepEqual((await rates(to('', { ...abroad, customs: { ...customs, commodities: [] } }), 'sandbox_meridian')).offers, [
    ['meridian_economy', '20.00'],
    ['meridian_priority', '45.00'],
  ]);
});

test('what is asked for beyond carriage has its price, and a service without it makes no offer', async () => {
  const options = { signature: 'adult', insuredValue: { amount: '150.00', currency: 'USD' }, isSaturdayDelivery: true } as const;
  const answer = await rates(to('1 Main St', { options }));
  // 14.50 and 5.00 for the signature, 1.50 for insurance, 15.00 for Saturday.
  assert.deepEqual(answer.offers, [['sandbox_express', '36.00']]);
  assert.deepEqual(answer.messages, [['sandbox_ground', 'OPTION_UNSUPPORTED']]);
});

test('magic streets go wrong as they are named', async () => {
  assert.deepEqual((await rates(to('unserved'))).messages, [[null, 'NO_ZONE']]);
  assert.deepEqual(await rates(to('PARTIAL')), {
    offers: [['sandbox_express', '14.50']],
    messages: [['sandbox_ground', 'SERVICE_UNAVAILABLE']],
  });
  assert.deepEqual(await rates(to('NONSENSE')), {
    offers: [],
    messages: [
      ['sandbox_ground', 'CARRIER_ANSWER_INVALID'],
      ['sandbox_express', 'CARRIER_ANSWER_INVALID'],
    ],
  });
  assert.deepEqual((await rates(to('TWICE'))).offers, [
    ['sandbox_ground', '6.00'],
    ['sandbox_express', '14.50'],
  ]);
  const flaky = await callCarrier(connection(), 'rate', to('FLAKY'), { pauseMs: 1 });
  assert.deepEqual(
    flaky.usage.map(({ status }) => status),
    ['error', 'ok'],
  );
  assert.equal(codeOf(await callCarrier(connection(), 'rate', to('DOWN'), { pauseMs: 1 })), 'CARRIER_UNAVAILABLE');
  assert.equal(codeOf(await callCarrier(connection(), 'rate', to('TIMEOUT'), { timeoutMs: 10 })), 'CARRIER_TIMEOUT');
});

test('a label is the same for the same order; FAIL refuses it and NONSENSE makes one that is none', async () => {
  const shipmentId = newId();
  const order = (street1: string): Parameters<typeof callCarrier<'buy'>>[2] => ({
    shipmentId,
    attempt: 0,
    consignment: to(street1).consignment,
    carrierName: 'Sandbox',
    service: 'sandbox_ground',
    serviceName: 'Sandbox Ground',
    reference: null,
    shipDate: '2026-03-02',
  });
  const facts = connection();
  const [once, again] = [
    await callCarrier(facts, 'buy', order('1 Main St')),
    await callCarrier(facts, 'buy', order('1 Main St')),
  ];
  assert.ok('answer' in once.result && 'answer' in again.result);
  assert.deepEqual(once.result.answer, again.result.answer);
  assert.equal(codeOf(await callCarrier(facts, 'buy', order('FAIL'))), 'CARRIER_REFUSED');
  assert.equal(codeOf(await callCarrier(facts, 'buy', order('NONSENSE'))), 'CARRIER_ANSWER_INVALID');
});

test('a parcel lives by the clock: a scan after 4, 12, 36, 60 and 66 hours, the same however often it is asked', async () => {
  const since = new Date('2026-03-02T09:00:00Z');
  const after = async (hours: number): Promise<string[]> => {
    const askedAt = new Date(since.getTime() + hours * 3_600_000);
    const inquiry = { trackingNumber: '9400', carrierName: 'Sandbox', carrierReference: null, since, askedAt };
    const { result } = await callCarrier(connection(), 'track', inquiry);
    assert.ok('answer' in result);
    assert.equal(result.answer.estimatedDelivery?.toISOString(), '2026-03-05T03:00:00.000Z');
    return result.answer.scans.map(({ status }) => status);
  };
  assert.deepEqual(await after(3), []);
  assert.deepEqual(await after(4), ['picked_up']);
  assert.deepEqual(await after(59), ['picked_up', 'in_transit', 'in_transit']);
  assert.deepEqual(await after(1_000), ['picked_up', 'in_transit', 'in_transit', 'out_for_delivery', 'delivered']);
});

test('a magic number shows each state at once', async () => {
  const since = new Date('2026-03-02T09:00:00Z');
  for (const status of TRACKER_STATUSES) {
    const trackingNumber = `sandbox-${status.replaceAll('_', '-')}`;
    const inquiry = { trackingNumber, carrierName: 'Sandbox', carrierReference: null, since, askedAt: since };
    const { result } = await callCarrier(connection(), 'track', inquiry);
    assert.ok('answer' in result);
    assert.equal(result.answer.scans.at(-1)?.status, status);
    assert.ok(result.answer.scans.every(({ occurredAt }) => occurredAt < since));
  }
});

test('the desk fetches parcels, closes manifests and knows addresses; a revoked key opens nothing', async () => {
  const facts = connection();
  const order = {
    pickupId: newId(),
    address: NEW_YORK,
    readyAt: new Date(),
    closesAt: new Date(),
    instructions: null,
    labels: [],
    parcels: [],
  };
  const [once, again] = [await callCarrier(facts, 'schedulePickup', order), await callCarrier(facts, 'schedulePickup', order)];
  assert.ok('answer' in once.result && 'answer' in again.result);
  assert.match(once.result.answer.confirmationNumber, /^SBX\d{8}$/);
  assert.equal(once.result.answer.confirmationNumber, again.result.answer.confirmationNumber);
  assert.equal(
    codeOf(await callCarrier(facts, 'schedulePickup', { ...order, address: { ...NEW_YORK, street1: 'FAIL' } })),
    'CARRIER_REFUSED',
  );
  const known = await callCarrier(facts, 'validateAddress', { address: NEW_YORK });
  const unknown = await callCarrier(facts, 'validateAddress', { address: { ...NEW_YORK, street1: 'Unknown' } });
  assert.ok('answer' in known.result && 'answer' in unknown.result);
  assert.deepEqual(
    [known.result.answer.deliverability, known.result.answer.normalized?.street1, unknown.result.answer.deliverability],
    ['deliverable', '350 5TH AVE', 'undeliverable'],
  );
  const revoked = { ...connection('sandbox_meridian'), credentials: { apiKey: 'revoked-key' } };
  assert.equal(codeOf(await callCarrier(revoked, 'verify', {})), 'CARRIER_CREDENTIALS_REJECTED');
  assert.equal(
    codeOf(await callCarrier(connection('sandbox_lantern'), 'schedulePickup', order)),
    'CARRIER_OPERATION_UNSUPPORTED',
  );
});
