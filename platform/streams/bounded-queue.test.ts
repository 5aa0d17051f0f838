import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedQueue } from './bounded-queue.ts';

const queueOf = (most: number, onClose?: () => void): BoundedQueue<number> =>
  new BoundedQueue<number>({ most, onOverflow: () => new Error('too slow') }, onClose);

test('hands over every value in order, to a reader who waits and to one who comes later', async () => {
  const queue = queueOf(3);
  const waiting = queue.next();
  for (const value of [1, 2, 3, 4]) queue.push(value);
  queue.end();
  queue.push(5);
  assert.deepEqual(await waiting, { value: 1, done: false });
  const rest = [];
  for await (const value of queue) rest.push(value);
  assert.deepEqual(rest, [2, 3, 4]);
});

test('one value more than may wait ends it with the error, and nothing that waited is read any more', async () => {
  let closed = 0;
  const queue = queueOf(2, () => (closed += 1));
  for (const value of [1, 2, 3, 4]) queue.push(value);
  await assert.rejects(queue.next(), /too slow/);
  assert.deepEqual([(await queue.next()).done, closed], [true, 1]);
});

test('fails a reader that waits, and lets one leave while it waits; tells of the end once', async () => {
  let closed = 0;
  const failing = queueOf(1, () => (closed += 1));
  const refused = failing.next();
  failing.fail(new Error('gone'));
  await assert.rejects(refused, /gone/);
  const left = queueOf(1, () => (closed += 1));
  const waiting = left.next();
  await left.return();
  left.end();
  left.fail(new Error('late'));
  assert.deepEqual([(await waiting).done, (await left.next()).done, closed], [true, true, 2]);
});
