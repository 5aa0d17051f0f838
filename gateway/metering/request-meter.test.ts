import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { ManualClock } from '../../platform/context/clock.ts';
import { identityKeys, IdentitySigner } from '../../platform/identity/identity-token.ts';
import { newId } from '../../platform/ids/public-id.ts';
import type { SubgraphCall } from '../data-source/subgraph-transport.ts';
import { RequestMeter } from './request-meter.ts';

interface Sent {
  flushId: string;
  counts: { organizationId: string; testMode: boolean; count: number; errors: number; windowStart: string; windowEnd: string }[];
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

test('counts by organization and mode, with errors and the span of time, and sends each count once', async () => {
  const sent: Sent[] = [];
  const { meter, clock } = meterInto(sent);
  const [acme, birch] = [newId(), newId()];
  meter.count(member(acme), false);
  clock.advance(1_500);
  meter.count(member(acme), true);
  meter.count(member(acme, { testMode: true }), false);
  meter.count(member(birch), false);
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

test('counts no strangers, no operators and no staff: they are no organization’s usage', async () => {
  const sent: Sent[] = [];
  const { meter } = meterInto(sent);
  meter.count(ANONYMOUS, true);
  meter.count({ ...ANONYMOUS, actor: 'user/operator', level: 'platform' }, false);
  meter.count(member(newId(), { level: 'tenant' }), false);
  await meter.stop();
  assert.deepEqual(sent, []);
});

test('a batch that billing did not take is sent again under the same id, and what came meanwhile under the next', async () => {
  const sent: Sent[] = [];
  let isDown = true;
  const { meter } = meterInto(sent, { isDown: () => isDown });
  const organizationId = newId();
  meter.count(member(organizationId), false);
  await meter.flush();
  meter.count(member(organizationId), false);
  meter.count(member(organizationId), false);
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
