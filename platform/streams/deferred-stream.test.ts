import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deferredStream } from './deferred-stream.ts';
import { LatestValue } from './latest-value.ts';
import { mappedStream } from './mapped-stream.ts';

test('reads what was opened, and fails as the opening failed', async () => {
  const source = new LatestValue<number>();
  source.push(1);
  assert.deepEqual(await deferredStream(Promise.resolve(source)).next(), { value: 1, done: false });
  await assert.rejects(deferredStream(Promise.reject(new Error('refused'))).next(), /refused/);
});

test('leaves what opens after its reader has left', async () => {
  let left = 0;
  const opening = Promise.withResolvers<LatestValue<number>>();
  const stream = deferredStream(opening.promise);
  const waiting = stream.next();
  await stream.return!();
  assert.equal((await waiting).done, true);
  opening.resolve(new LatestValue(() => (left += 1)));
  await opening.promise;
  assert.equal(left, 1);
});

test('a mapped stream leaves out values, leaves its source at once, and closes once', async () => {
  let [left, closed] = [0, 0];
  const source = new LatestValue<number>(() => (left += 1));
  const odd = mappedStream(
    source,
    async (n) => (n % 2 === 1 ? { value: `${n}` } : undefined),
    () => (closed += 1),
  );
  const first = odd.next();
  source.push(2);
  await new Promise(setImmediate);
  source.push(3);
  assert.deepEqual(await first, { value: '3', done: false });
  const waiting = odd.next();
  await odd.return!();
  assert.equal((await waiting).done, true);
  assert.deepEqual([left, closed], [1, 1]);
});
