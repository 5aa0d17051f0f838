import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { ManualClock } from '../../platform/context/clock.ts';
import { identityKeys, IdentitySigner } from '../../platform/identity/identity-token.ts';
import { newId } from '../../platform/ids/public-id.ts';
import type { SubgraphCall } from '../data-source/subgraph-transport.ts';
import { RequestMeter } from './request-meter.ts';
import type { AnsweredOperation, ApiRequestCount } from './usage-window.ts';

interface Sent {
  flushId: string;
  counts: ApiRequestCount[];
}

function meterInto(sent: Sent[], options: { isDown?: () => boolean } = {}): { meter: RequestMeter; clock: ManualClock } {
  const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
  const execute = async (call: SubgraphCall): Promise<{ data: Record<string, unknown> }> => {
    sent.push(call.variables!['input'] as Sent);
    if (options.isDown?.()) throw new Error('connection refused');
    return { data: { recordApiRequests: { recorded: 1, errors: [] } } };
  };
  const signer = new IdentitySigner(identityKeys('a secret of at least thirty-two characters').privateKey);
  const meter = new RequestMeter({
    billing: { execute } as never,
    signer,
    clock,
    log: pino({ level: 'silent' }),
    flushEveryMs: 60_000,
  });
  return { meter, clock };
}

const member = (organizationId: string, facts: Partial<Identity> = {}): Identity => ({
  ...ANONYMOUS,
  actor: 'token/test',
  level: 'organization',
  tenant: { id: '01890000-0000-7000-8000-000000000001', schema: 't_0123456789abcdef' },
  organizationId,
  ...facts,
});

const answered = (identity: Identity, facts: Partial<AnsweredOperation> = {}): AnsweredOperation => ({
  identity,
  operationName: 'Page',
  errorCode: undefined,
  durationMs: 4.4,
  cost: 10,
  ...facts,
});

test('counts by organization and mode, with errors and the span of time, and sends each count once', async () => {
  const sent: Sent[] = [];
  const { meter, clock } = meterInto(sent);
  const [acme, birch] = [newId(), newId()];
  meter.count(answered(member(acme)));
  clock.advance(1_500);
  meter.count(answered(member(acme), { errorCode: 'NOT_FOUND' }));
  meter.count(answered(member(acme, { testMode: true })));
  meter.count(answered(member(birch)));
  await meter.flush();
  await meter.flush();
  assert.equal(sent.length, 1);
  assert.deepEqual(
    sent[0]!.counts.map((each) => [
      each.organizationId,
      each.testMode,
      each.count,
      each.errors,
      each.windowStart,
      each.windowEnd,
    ]),
    [
      [acme, false, 2, 1, '2026-03-02T10:00:00.000Z', '2026-03-02T10:00:01.500Z'],
      [acme, true, 1, 0, '2026-03-02T10:00:01.500Z', '2026-03-02T10:00:01.500Z'],
      [birch, false, 1, 0, '2026-03-02T10:00:01.500Z', '2026-03-02T10:00:01.500Z'],
    ],
  );
});

test('tells operations apart by name and outcome, with their time and cost', async () => {
  const sent: Sent[] = [];
  const { meter } = meterInto(sent);
  const acme = member(newId());
  meter.count(answered(acme));
  meter.count(answered(acme, { durationMs: 6, cost: 15 }));
  meter.count(answered(acme, { errorCode: 'FORBIDDEN' }));
  meter.count(answered(acme, { operationName: undefined }));
  await meter.flush();
  const [count] = sent[0]!.counts;
  assert.deepEqual([count!.count, count!.errors, count!.durationMs, count!.cost], [4, 1, 18, 45]);
  assert.deepEqual(
    count!.operations.map((each) => [each.operation, each.status, each.errorCode, each.count, each.durationMs, each.cost]),
    [
      ['Page', 'ok', null, 2, 10, 25],
      ['Page', 'error', 'FORBIDDEN', 1, 4, 10],
      ['(unnamed)', 'ok', null, 1, 4, 10],
    ],
  );
});

test('keeps fifty kinds of operations of each organization, whatever clients call them, and the rest together', async () => {
  const sent: Sent[] = [];
  const { meter } = meterInto(sent);
  const [acme, birch] = [member(newId()), member(newId())];
  for (let made = 0; made < 1_000; made += 1)
    meter.count(answered(acme, { operationName: `Page${made}`, ...(made % 10 === 0 ? { errorCode: 'NOT_FOUND' } : {}) }));
  meter.count(answered(birch));
  await meter.flush();
  const [first, second] = sent[0]!.counts;
  assert.deepEqual([first!.operations.length, first!.count, second!.operations.length], [52, 1_000, 1]);
  const others = first!.operations.filter(({ operation }) => operation === '(others)');
  assert.deepEqual(
    new Map(others.map(({ status, count }) => [status, count])),
    new Map([
      ['ok', 855],
      ['error', 95],
    ] as const),
  );
});

test('takes no name that GraphQL would not take: it could not be stored, and nothing could be counted any more', async () => {
  const sent: Sent[] = [];
  const { meter } = meterInto(sent);
  const acme = member(newId());
  for (const operationName of ['\u0000', 'with space', '', '1st', 'x'.repeat(101), '__proto__'])
    meter.count(answered(acme, { operationName }));
  await meter.flush();
  assert.deepEqual(
    sent[0]!.counts[0]!.operations.map(({ operation, count }) => [operation, count]),
    [
      ['(unnamed)', 5],
      ['__proto__', 1],
    ],
  );
});

test('counts staff and partners for their tenant, in no organization’s name, and neither operators nor strangers', async () => {
  const sent: Sent[] = [];
  const { meter } = meterInto(sent);
  meter.count(answered(ANONYMOUS));
  meter.count(answered({ ...ANONYMOUS, actor: 'user/operator', level: 'platform' }));
  meter.count(answered(member(newId(), { level: 'tenant' })));
  meter.count(answered(member(newId(), { level: 'partner' })));
  await meter.stop();
  assert.deepEqual(
    sent[0]!.counts.map(({ organizationId, count }) => [organizationId, count]),
    [[null, 2]],
  );
});

test('hands over what many organizations did in batches that billing takes', async () => {
  const sent: Sent[] = [];
  const { meter } = meterInto(sent);
  for (let made = 0; made < 1_200; made += 1) meter.count(answered(member(newId())));
  await meter.stop();
  assert.deepEqual(
    sent.map(({ counts }) => counts.length),
    [500, 500, 200],
  );
  assert.equal(new Set(sent.map(({ flushId }) => flushId)).size, 3);
});

test('a batch that billing did not take is sent again under the same id, and what came meanwhile under the next', async () => {
  const sent: Sent[] = [];
  let isDown = true;
  const { meter } = meterInto(sent, { isDown: () => isDown });
  const organizationId = newId();
  meter.count(answered(member(organizationId)));
  await meter.flush();
  meter.count(answered(member(organizationId)));
  meter.count(answered(member(organizationId)));
  await meter.flush();
  isDown = false;
  await meter.stop();
  assert.deepEqual(
    sent.map(({ flushId, counts }) => [flushId === sent[0]!.flushId, counts[0]!.count]),
    [
      [true, 1],
      [true, 1],
      [true, 1],
      [false, 2],
    ],
  );
});
