import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveTopics } from './live-topics.ts';

const PULSE_MS = 20;

test('begins with everything, then names each changed topic under the prefix, numbered without a gap', async () => {
  const topics = new LiveTopics();
  const collector = topics.collect('identity/', { pulseMs: 60_000 });
  assert.deepEqual((await collector.next()).value, { sequence: 1, topics: [], isEverything: true });
  topics.announce(['identity/user/a', 'usage/b', 'identity/user/a']);
  assert.deepEqual((await collector.next()).value, { sequence: 2, topics: ['user/a'], isEverything: false });
  topics.announce(['identity/user/a']);
  topics.announce(['identity/token/c']);
  assert.deepEqual((await collector.next()).value, { sequence: 3, topics: ['user/a', 'token/c'], isEverything: false });
  topics.announceAll();
  assert.deepEqual((await collector.next()).value, { sequence: 4, topics: [], isEverything: true });
  topics.close();
  assert.equal((await collector.next()).done, true);
});

test('says something at every pulse, and names too many to be named as everything', async () => {
  const topics = new LiveTopics();
  const collector = topics.collect('identity/', { pulseMs: PULSE_MS });
  await collector.next();
  const startedAt = performance.now();
  assert.deepEqual((await collector.next()).value, { sequence: 2, topics: [], isEverything: false });
  assert.ok(performance.now() - startedAt < 50 * PULSE_MS);
  topics.announce(Array.from({ length: 1_001 }, (_, index) => `identity/user/${index}`));
  assert.deepEqual((await collector.next()).value, { sequence: 3, topics: [], isEverything: true });
  await collector.return();
  topics.announce(['identity/user/a']);
  assert.equal((await collector.next()).done, true);
});
