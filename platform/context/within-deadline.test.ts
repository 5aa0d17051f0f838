import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DeadlinePassedError, withinDeadline } from './within-deadline.ts';

test('answers what the work answers, with and without a deadline', async () => {
  assert.equal(await withinDeadline(undefined, async () => 1), 1);
  assert.equal(await withinDeadline(performance.now() + 1_000, async () => 2), 2);
  await assert.rejects(
    withinDeadline(performance.now() + 1_000, () => Promise.reject(new Error('broken'))),
    /broken/,
  );
});

test('rejects as soon as the deadline has passed, and does not begin when it has passed already', async () => {
  const startedAt = performance.now();
  await assert.rejects(
    withinDeadline(startedAt + 50, () => new Promise(() => {})),
    DeadlinePassedError,
  );
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs >= 49 && tookMs < 1_000, `${tookMs} ms`);
  let hasBegun = false;
  await assert.rejects(
    withinDeadline(performance.now() - 1, async () => (hasBegun = true)),
    { name: 'TimeoutError' },
  );
  assert.equal(hasBegun, false);
});
