import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RateSheet } from './rate-sheet.ts';
import { uspsRateSheet } from './usps-sheet.ts';
import type { Place } from './place-match.ts';
import { findZone } from './zones.ts';

const usps = uspsRateSheet();

function zip(postalCode: string, country = 'US'): Place {
  return { postalCode, country };
}

for (const [from, to, zone, why] of [
  ['10001', '10036', '1', 'both in area 100'],
  ['60601', '60699', '1', 'both in area 606'],
  ['10001', '19103', '2', 'New York to Philadelphia, 82 miles'],
  ['75201', '77002', '3', 'Dallas to Houston, 225 miles'],
  ['90012', '94103', '4', 'Los Angeles to San Francisco, 345 miles'],
  ['60601', '80202', '5', 'Chicago to Denver, 915 miles'],
  ['10001', '33130', '6', 'New York to Miami, 1,098 miles'],
  ['10001', '80202', '7', 'New York to Denver'],
  ['10001', '90012', '8', 'New York to Los Angeles, 2,451 miles'],
  ['02108', '94103-1234', '8', 'Boston to San Francisco, 2,693 miles'],
  ['10001', '96910', '9', 'Guam'],
  ['96799', '10001', '9', 'American Samoa, as origin'],
  ['96701', '96799', '9', 'Hawaii to American Samoa share three digits, not an area'],
  ['96910', '96940', '9', 'from one remote area to another'],
  ['96910', '96913', '1', 'inside one remote area'],
] as const) {
  test(`${from} to ${to} is zone ${zone}: ${why}`, () => {
    assert.equal(findZone(usps, { origin: zip(from), destination: zip(to) }).zone, zone);
  });
}

test('zones are the same in both directions', () => {
  for (const to of ['10036', '19103', '60601', '90012', '96910', '73301', '09001']) {
    const there = findZone(usps, { origin: zip('10001'), destination: zip(to) });
    assert.equal(findZone(usps, { origin: zip(to), destination: zip('10001') }).zone, there.zone);
  }
});

test('an area without land is measured from the one it is handled with, and says so', () => {
  const toAustin = findZone(usps, { origin: zip('10001'), destination: zip('73301') });
  assert.match(
    'explanation' in toAustin ? toAustin.explanation : '',
    /Postal area 733 has no centre of its own and is measured from 787\.$/,
  );
  const numerically = findZone(usps, { origin: zip('10001'), destination: zip('81901') });
  assert.match(
    'explanation' in numerically ? numerically.explanation : '',
    /Postal area 819 has no centre of its own and is measured from 820\.$/,
  );
});

test('a missing, malformed or unused postal code has no zone, on its field', () => {
  const missOf = (origin: Place, destination: Place) => {
    const found = findZone(usps, { origin, destination });
    assert.equal(found.zone, undefined);
    return 'end' in found ? [found.end, found.part, found.message] : [];
  };
  assert.deepEqual(missOf(zip('10001'), { country: 'US' }), ['destination', 'postalCode', 'The postal code is missing.']);
  assert.deepEqual(missOf(zip('1001'), zip('10001')), ['origin', 'postalCode', '1001 is not a postal code in use.']);
  assert.deepEqual(missOf(zip('10001'), zip('00301')), ['destination', 'postalCode', '00301 is not a postal code in use.']);
  assert.deepEqual(missOf(zip('M5V 2T6', 'CA'), zip('10001')), ['origin', 'country', 'The rate sheet does not reach CA.']);
});

test('a territory under its own country code is reached like one under US, Palau also without a postal code', () => {
  assert.equal(findZone(usps, { origin: zip('10001'), destination: zip('00901', 'PR') }).zone, '7');
  assert.equal(findZone(usps, { origin: zip('10001'), destination: zip('96910', 'GU') }).zone, '9');
  assert.equal(findZone(usps, { origin: zip('10001'), destination: { country: 'PW' } }).zone, '9');
});

const lists: Pick<RateSheet, 'zoning' | 'originCountry'> = {
  originCountry: 'GB',
  zoning: {
    by: 'lists',
    listedZones: [
      { zone: 'europe', name: 'Europe', destination: { countries: ['DE', 'FR'] } },
      { zone: 'berlin', name: 'Berlin', destination: { cities: [{ country: 'DE', city: 'Berlin' }] } },
      { zone: 'mitte', name: 'Berlin Mitte', destination: { postalCodes: [{ country: 'DE', from: '10115', to: '10179' }] } },
      {
        zone: 'scot',
        name: 'inside Scotland',
        origin: { postalCodes: [{ country: 'GB', from: 'EH', to: 'EH' }] },
        destination: { postalCodes: [{ country: 'GB', from: 'EH', to: 'EH' }] },
      },
      { zone: 'home', name: 'United Kingdom', destination: { countries: ['GB'] } },
    ],
  },
};

for (const [destination, zone, matchedBy] of [
  [{ country: 'DE', city: 'BERLIN', postalCode: '10117' }, 'mitte', 'postal_code'],
  [{ country: 'DE', city: 'berlin ', postalCode: '13353' }, 'berlin', 'city'],
  [{ country: 'DE', city: 'Hamburg', postalCode: '20095' }, 'europe', 'country'],
  [{ country: 'FR', city: 'Berlin', postalCode: '10117' }, 'europe', 'country'],
  [{ country: 'GB', city: 'Edinburgh', postalCode: 'EH1 1YZ' }, 'scot', 'postal_code'],
] as const) {
  test(`by lists, ${destination.postalCode} ${destination.city} (${destination.country}) is in ${zone}, found by ${matchedBy}`, () => {
    const found = findZone(lists, { origin: { country: 'GB', postalCode: 'EH3 9AA' }, destination });
    assert.equal(found.zone, zone);
    assert.equal('matchedBy' in found && found.matchedBy, matchedBy);
    if ('explanation' in found)
      assert.match(found.explanation, /^Zone \w+ \(.+\): the destination's (postal code|city|country) matches .+\.$/);
  });
}

test('by lists, an origin list narrows a zone, and what no list names has no zone', () => {
  const edinburgh = { country: 'GB', postalCode: 'EH1 1YZ' };
  assert.equal(findZone(lists, { origin: { country: 'GB', postalCode: 'SW1A 1AA' }, destination: edinburgh }).zone, 'home');
  assert.equal(findZone(lists, { origin: edinburgh, destination: { country: 'JP' } }).zone, undefined);
  assert.equal(findZone(lists, { origin: { country: 'FR' }, destination: edinburgh }).zone, undefined);
});
