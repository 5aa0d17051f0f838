import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { capabilitiesOf, type CarrierAdapter, type CarrierFunctions, type ConnectionFacts } from './carrier-adapter.ts';
import { callAdapter, type CarrierOutcome } from './carrier-call.ts';
import { newCarrierCircuit } from './carrier-circuits.ts';
import type { OfferedRate, RateInquiry } from './carrier-exchanges.ts';
import { allCarriers } from './carrier-registry.ts';
import { CarrierRefusedError } from './carriers.errors.ts';

function adapter(functions: CarrierFunctions): CarrierAdapter {
  return {
    code: 'fake',
    name: 'Fake',
    isTestOnly: true,
    needsRateSheet: false,
    credentials: null,
    config: z.strictObject({}),
    services: () => null,
    ...functions,
  };
}

function connection(): ConnectionFacts {
  return {
    id: newId(),
    carrier: 'fake',
    carrierName: 'Fake',
    testMode: true,
    config: {},
    credentials: {},
    priceList: null,
    rateSheet: null,
  };
}

const inquiry = {} as RateInquiry;
const soon = { pauseMs: 1 };

function offer(service: string, charge: string): OfferedRate {
  return {
    carrierName: 'Fake',
    service,
    serviceName: service,
    charge: Money.of(charge, 'USD'),
    surcharges: [],
    transitDays: null,
    zone: null,
    billableWeightOunces: null,
    explanation: [],
  };
}

function codeOf(outcome: CarrierOutcome<unknown>): string | undefined {
  return 'error' in outcome.result ? outcome.result.error.code : undefined;
}

const statuses = (outcome: CarrierOutcome<unknown>): string[] =>
  outcome.usage.map(({ operation, status }) => `${operation} ${status}`);

test('what only reads is asked once more after a failure, and both requests are metered', async () => {
  let asked = 0;
  const flaky = adapter({
    async rate() {
      asked += 1;
      if (asked === 1) throw new Error('socket hang up');
      return { rates: [offer('ground', '5.00')], messages: [] };
    },
  });
  const facts = connection();
  const outcome = await callAdapter(flaky, { connection: facts, operation: 'rate', request: inquiry }, soon);
  assert.ok('answer' in outcome.result);
  assert.deepEqual(statuses(outcome), ['rate error', 'rate ok']);
  assert.ok(
    outcome.usage.every((usage) => usage.connectionId === facts.id && usage.carrierName === 'Fake' && usage.durationMs >= 0),
  );
});

test('buying is never repeated by itself, nor are pickups and manifests', async () => {
  for (const operation of ['buy', 'schedulePickup', 'manifest'] as const) {
    let asked = 0;
    const down = adapter({
      [operation]: async () => {
        asked += 1;
        throw new Error('socket hang up');
      },
    });
    const outcome = await callAdapter(down, { connection: connection(), operation, request: {} as never }, soon);
    assert.equal(codeOf(outcome), 'CARRIER_UNAVAILABLE');
    assert.equal(asked, 1);
    assert.deepEqual(statuses(outcome), [`${operation} error`]);
  }
});

test('a refusal is final: it is not repeated and speaks against nobody', async () => {
  const circuit = newCarrierCircuit();
  let asked = 0;
  const refusing = adapter({
    async rate() {
      asked += 1;
      throw new CarrierRefusedError('No.', { field: 'recipient' });
    },
  });
  for (let index = 0; index < 10; index += 1)
    await callAdapter(refusing, { connection: connection(), operation: 'rate', request: inquiry }, { circuit });
  assert.equal(asked, 10);
  assert.equal(circuit.condition, 'closed');
});

test('a carrier that never answers is left at the time-out, told so, and not asked again', async () => {
  let wasTold = false;
  let asked = 0;
  const silent = adapter({
    rate: (_request, { signal }) => {
      asked += 1;
      signal.addEventListener('abort', () => (wasTold = true));
      return new Promise(() => {});
    },
  });
  const outcome = await callAdapter(silent, { connection: connection(), operation: 'rate', request: inquiry }, { timeoutMs: 20 });
  assert.equal(codeOf(outcome), 'CARRIER_TIMEOUT');
  assert.equal(wasTold, true);
  assert.equal(asked, 1);
  assert.deepEqual(statuses(outcome), ['rate error']);
});

test('after five failures in a row a connection is left alone, and nothing is sent or metered', async () => {
  const circuit = newCarrierCircuit({ failures: 5, openMs: 60_000 });
  let asked = 0;
  const down = adapter({
    async buy() {
      asked += 1;
      throw new Error('down');
    },
  });
  const ask = (): Promise<CarrierOutcome<unknown>> =>
    callAdapter(down, { connection: connection(), operation: 'buy', request: {} as never }, { circuit });
  for (let index = 0; index < 5; index += 1) assert.equal(codeOf(await ask()), 'CARRIER_UNAVAILABLE');
  const paused = await ask();
  assert.equal(codeOf(paused), 'CARRIER_PAUSED');
  assert.deepEqual(paused.usage, []);
  assert.equal(asked, 5);
});

test('one connection that fails leaves another of the same carrier alone', async () => {
  const [broken, sound] = [connection(), connection()];
  const carrier = adapter({
    async void(_label, call) {
      if (call.connection.id === broken.id) throw new Error('down');
    },
  });
  const ask = (facts: ConnectionFacts): Promise<CarrierOutcome<unknown>> =>
    callAdapter(carrier, { connection: facts, operation: 'void', request: {} as never }, soon);
  for (let index = 0; index < 3; index += 1) await ask(broken);
  assert.equal(codeOf(await ask(broken)), 'CARRIER_PAUSED');
  assert.equal(codeOf(await ask(sound)), undefined);
});

test('what the carrier cannot do is refused without a call', async () => {
  const outcome = await callAdapter(adapter({}), { connection: connection(), operation: 'manifest', request: {} as never });
  assert.equal(codeOf(outcome), 'CARRIER_OPERATION_UNSUPPORTED');
  assert.deepEqual(outcome.usage, []);
});

test('of an offer that comes twice the first counts; what is below zero is none; both are told', async () => {
  const odd = adapter({
    async rate() {
      const rates = [offer('ground', '5.00'), offer('ground', '6.00'), offer('ground', '5.00'), offer('express', '-1.00')];
      return { rates, messages: [] };
    },
  });
  const { result } = await callAdapter(odd, { connection: connection(), operation: 'rate', request: inquiry });
  assert.ok('answer' in result);
  assert.deepEqual(
    result.answer.rates.map(({ service, charge }) => [service, charge.toDecimalString()]),
    [['ground', '5.00']],
  );
  assert.deepEqual(
    result.answer.messages.map(({ service, code }) => [service, code]),
    [
      ['ground', 'CARRIER_ANSWER_INVALID'],
      ['express', 'CARRIER_ANSWER_INVALID'],
    ],
  );
});

test('a label without number or content is no label', async () => {
  const label = { trackingNumber: '1', format: 'PDF', content: Buffer.from('x') };
  const request = { consignment: { parcels: [{}, {}] } } as never;
  const answerTo = async (answer: unknown): Promise<string | undefined> => {
    const odd = adapter({ buy: async () => answer as never });
    return codeOf(await callAdapter(odd, { connection: connection(), operation: 'buy', request }));
  };
  for (const answer of [
    undefined,
    label,
    [],
    [label],
    [label, undefined],
    [label, {}],
    [label, { ...label, trackingNumber: ' ' }],
    [label, { ...label, trackingNumber: '2', content: undefined }],
    [label, label],
    [label, { ...label, trackingNumber: '2' }, { ...label, trackingNumber: '3' }],
  ])
    assert.equal(await answerTo(answer), 'CARRIER_ANSWER_INVALID');
  assert.equal(await answerTo([label, { ...label, trackingNumber: '2' }]), undefined);
});

test('carriers declare what they can do by doing it: the sandbox all of it, Lantern Post no pickups', () => {
  const declared = new Map(allCarriers().map((each) => [each.code, capabilitiesOf(each)]));
  assert.deepEqual(declared.get('sandbox'), [
    'rate',
    'buy',
    'void',
    'track',
    'schedulePickup',
    'cancelPickup',
    'validateAddress',
    'manifest',
  ]);
  assert.deepEqual(declared.get('sandbox_lantern'), ['rate', 'buy', 'void', 'track']);
  assert.deepEqual(declared.get('ratesheet'), ['rate', 'buy', 'void', 'track']);
});
