import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GroupCommit } from './group-commit.ts';

test('takes what is asked for in one tick as one group, and what comes meanwhile as the next', async () => {
  const groups: number[][] = [];
  let release = (): void => {};
  const commit = new GroupCommit<number, number>({
    largestGroup: 10,
    flush: async (orders) => {
      groups.push([...orders]);
      if (groups.length === 1) await new Promise<void>((resolve) => (release = resolve));
      return orders.map((order) => order * 2);
    },
  });
  const first = [commit.submit('a', 1), commit.submit('a', 2)];
  await Promise.resolve();
  await Promise.resolve();
  const second = [commit.submit('a', 3), commit.submit('a', 4), commit.submit('a', 5)];
  release();
  assert.deepEqual(await Promise.all([...first, ...second]), [2, 4, 6, 8, 10]);
  assert.deepEqual(groups, [
    [1, 2],
    [3, 4, 5],
  ]);
});

test('flushes lanes side by side and groups of 3 at most', async () => {
  const groups: string[][] = [];
  const commit = new GroupCommit<string, string>({
    largestGroup: 3,
    flush: async (orders) => {
      groups.push([...orders]);
      return orders;
    },
  });
  await Promise.all(['a1', 'a2', 'a3', 'a4', 'b1'].map((order) => commit.submit(order[0]!, order)));
  assert.deepEqual(groups, [['a1', 'a2', 'a3'], ['b1'], ['a4']]);
});

test('refuses the one that its flush refuses, and does a failed flush again one by one', async () => {
  const commit = new GroupCommit<number, number>({
    largestGroup: 10,
    flush: async (orders) => {
      if (orders.includes(13)) throw new Error('thirteen');
      return orders.map((order) => (order < 0 ? new RangeError(`${order}`) : order));
    },
  });
  const settled = await Promise.allSettled([1, -2, 13, 4].map((order) => commit.submit('a', order)));
  assert.deepEqual(
    settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message)),
    [1, '-2', 'thirteen', 4],
  );
});
