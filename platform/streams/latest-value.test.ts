import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LatestValue } from './latest-value.ts';

test('hands over each value to a reader who waits, and the latest to one who did not', async () => {
  const stream = new LatestValue<number>();
  const waiting = stream.next();
  stream.push(1);
  assert.deepEqual(await waiting, { value: 1, done: false });
  stream.push(2);
  stream.push(3);
  assert.deepEqual(await stream.next(), { value: 3, done: false });
});

test('ends after the last value, fails without it, and ends for good', async () => {
  const [ending, failing] = [new LatestValue<number>(), new LatestValue<number>()];
  ending.push(1);
  ending.end();
  ending.push(2);
  assert.deepEqual([(await ending.next()).value, (await ending.next()).done, (await ending.next()).done], [1, true, true]);
  failing.push(1);
  failing.fail(new Error('gone'));
  await assert.rejects(failing.next(), /gone/);
  assert.equal((await failing.next()).done, true);
});

test('lets a reader leave while it waits, and tells of the end once', async () => {
  let closed = 0;
  const stream = new LatestValue<number>(() => (closed += 1));
  const waiting = stream.next();
  await stream.return();
  assert.equal((await waiting).done, true);
  stream.end();
  await stream.return();
  assert.equal(closed, 1);
});
