import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineListLoader, defineLoader, type LoaderStore } from './loader.ts';

interface Row {
  id: string;
  owner: string;
}

const ROWS: Row[] = [
  { id: 'd', owner: 'ada' },
  { id: 'a', owner: 'bob' },
  { id: 'c', owner: 'ada' },
];

interface Request extends LoaderStore {
  batches: string[][];
}

const request = (): Request => ({ loaders: new Map(), batches: [] });

const loadRow = defineLoader<Request, Row>(
  async (context, keys) => {
    context.batches.push([...keys]);
    return ROWS.filter((row) => keys.includes(row.id));
  },
  (row) => row.id,
);

const loadOwned = defineListLoader<Request, Row>(
  async (context, keys) => {
    context.batches.push([...keys]);
    return ROWS.filter((row) => keys.includes(row.owner));
  },
  (row) => row.owner,
);

test('keys asked for in one tick are one batch, each once, answered in the order of the asking and null where there is no row', async () => {
  const context = request();
  const rows = await Promise.all(['c', 'x', 'a', 'c', 'd'].map((id) => loadRow(context, id)));
  assert.deepEqual(
    rows.map((row) => row?.id ?? null),
    ['c', null, 'a', 'c', 'd'],
  );
  assert.deepEqual(context.batches, [['c', 'x', 'a', 'd']]);
});

test('what a request has read it does not read again; the next tick is the next batch', async () => {
  const context = request();
  await loadRow(context, 'a');
  await Promise.all([loadRow(context, 'a'), loadRow(context, 'd')]);
  assert.deepEqual(context.batches, [['a'], ['d']]);
});

test('two requests share nothing', async () => {
  const [one, two] = [request(), request()];
  await Promise.all([loadRow(one, 'a'), loadRow(two, 'c')]);
  await loadRow(two, 'a');
  assert.deepEqual([one.batches, two.batches], [[['a']], [['c'], ['a']]]);
});

test('a list loader answers all rows of a key, in the order they were read, and an empty list where there are none', async () => {
  const context = request();
  const lists = await Promise.all(['bob', 'nobody', 'ada'].map((owner) => loadOwned(context, owner)));
  assert.deepEqual(
    lists.map((rows) => rows.map((row) => row.id)),
    [['a'], [], ['d', 'c']],
  );
  assert.deepEqual(context.batches, [['bob', 'nobody', 'ada']]);
});

test('two loaders of one request are apart, although their keys are the same', async () => {
  const context = request();
  const [row, list] = await Promise.all([loadRow(context, 'ada'), loadOwned(context, 'ada')]);
  assert.deepEqual([row, list.length, context.batches.length], [null, 2, 2]);
});

test('a batch that fails fails for each of its keys and is tried anew by none of them', async () => {
  let batches = 0;
  const load = defineLoader<LoaderStore, Row>(
    async () => {
      batches += 1;
      throw new Error('no answer');
    },
    (row) => row.id,
  );
  const context = request();
  const outcomes = await Promise.allSettled(['a', 'b', 'a'].map((id) => load(context, id)));
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status === 'rejected' && (outcome.reason as Error).message),
    ['no answer', 'no answer', 'no answer'],
  );
  assert.equal(batches, 1);
});
