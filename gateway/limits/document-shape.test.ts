import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getIntrospectionQuery, parse } from 'graphql';
import { assertShape, shapeFault } from './document-shape.ts';

const fault = (query: string): ReturnType<typeof shapeFault> => shapeFault(parse(query));
const repeated = (count: number, part: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
const nested = (depth: number): string => `${'{ a '.repeat(depth)}${'}'.repeat(depth)}`;

test('a page of a console, and the schema as tools read it, are well within every limit', () => {
  assert.equal(
    fault('query Page($first: Int) { shipments(first: $first) { edges { node { id tracker { status events { at } } } } } }'),
    undefined,
  );
  assert.equal(fault(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true })), undefined);
});

test('sixteen levels are allowed and seventeen are not, through fragments too', () => {
  assert.equal(fault(nested(16)), undefined);
  assert.deepEqual(fault(nested(17)), { limit: 'depth', found: 17 });
  assert.deepEqual(fault(`{ x { ...F } } fragment F on T ${nested(16)}`), { limit: 'depth', found: 17 });
});

test('twenty-five fields at the root are allowed; fragments do not hide more', () => {
  assert.equal(fault(`{ ${repeated(25, (index) => `f${index}`)} }`), undefined);
  assert.deepEqual(fault(`{ ${repeated(26, (index) => `f${index}`)} }`), { limit: 'rootFields', found: 26 });
  assert.deepEqual(fault(`{ ...F ...F } fragment F on Query { ${repeated(13, (index) => `f${index}`)} }`), {
    limit: 'rootFields',
    found: 26,
  });
});

test('aliases, directives, siblings, fields and fragments have their limits', () => {
  assert.deepEqual(fault(`{ x { ${repeated(101, (index) => `a${index}: f`)} } }`), { limit: 'aliases', found: 101 });
  assert.deepEqual(fault(`{ x ${repeated(101, () => '@skip(if: false)')} }`), { limit: 'directives', found: 101 });
  assert.deepEqual(fault(`{ x { ${repeated(201, () => 'f')} } }`), { limit: 'siblings', found: 201 });
  assert.deepEqual(fault(`{ ${repeated(6, () => `x { ${repeated(180, () => 'f')} }`)} }`), { limit: 'fields', found: 6 * 181 });
  assert.deepEqual(fault(`{ x } ${repeated(101, (index) => `fragment F${index} on T { f }`)}`), {
    limit: 'fragments',
    found: 101,
  });
});

test('fragments that double each other are counted, not written out: 2^60 fields are refused in a moment', () => {
  const chain = repeated(60, (index) => `fragment F${index} on T { ...F${index + 1} ...F${index + 1} }`);
  const startedAt = performance.now();
  assert.equal(fault(`{ x { ...F0 } } ${chain} fragment F60 on T { f }`)?.limit, 'fields');
  assert.ok(performance.now() - startedAt < 50);
});

test('fragments that lead in a circle are left to validation', () => {
  assert.equal(fault('{ x { ...F } } fragment F on T { ...G } fragment G on T { f { ...F } }'), undefined);
});

test('the refusal names the limit, what was found and what is allowed', () => {
  assert.throws(() => assertShape(parse(nested(20))), {
    message: 'This document has 20 levels of fields; 16 are allowed. Ask in several operations.',
    extensions: { code: 'DOCUMENT_TOO_LARGE', field: 'depth', http: { status: 400 } },
  });
});
