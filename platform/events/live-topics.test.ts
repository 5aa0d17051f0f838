import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { newId } from '../ids/public-id.ts';
import { liveTopic } from './live-topic.ts';
import { LiveTopics } from './live-topics.ts';

/** Counts the wake-ups of a watch until it ends. */
function counting(watch: AsyncIterableIterator<undefined>): { count: number; ended: Promise<void> } {
  const counted = { count: 0, ended: Promise.resolve() };
  counted.ended = (async () => {
    for await (const _ of watch) counted.count += 1;
  })();
  return counted;
}

test('wakes at once for the present state, then for its own topic only', async () => {
  const topics = new LiveTopics({ mostPerSecond: 1_000 });
  const watched = counting(topics.watch('usage/a'));
  await wait(5);
  topics.announce(['usage/b', 'status/a']);
  await wait(5);
  assert.equal(watched.count, 1);
  topics.announce(['usage/b', 'usage/a']);
  await wait(5);
  assert.equal(watched.count, 2);
  topics.announceAll();
  await wait(5);
  assert.equal(watched.count, 3);
  topics.close();
  await watched.ended;
  assert.equal(topics.watchCount, 0);
});

test('makes one wake-up of all changes in an interval, and one after the last', async () => {
  const topics = new LiveTopics({ mostPerSecond: 20 });
  const watched = counting(topics.watch('usage/a'));
  await wait(60);
  for (let changes = 0; changes < 100; changes += 1) topics.announce(['usage/a']);
  await wait(5);
  // The first of them at once; the other 99 together when 50 ms have passed.
  assert.equal(watched.count, 2);
  await wait(100);
  assert.equal(watched.count, 3);
  topics.close();
});

test('does not lose a change that happens while the state is being read', async () => {
  const topics = new LiveTopics({ mostPerSecond: 1_000 });
  const watch = topics.watch('usage/a');
  await watch.next();
  topics.announce(['usage/a']);
  await wait(5);
  assert.equal((await watch.next()).done, false);
  await watch.return!();
  assert.deepEqual([(await watch.next()).done, topics.watchCount], [true, 0]);
});

test('names tenants, organizations and modes apart', () => {
  const [tenantId, organizationId, other] = [newId(), newId(), newId()];
  const names = [
    liveTopic('usage', { tenantId, organizationId, testMode: false }),
    liveTopic('usage', { tenantId, organizationId, testMode: true }),
    liveTopic('usage', { tenantId, organizationId: other, testMode: false }),
    liveTopic('usage', { tenantId: other, organizationId, testMode: false }),
    liveTopic('status', { tenantId, organizationId, testMode: false }),
  ];
  assert.equal(new Set(names).size, 5);
});
