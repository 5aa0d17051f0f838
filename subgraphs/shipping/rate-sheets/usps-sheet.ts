import { existsSync, readFileSync } from 'node:fs';
import { parseRateSheet } from './parse-rate-sheet.ts';
import { readPriceList } from './price-list.ts';
import type { PriceListTable } from './price-list-table.ts';
import type { DistanceZoning, RateSheet, RateSheetService, Surcharge, TransitDays, Zone } from './rate-sheet.ts';

/** The package's copy of the price lists of USPS Notice 123, effective 2025-10-05. */
const PRICE_LIST_FILE = 'usps-notice-123-2025-10-05.csv';

const SEVENTY_POUNDS_IN_OUNCES = '1120';

/** Domestic for the carrier: the states, the territories and the freely associated states share the postal codes. */
const COUNTRIES = ['US', 'PR', 'VI', 'GU', 'AS', 'MP', 'FM', 'MH', 'PW'];

const ZONING: DistanceZoning = {
  by: 'distance',
  countries: COUNTRIES,
  sameAreaZone: '1',
  bands: [
    { zone: '2', notOverMiles: 150 },
    { zone: '3', notOverMiles: 300 },
    { zone: '4', notOverMiles: 600 },
    { zone: '5', notOverMiles: 1000 },
    { zone: '6', notOverMiles: 1400 },
    { zone: '7', notOverMiles: 1800 },
    { zone: '8' },
  ],
  remoteAreas: [
    remoteArea('American Samoa', 'AS', ['96799', '96799']),
    remoteArea('Guam', 'GU', ['96910', '96932']),
    remoteArea('the Northern Mariana Islands', 'MP', ['96950', '96952']),
    remoteArea('Palau', 'PW', ['96939', '96940']),
    remoteArea('the Federated States of Micronesia', 'FM', ['96941', '96944']),
    remoteArea('the Marshall Islands', 'MH', ['96960', '96960'], ['96970', '96970']),
    { zone: '9', name: 'the western Pacific', places: { postalCodes: [{ country: 'US', from: '969', to: '969' }] } },
  ],
};

type ServiceRules = Pick<RateSheetService, 'name' | 'transitDays' | 'limits' | 'surcharges'>;

const SERVICE_RULES: Readonly<Record<string, ServiceRules>> = {
  usps_priority_mail: {
    name: 'Priority Mail',
    transitDays: transitByZone([
      [1, 1],
      [1, 2],
      [2, 2],
      [2, 2],
      [2, 3],
      [2, 3],
      [2, 3],
      [3, 3],
      [3, 3],
    ]),
    limits: { maxLengthPlusGirthInches: '108' },
    surcharges: nonstandardFees({ overTwentyTwoInches: '4.00', overThirtyInches: '18.00', overTwoCubicFeet: '30.00' }),
  },
  usps_ground_advantage: {
    name: 'Ground Advantage',
    transitDays: transitByZone([
      [2, 2],
      [2, 3],
      [2, 3],
      [3, 3],
      [3, 4],
      [3, 4],
      [4, 5],
      [4, 5],
      [5, 5],
    ]),
    limits: { maxLengthPlusGirthInches: '130' },
    surcharges: nonstandardFees({ overTwentyTwoInches: '4.00', overThirtyInches: '8.40', overTwoCubicFeet: '18.00' }),
  },
};

/**
 * The rate sheet of the published price lists: Priority Mail and Ground Advantage, each at commercial and at retail prices.
 * `csv` is their text, by default the copy that comes with the package. Source of figures and rules: data/README.md.
 */
export function uspsRateSheet(csv: string = readPublishedPriceList()): RateSheet {
  const services = readPriceList(csv, { currency: 'USD' }).map(service);
  return parseRateSheet({
    code: 'usps_notice_123_2025_10_05',
    name: 'USPS Notice 123, effective 2025-10-05',
    currency: 'USD',
    originCountry: 'US',
    zoning: ZONING,
    services,
  } satisfies RateSheet);
}

/** The text of the published price lists that come with the package. */
export function readPublishedPriceList(): string {
  // Compiled code runs from dist/, where the compiler puts no CSV: the file stays in the source tree.
  const besideSource = new URL(`../data/${PRICE_LIST_FILE}`, import.meta.url);
  const fromCompiled = new URL(`../../../../subgraphs/shipping/data/${PRICE_LIST_FILE}`, import.meta.url);
  return readFileSync(existsSync(besideSource) ? besideSource : fromCompiled, 'utf8');
}

function service(table: PriceListTable): RateSheetService {
  const rules = SERVICE_RULES[table.serviceCode];
  if (!rules) throw new Error(`There are no rules for the service ${table.serviceCode} of the price list.`);
  return {
    code: table.serviceCode,
    name: rules.name,
    carrierName: 'USPS',
    priceList: table.priceList,
    zones: table.zones,
    transitDays: rules.transitDays,
    maxWeightOunces: SEVENTY_POUNDS_IN_OUNCES,
    limits: rules.limits,
    // A parcel whose dimensional weight exceeds 70 pounds pays the 70-pound price: it is bulky, not too heavy to carry.
    dimensional: { divisorCubicInchesPerPound: '166', appliesOverCubicInches: '1728', cappedAtOunces: SEVENTY_POUNDS_IN_OUNCES },
    weightBands: table.weightBands,
    surcharges: rules.surcharges,
  };
}

function nonstandardFees(fees: { overTwentyTwoInches: string; overThirtyInches: string; overTwoCubicFeet: string }): Surcharge[] {
  return [
    {
      code: 'nonstandard_length_22',
      name: 'Nonstandard length, over 22 in and up to 30 in',
      amount: fees.overTwentyTwoInches,
      condition: { on: 'longest_side', overInches: '22', notOverInches: '30' },
    },
    {
      code: 'nonstandard_length_30',
      name: 'Nonstandard length, over 30 in',
      amount: fees.overThirtyInches,
      condition: { on: 'longest_side', overInches: '30' },
    },
    {
      code: 'nonstandard_volume',
      name: 'Nonstandard volume, over 2 cubic feet',
      amount: fees.overTwoCubicFeet,
      condition: { on: 'volume', overCubicInches: '3456' },
    },
  ];
}

function remoteArea(
  name: string,
  country: string,
  ...ranges: [from: string, to: string][]
): DistanceZoning['remoteAreas'][number] {
  const postalCodes = ranges.map(([from, to]) => ({ country: 'US', from, to }));
  return { zone: '9', name, places: { postalCodes, countries: [country] } };
}

/** Expectations by zone, 1 first; the notice prints prices, not days. */
function transitByZone(days: readonly [minimum: number, maximum: number][]): RateSheetService['transitDays'] {
  const byZone: Record<Zone, TransitDays> = {};
  days.forEach(([minimum, maximum], index) => (byZone[String(index + 1)] = { minimum, maximum }));
  return {
    standard: { minimum: Math.min(...days.map(([low]) => low)), maximum: Math.max(...days.map(([, high]) => high)) },
    byZone,
  };
}
