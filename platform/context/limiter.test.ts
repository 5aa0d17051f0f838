import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Limiter } from './limiter.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('at most three of 50 pieces of work run side by side, and they begin in the order they came', async () => {
  const limiter = new Limiter(3);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const results = await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      limiter.run(async () => {
        begun.push(index);
        most = Math.max(most, (running += 1));
        for (let turns = 0; turns < (index * 7) % 5; turns += 1) await turn();
        running -= 1;
        return index;
      }),
    ),
  );
  assert.deepEqual([most, running], [3, 0]);
  assert.deepEqual(
    begun,
    [...begun].toSorted((left, right) => left - right),
  );
  assert.deepEqual(results, begun);
});

test('work that fails, at once or later, gives its place free', async () => {
  const limiter = new Limiter(1);
  const outcomes = await Promise.allSettled([
    limiter.run(async () => {
      await turn();
      throw new Error('later');
    }),
    limiter.run(() => {
      throw new Error('at once');
    }),
    limiter.run(async () => 'done'),
  ]);
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : (outcome.reason as Error).message)),
    ['later', 'at once', 'done'],
  );
  assert.equal(await limiter.run(async () => 'still'), 'still');
});

test('whoever comes in the moment a place is handed on does not overtake who has waited', async () => {
  const limiter = new Limiter(1);
  const order: string[] = [];
  const first = limiter.run(async () => void order.push('first'));
  const second = limiter.run(async () => void order.push('second'));
  const third = first.then(() => limiter.run(async () => void order.push('third')));
  await Promise.all([second, third]);
  assert.deepEqual(order, ['first', 'second', 'third']);
});
