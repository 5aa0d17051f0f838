import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { GraphQLError, type ExecutionResult, type FormattedExecutionResult } from 'graphql';
import { SubscriptionRefusedError } from '../../platform/server/subscription-refused.ts';
import { LatestValue } from '../../platform/streams/latest-value.ts';
import type { ClientStream, StreamSource } from './shared-stream.ts';
import { SharedStreams } from './shared-streams.ts';

const refused = (code: string): SubscriptionRefusedError =>
  new SubscriptionRefusedError([{ message: code, extensions: { code } }]);

/** A subgraph whose subscription is opened, fed, broken and ended by the test. */
class Upstream {
  readonly opened: LatestValue<ExecutionResult>[] = [];
  left = 0;
  completed = 0;
  failure: Error | undefined;
  mostWaiting: number | undefined;
  replan: StreamSource['replan'] = () => 'nothing';

  source(): StreamSource {
    return {
      subgraph: 'analytics',
      mostWaiting: this.mostWaiting,
      open: async () => {
        if (this.failure) throw this.failure;
        const events = new LatestValue<ExecutionResult>(() => (this.left += 1));
        this.opened.push(events);
        return events;
      },
      complete: async (event) => {
        this.completed += 1;
        await wait(5);
        return event;
      },
      replan: () => this.replan(),
    };
  }

  async openedTimes(count: number): Promise<LatestValue<ExecutionResult>> {
    while (this.opened.length < count) await wait(2);
    return this.opened[count - 1]!;
  }
}

interface Joined {
  client: ClientStream;
  next: () => Promise<unknown>;
}

function join(streams: SharedStreams, upstream: Upstream): Joined {
  let leave = (): void => {};
  const client: ClientStream = new LatestValue(() => leave());
  leave = streams.join('key', client, () => upstream.source());
  return { client, next: async () => ((await client.next()).value as FormattedExecutionResult | undefined)?.data?.['n'] };
}

test('opens what broke again, without a word to the clients', async () => {
  const [streams, upstream] = [new SharedStreams(), new Upstream()];
  const { client, next } = join(streams, upstream);
  (await upstream.openedTimes(1)).push({ data: { n: 1 } });
  assert.equal(await next(), 1);
  upstream.opened[0]!.fail(new Error('connection reset'));
  upstream.failure = refused('INTERNAL_ERROR');
  await wait(300);
  upstream.failure = undefined;
  (await upstream.openedTimes(2)).push({ data: { n: 2 } });
  assert.equal(await next(), 2);
  assert.equal(streams.count, 1);
  await client.return();
  assert.deepEqual([streams.count, upstream.left], [0, 2]);
});

test('ends with the subgraph’s refusal, at the start and in the middle, and with its end', async () => {
  const streams = new SharedStreams();
  const atOnce = new Upstream();
  atOnce.failure = refused('NOT_FOUND');
  await assert.rejects(join(streams, atOnce).next(), { message: 'NOT_FOUND' });
  const later = new Upstream();
  const { next } = join(streams, later);
  (await later.openedTimes(1)).push({ data: { n: 1 } });
  assert.equal(await next(), 1);
  later.opened[0]!.fail(refused('FORBIDDEN'));
  await assert.rejects(next(), { message: 'FORBIDDEN' });
  const ending = new Upstream();
  const ended = join(streams, ending);
  (await ending.openedTimes(1)).end();
  assert.equal(await ended.next(), undefined);
  assert.equal(streams.count, 0);
});

test('reads something else when a new supergraph wants it, and shows nobody the old', async () => {
  const [streams, upstream] = [new SharedStreams(), new Upstream()];
  const { client, next } = join(streams, upstream);
  (await upstream.openedTimes(1)).push({ data: { n: 1 } });
  assert.equal(await next(), 1);
  streams.replan();
  upstream.replan = () => 'completion';
  streams.replan();
  assert.equal(await next(), 1);
  assert.deepEqual([upstream.opened.length, upstream.completed], [1, 2]);
  upstream.replan = () => 'upstream';
  upstream.failure = new Error('not there yet');
  streams.replan();
  const later = join(streams, upstream);
  await wait(150);
  upstream.failure = undefined;
  (await upstream.openedTimes(2)).push({ data: { n: 2 } });
  assert.deepEqual(await Promise.all([next(), later.next()]), [2, 2]);
  assert.equal(upstream.left, 1);
  upstream.replan = () => {
    throw new GraphQLError('n is gone', { extensions: { code: 'SCHEMA_CHANGED' } });
  };
  streams.replan();
  await assert.rejects(client.next(), { message: 'n is gone' });
  assert.deepEqual([streams.count, upstream.left, upstream.opened.length], [0, 2, 2]);
});

test('keeps one state for a client that reads slowly: the latest', async () => {
  const [streams, upstream] = [new SharedStreams(), new Upstream()];
  const [slow, fast] = [join(streams, upstream), join(streams, upstream)];
  const events = await upstream.openedTimes(1);
  for (let n = 1; n <= 20; n += 1) {
    events.push({ data: { n } });
    assert.equal(await fast.next(), n);
  }
  assert.equal(await slow.next(), 20);
  await Promise.all([slow.client.return(), fast.client.return()]);
  assert.deepEqual([streams.count, upstream.left, upstream.opened.length], [0, 1, 1]);
});

test('completes an event once for all, and once more for all who come together later', async () => {
  const [streams, upstream] = [new SharedStreams(), new Upstream()];
  const first = [join(streams, upstream), join(streams, upstream), join(streams, upstream)];
  (await upstream.openedTimes(1)).push({ data: { n: 1 } });
  for (const { next } of first) assert.equal(await next(), 1);
  assert.equal(upstream.completed, 1);
  const later = [join(streams, upstream), join(streams, upstream)];
  for (const { next } of later) assert.equal(await next(), 1);
  assert.equal(upstream.completed, 2);
  for (const { client } of [...first, ...later]) await client.return();
  assert.equal(streams.count, 0);
});

test('leaves an upstream that is still being opened when its last client goes', async () => {
  const [streams, upstream] = [new SharedStreams(), new Upstream()];
  const { client } = join(streams, upstream);
  await client.return();
  assert.equal(streams.count, 0);
  await wait(20);
  assert.deepEqual([upstream.opened.length, upstream.left], [1, 1]);
});

test('tells happenings once: not again to whoever comes later, nor under a new supergraph, and ends where some may be missed', async () => {
  const [streams, upstream] = [new SharedStreams(), new Upstream()];
  upstream.mostWaiting = 10;
  const first = join(streams, upstream);
  (await upstream.openedTimes(1)).push({ data: { n: 1 } });
  assert.equal(await first.next(), 1);
  const later = join(streams, upstream);
  upstream.replan = () => 'completion';
  streams.replan();
  upstream.opened[0]!.push({ data: { n: 2 } });
  assert.deepEqual(await Promise.all([first.next(), later.next()]), [2, 2]);
  assert.equal(upstream.completed, 2);
  upstream.opened[0]!.fail(new Error('connection reset'));
  for (const { next } of [first, later]) await assert.rejects(next(), refusedWith('EVENTS_MISSED'));
  const other = join(streams, upstream);
  await upstream.openedTimes(2);
  upstream.replan = () => 'upstream';
  streams.replan();
  await assert.rejects(other.next(), refusedWith('SCHEMA_CHANGED'));
  assert.deepEqual([streams.count, upstream.opened.length, upstream.left], [0, 2, 2]);
});

const refusedWith =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof SubscriptionRefusedError && error.errors[0]?.extensions?.['code'] === code;
