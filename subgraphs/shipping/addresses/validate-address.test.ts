import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { AddressInput } from './address.ts';
import { normalizeAddress, validateAddress } from './validate-address.ts';

const valid: AddressInput = {
  name: 'Ada Lovelace',
  street1: '350 5th Ave',
  city: 'New York',
  state: 'NY',
  postalCode: '10118',
  country: 'US',
};

for (const [country, postalCode, state, expectedPostalCode, expectedState] of [
  ['us', '10118', 'ny', '10118', 'NY'],
  ['US', '101181234', 'New York', '10118-1234', 'NY'],
  ['US', '20001', 'D.C.', '20001', 'DC'],
  ['PR', '00901', undefined, '00901', undefined],
  ['CA', 'k1a0b6', 'québec', 'K1A 0B6', 'QC'],
  ['GB', 'sw1a1aa', undefined, 'SW1A 1AA', undefined],
  ['GB', 'M1 1AE', 'Greater Manchester', 'M1 1AE', 'Greater Manchester'],
  ['GB', 'EC1A 1BB', undefined, 'EC1A 1BB', undefined],
  ['DE', '10115', undefined, '10115', undefined],
  ['FR', '75008', undefined, '75008', undefined],
  ['AU', '2000', 'New South Wales', '2000', 'NSW'],
  ['MX', '06600', 'Ciudad de Mexico', '06600', 'CMX'],
  ['IE', 'D02 AF30', undefined, 'D02 AF30', undefined],
  ['HK', undefined, undefined, undefined, undefined],
] as const) {
  test(`${country} ${postalCode} ${state} becomes ${expectedPostalCode} ${expectedState}`, () => {
    const address = normalizeAddress({ ...valid, country, postalCode, state }, 'to');
    assert.deepEqual(
      [address.country, address.postalCode, address.state],
      [country.toUpperCase(), expectedPostalCode, expectedState],
    );
  });
}

for (const [change, code, field] of [
  [{ name: ' ' }, 'ADDRESS_FIELD_REQUIRED', 'name'],
  [{ street1: null }, 'ADDRESS_FIELD_REQUIRED', 'street1'],
  [{ city: '' }, 'ADDRESS_FIELD_REQUIRED', 'city'],
  [{ country: undefined }, 'ADDRESS_FIELD_REQUIRED', 'country'],
  [{ country: 'USA' }, 'ADDRESS_COUNTRY_UNKNOWN', 'country'],
  [{ country: 'ZZ' }, 'ADDRESS_COUNTRY_UNKNOWN', 'country'],
  [{ state: undefined }, 'ADDRESS_FIELD_REQUIRED', 'state'],
  [{ state: 'XX' }, 'ADDRESS_STATE_UNKNOWN', 'state'],
  [{ postalCode: undefined }, 'ADDRESS_FIELD_REQUIRED', 'postalCode'],
  [{ postalCode: '1011' }, 'ADDRESS_POSTAL_CODE_INVALID', 'postalCode'],
  [{ postalCode: '00301' }, 'ADDRESS_POSTAL_CODE_INVALID', 'postalCode'],
  [{ country: 'CA', state: 'ON', postalCode: 'D1A 0B6' }, 'ADDRESS_POSTAL_CODE_INVALID', 'postalCode'],
  [{ country: 'GB', postalCode: '10118' }, 'ADDRESS_POSTAL_CODE_INVALID', 'postalCode'],
  [{ country: 'DE', postalCode: '00999' }, 'ADDRESS_POSTAL_CODE_INVALID', 'postalCode'],
  [{ country: 'AU', state: 'NSW', postalCode: '20000' }, 'ADDRESS_POSTAL_CODE_INVALID', 'postalCode'],
  [{ country: 'IE', postalCode: 'D02;AF30' }, 'ADDRESS_POSTAL_CODE_INVALID', 'postalCode'],
  [{ phone: '12' }, 'ADDRESS_PHONE_INVALID', 'phone'],
  [{ phone: 'call me' }, 'ADDRESS_PHONE_INVALID', 'phone'],
  [{ email: 'ada@home' }, 'ADDRESS_EMAIL_INVALID', 'email'],
  [{ street2: 'x'.repeat(101) }, 'ADDRESS_FIELD_TOO_LONG', 'street2'],
] satisfies [AddressInput, string, string][]) {
  test(`${JSON.stringify(change).slice(0, 60)} is refused with ${code} on ${field}`, () => {
    const { address, faults } = validateAddress({ ...valid, ...change }, 'shipTo');
    assert.equal(address, undefined);
    assert.deepEqual(
      faults.map((fault) => [fault.code, fault.field]),
      [[code, `shipTo.${field}`]],
    );
  });
}

test('normal form collapses blanks and control characters and leaves absent parts out', () => {
  const address = normalizeAddress(
    { ...valid, name: '  Ada\n\tLovelace ', company: '', phone: ' +1 (212) 555-0100 ext 5', isResidential: false },
    'from',
  );
  assert.deepEqual(address, {
    name: 'Ada Lovelace',
    street1: '350 5th Ave',
    city: 'New York',
    state: 'NY',
    postalCode: '10118',
    country: 'US',
    phone: '+1 (212) 555-0100 ext 5',
    isResidential: false,
  });
});

test('normalizing twice changes nothing', () => {
  const once = normalizeAddress({ ...valid, postalCode: '101181234', state: 'new york' }, 'to');
  assert.deepEqual(normalizeAddress(once, 'to'), once);
});

test('reports every fault at once', () => {
  assert.throws(
    () => normalizeAddress({}, 'to'),
    (error: unknown) => {
      assert.ok(error instanceof ValidationError);
      assert.deepEqual(
        error.details().map((fault) => fault.field),
        ['to.name', 'to.street1', 'to.city', 'to.country'],
      );
      return true;
    },
  );
});
