import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import { newId, type Uuid } from '../ids/public-id.ts';
import { ValidationError } from '../errors/errors.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../test/support/test-world.ts';
import { tenantScope } from './database.ts';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from './keyset.ts';
import type { Session } from './session.ts';

interface Item {
  id: Uuid;
  name: string;
  price: string;
}

let world: TestWorld;
let tenant: TestTenant;
let session: Session;
before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  tenant = await world.createTenant();
  session = world.marketplace.subgraphs.get('shipping')!.database.session(tenantScope(tenant, false));
  await world.inspect(`create table "${tenant.schema}".items (id uuid primary key, list text not null, name text not null,
    price numeric not null, units bigint not null, day date not null, made_at timestamptz not null)`);
  await world.inspect(`grant select on "${tenant.schema}".items to waybill_shipping`);
});
after(() => world.close());

const ORDERS: Record<string, KeysetOrder> = Object.fromEntries(
  (
    [
      ['name', 'text'],
      ['price', 'numeric'],
      ['units', 'bigint'],
      ['day', 'date'],
      ['made_at', 'timestamptz'],
      ['id', 'uuid'],
    ] as const
  ).flatMap(([column, type]) =>
    (['asc', 'desc'] as const).map((direction) => [`${column} ${direction}`, { column, type, direction }]),
  ),
);
const byName = ORDERS['name asc']!;

let lists = 0;
/** A list of its own with `count` rows, of which every three or four share a value of each column. */
async function newList(count: number): Promise<string> {
  const list = `list ${(lists += 1)}`;
  await addItems(list, count);
  return list;
}

async function addItems(list: string, count: number): Promise<void> {
  await world.inspect(
    `insert into "${tenant.schema}".items select gen_random_uuid(), $1, 'é "''\\ ' || (n % 7), (n % 5) / 3.0, n % 6 - 3,
      date '2026-02-27' + n % 4, timestamptz '2026-03-01 12:00:00.123456+00' + (n % 9) * interval '1 microsecond'
    from generate_series(1, $2) as n`,
    [list, count],
  );
}

const page = (list: string, order: KeysetOrder, request: PageRequest): Promise<Page<Item>> =>
  fetchPage(session, sql<Item>`select * from items where list = ${list}`, order, request);

async function sorted(list: string, order: KeysetOrder): Promise<Uuid[]> {
  const rows = await world.inspect<{ id: Uuid }>(
    `select id from "${tenant.schema}".items where list = $1 order by ${order.column} ${order.direction}, id ${order.direction}`,
    [list],
  );
  return rows.map((row) => row.id);
}

async function walk(list: string, order: KeysetOrder, size: number, isBackwards = false): Promise<Uuid[]> {
  const visited: Uuid[] = [];
  let cursor: string | undefined;
  for (;;) {
    const request = isBackwards ? { last: size, before: cursor } : { first: size, after: cursor };
    const { rows, cursors, hasNextPage, hasPreviousPage } = await page(list, order, request);
    assert.ok(rows.length <= size);
    assert.equal(isBackwards ? hasNextPage : hasPreviousPage, cursor !== undefined);
    const ids = rows.map((row) => row.id);
    if (isBackwards) visited.unshift(...ids);
    else visited.push(...ids);
    if (!(isBackwards ? hasPreviousPage : hasNextPage)) return visited;
    cursor = isBackwards ? cursors[0] : cursors.at(-1);
  }
}

async function refusal(request: PageRequest, order = byName): Promise<[string, string | undefined]> {
  let thrown: unknown;
  try {
    await page('list 0', order, request);
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof ValidationError, `${JSON.stringify(request)}: ${String(thrown)}`);
  return [thrown.code, thrown.field];
}

test('walking forwards and backwards visits each of 23 rows once and in order, by every type of column, ties included', async () => {
  const list = await newList(23);
  for (const [name, order] of Object.entries(ORDERS)) {
    const expected = await sorted(list, order);
    assert.equal(expected.length, 23);
    for (const size of [2, 4, 22, 23, 24]) {
      assert.deepEqual(await walk(list, order, size), expected, `${name} by ${size}`);
      assert.deepEqual(await walk(list, order, size, true), expected, `${name} by ${size} backwards`);
    }
  }
});

test('a server in another time zone pages alike', async () => {
  const list = await newList(11);
  const expected = await sorted(list, ORDERS['made_at desc']!);
  for (const zone of ['America/Los_Angeles', 'Asia/Kathmandu', 'Pacific/Kiritimati']) {
    const visited = await session.transaction(async (transaction) => {
      await transaction.query(sql.raw(`set local timezone to '${zone}'`));
      const ids: Uuid[] = [];
      let after: string | undefined;
      for (let isMore = true; isMore;) {
        const statement = sql<Item>`select * from items where list = ${list}`;
        const { rows, cursors, hasNextPage } = await fetchPage(transaction, statement, ORDERS['made_at desc']!, {
          first: 4,
          after,
        });
        ids.push(...rows.map((row) => row.id));
        after = cursors.at(-1);
        isMore = hasNextPage;
      }
      return ids;
    });
    assert.deepEqual(visited, expected, zone);
  }
});

test('rows that come between two pages neither double nor hide what was there', async () => {
  const list = await newList(20);
  const there = await sorted(list, byName);
  const visited: Uuid[] = [];
  let after: string | undefined;
  for (let isMore = true; isMore;) {
    const { rows, cursors, hasNextPage } = await page(list, byName, { first: 3, after });
    visited.push(...rows.map((row) => row.id));
    after = cursors.at(-1);
    isMore = hasNextPage;
    if (visited.length < 40) await addItems(list, 2);
  }
  assert.equal(new Set(visited).size, visited.length);
  assert.deepEqual(
    visited.filter((id) => there.includes(id)),
    there,
  );
});

test('a cursor stays good when its row is gone', async () => {
  const list = await newList(9);
  const expected = await sorted(list, byName);
  const { cursors, rows } = await page(list, byName, { first: 3 });
  await world.inspect(`delete from "${tenant.schema}".items where id = $1`, [rows[2]!.id]);
  const next = await page(list, byName, { first: 100, after: cursors[2]! });
  assert.deepEqual(
    next.rows.map((row) => row.id),
    expected.slice(3),
  );
});

test('what stands between two cursors is exactly what is between their rows', async () => {
  const list = await newList(12);
  const expected = await sorted(list, byName);
  const { cursors } = await page(list, byName, { first: 12 });
  const between = await page(list, byName, { first: 100, after: cursors[2]!, before: cursors[8]! });
  assert.deepEqual(
    between.rows.map((row) => row.id),
    expected.slice(3, 8),
  );
});

test('sizes of 0, 101 and -1, fractions and both directions at once are refused, 1 and 100 taken, 20 the default', async () => {
  for (const size of [0, 101, -1, 1.5, Number.NaN, 1e9]) {
    assert.deepEqual(await refusal({ first: size }), ['VALIDATION_FAILED', 'first']);
    assert.deepEqual(await refusal({ last: size }), ['VALIDATION_FAILED', 'last']);
  }
  assert.deepEqual(await refusal({ first: 5, last: 5 }), ['VALIDATION_FAILED', 'last']);
  assert.deepEqual(await refusal({ first: 0, last: 5 }), ['VALIDATION_FAILED', 'last']);
  const list = await newList(130);
  const sizes = [{ first: 1 }, { last: 1 }, { first: 100 }, { last: 100 }, {}, { first: null, last: null, after: null }];
  const counts = await Promise.all(sizes.map(async (request) => (await page(list, byName, request)).rows.length));
  assert.deepEqual(counts, [1, 1, 100, 100, 20, 20]);
});

test('a garbled cursor is refused with INVALID_CURSOR on its argument', async () => {
  const cursorOf = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');
  const id = newId();
  const garbled = [
    '',
    ' ',
    'x',
    'null',
    '!!!',
    '[]',
    cursorOf(),
    cursorOf('name', 'a'),
    cursorOf('name', 'a', 'b'),
    cursorOf('name', 1, id),
  ];
  garbled.push(
    cursorOf('name', null, id),
    cursorOf('name', 'a\0', id),
    cursorOf('name', 'a', [id]),
    cursorOf('name', 'a', `${id}'`),
  );
  garbled.push(Buffer.from('{}').toString('base64url'), Buffer.from('null').toString('base64url'), 'A'.repeat(100_000));
  for (const cursor of garbled) {
    assert.deepEqual(await refusal({ after: cursor }), ['INVALID_CURSOR', 'after'], cursor.slice(0, 80));
    assert.deepEqual(await refusal({ before: cursor }), ['INVALID_CURSOR', 'before'], cursor.slice(0, 80));
  }
  await fc.assert(
    fc.asyncProperty(fc.string(), async (text) => assert.deepEqual((await refusal({ after: text }))[0], 'INVALID_CURSOR')),
  );
});

test('a cursor whose value the column cannot have is refused too, and never reaches the database', async () => {
  const id = newId();
  const cursorOf = (column: string, value: string): string =>
    Buffer.from(JSON.stringify([column, value, id])).toString('base64url');
  const impossible: [string, string[]][] = [
    [
      'made_at',
      [
        '2026-99-99 12:00:00+00',
        '2026-02-30 12:00:00+00',
        '2026-03-01 99:99:99+00',
        '2026-03-01 .+99',
        '2026-03-01 12:00:00+16',
        'now',
        'infinity',
      ],
    ],
    ['day', ['2026-02-30', '2026-13-01', '0000-00-00', 'today', '2026-02-27; select 1']],
    ['price', ['1e999999', 'NaN', '', '1'.repeat(200_000), '1.2.3', '-']],
    ['units', ['9223372036854775808', '-9223372036854775809', '1.5', '']],
    ['id', ['x', '00000000-0000-0000-0000-00000000000', id.toUpperCase()]],
  ];
  for (const [column, values] of impossible)
    for (const value of values)
      assert.equal(
        (await refusal({ after: cursorOf(column, value) }, ORDERS[`${column} asc`]))[0],
        'INVALID_CURSOR',
        `${column} ${value}`,
      );
});

test('a cursor of a list sorted otherwise is refused; one of the same column serves both directions', async () => {
  const list = await newList(5);
  for (const from of Object.values(ORDERS)) {
    const [cursor] = (await page(list, from, { first: 1 })).cursors;
    for (const to of Object.values(ORDERS)) {
      if (from.column === to.column) await page(list, to, { first: 1, after: cursor! });
      else assert.equal((await refusal({ after: cursor! }, to))[0], 'INVALID_CURSOR', `${from.column} for ${to.column}`);
    }
  }
});

test('the total is exact up to 10,000 and says that it is not beyond; it costs a statement only when it is asked for', async () => {
  const list = await newList(9_999);
  const total = async (): Promise<unknown> => (await page(list, byName, { first: 1 })).countTotal();
  assert.deepEqual(await total(), { count: 9_999, isExact: true });
  await addItems(list, 1);
  assert.deepEqual(await total(), { count: 10_000, isExact: true });
  await addItems(list, 1);
  assert.deepEqual(await total(), { count: 10_000, isExact: false });
  let statements = 0;
  const counting = world.marketplace.subgraphs
    .get('shipping')!
    .database.session(tenantScope(tenant, false), () => void (statements += 1));
  await fetchPage(counting, sql<Item>`select * from items`, byName, {});
  assert.equal(statements, 1);
});
