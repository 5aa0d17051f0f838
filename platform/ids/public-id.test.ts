import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ValidationError } from '../errors/errors.ts';
import { decodeId, decodeOptionalId, encodeId, newId } from './public-id.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function refusal(publicId: string, prefix = 'org', field?: string): ValidationError {
  let thrown: unknown;
  try {
    decodeId(prefix, publicId, field);
  } catch (error) {
    thrown = error;
  }
  assert.ok(thrown instanceof ValidationError, `took ${JSON.stringify(publicId)}`);
  return thrown;
}

test('10,000 new ids are different UUIDs of version 7, each after the one before, also in their public form', () => {
  const ids = Array.from({ length: 10_000 }, newId);
  assert.equal(new Set(ids).size, 10_000);
  for (const id of ids) assert.match(id, UUID_V7);
  assert.deepEqual(ids.toSorted(), ids);
  const published = ids.map((id) => encodeId('org', id));
  assert.deepEqual(published.toSorted(), published);
});

test('every UUID comes back from its public form', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.stringMatching(/^[a-z]{2,8}$/), (id, prefix) => {
      const published = encodeId(prefix, id);
      assert.match(published, new RegExp(`^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`));
      assert.equal(decodeId(prefix, published), id);
    }),
  );
});

test('an id has one public form: no other text is read as the same id', () => {
  const published = encodeId('org', newId());
  for (const other of [published.toUpperCase(), ` ${published}`, `${published}\n`, `${published}0`, published.slice(0, -1)])
    refusal(other);
  // 26 digits of five bits hold two more than a UUID: a first digit above 7 would run over into the same 128 bits.
  refusal(published.replace(/_./, '_8'));
  refusal(published.replace(/_./, '_z'));
});

test('an id of another kind, a raw UUID and garbage are refused with INVALID_ID on the field', () => {
  const id = newId();
  for (const text of [
    encodeId('shp', id),
    encodeId('orgs', id),
    id,
    '',
    'org',
    'org_',
    '_',
    'org_il0u',
    `org__${id}`,
    '\0',
    '💥',
  ])
    assert.deepEqual(
      refusal(text, 'org', 'organizationId')
        .details()
        .map(({ code, field }) => [code, field]),
      [['INVALID_ID', 'organizationId']],
    );
  assert.match(refusal('x'.repeat(5_000)).message, /^"x{60}" is not a valid id; ids here begin with "org_"\.$/);
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/^org_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text));
      refusal(text);
    }),
  );
});

test('an optional id that is left out stays left out, one that is there is read', () => {
  const id = newId();
  assert.deepEqual([decodeOptionalId('org', null), decodeOptionalId('org', undefined)], [undefined, undefined]);
  assert.equal(decodeOptionalId('org', encodeId('org', id)), id);
  assert.throws(() => decodeOptionalId('org', ''), ValidationError);
});
