import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { createTestWorld, type TestTenant, type TestWorld } from '../../test/support/test-world.ts';
import { tenantScope } from './database.ts';
import { arrayOf, rowFor, rowsOf } from './rows.ts';
import type { Session } from './session.ts';

let world: TestWorld;
let tenant: TestTenant;
let session: Session;
before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  tenant = await world.createTenant();
  session = world.marketplace.subgraphs.get('billing')!.database.session(tenantScope(tenant, false));
});
after(() => world.close());

test('every text, number, id and nothing comes back from an array as it went in', async () => {
  const text = fc.string({ unit: 'grapheme' }).filter((each) => !each.includes('\0') && each.isWellFormed());
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text)), fc.array(fc.option(fc.uuid())), async (texts, ids) => {
      const [row] = await session.query(sql<{ texts: (string | null)[]; ids: (string | null)[] }>`
        select ${arrayOf('text', texts)} as texts, ${arrayOf('uuid', ids)} as ids`);
      assert.deepEqual(row, { texts, ids });
    }),
    { numRuns: 100, seed: 5 },
  );
  const [row] = await session.query(sql<object>`
    select ${arrayOf('numeric', ['-1.000001', '20', null])}::text as numbers, ${arrayOf('boolean', [true, false])} as claims,
      ${arrayOf('timestamptz', ['2026-03-02T10:00:00.000Z'])} as instants`);
  assert.deepEqual(row, { numbers: '{-1.000001,20,NULL}', claims: [true, false], instants: [new Date('2026-03-02T10:00:00Z')] });
});

test('a value that would end an array, or begin another, is never sent', () => {
  for (const value of ['1,2', '}', '{', '"', String.raw`\\`, ' ', '']) assert.throws(() => arrayOf('uuid', [value]));
});

test('rows are told apart from what they share; one is found for an id, and nothing for another', async () => {
  const rows = await session.query(
    sql<object>`${rowsOf([
      ['name', 'text', ['a "b"', 'c, d']],
      ['count', 'int', [1, null]],
      ['is_ours', 'boolean', { shared: true }],
    ])}`,
  );
  assert.deepEqual(rows, [
    { name: 'a "b"', count: 1, bool: true },
    { name: 'c, d', count: null, bool: true },
  ]);
  const columns = [['letter', 'text', ['a', 'b', 'c']]] as const;
  const find = async (id: number): Promise<object[]> =>
    session.query(sql<object>`select v.letter from ${rowFor(sql`${id}::int`, arrayOf('int', [10, 20, 30]), columns)} v`);
  assert.deepEqual([await find(20), await find(25)], [[{ letter: 'b' }], [{ letter: null }]]);
});
