import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { answerOf } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { aShipper, NEW_YORK, type Shipper } from '../test-support/shipping-fixtures.ts';
import { readPublishedPriceList, uspsRateSheet } from './usps-sheet.ts';

// The whole published list through the API: imported as CSV, connected, quoted, and compared with the file row by row.

let world: TestWorld;
let shipper: Shipper;
const connections = new Map<string, string>();

/** A destination in each zone of a parcel from New York, as the published distances have it. */
const DESTINATIONS: Readonly<Record<string, { city: string; state: string; postalCode: string }>> = {
  '1': { city: 'New York', state: 'NY', postalCode: '10036' },
  '2': { city: 'Philadelphia', state: 'PA', postalCode: '19103' },
  '3': { city: 'Boston', state: 'MA', postalCode: '02108' },
  '4': { city: 'Columbus', state: 'OH', postalCode: '43215' },
  '5': { city: 'Chicago', state: 'IL', postalCode: '60601' },
  '6': { city: 'Miami', state: 'FL', postalCode: '33130' },
  '7': { city: 'Denver', state: 'CO', postalCode: '80202' },
  '8': { city: 'Los Angeles', state: 'CA', postalCode: '90012' },
  '9': { city: 'Hagatna', state: 'GU', postalCode: '96910' },
};

/** Split by commas here, so that the reader under test has no say in what is expected. */
const rows = readPublishedPriceList()
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',') as [service: string, priceList: string, ounces: string, ...amounts: string[]]);

const FROM_THE_FILE: ReadonlySet<string> = new Set(['zones', 'weightBands', 'maxWeightOunces', 'priceList']);

const CREATE = `mutation ($input: CreateRateSheetInput!) { payload: createRateSheet(input: $input) {
  rateSheet { id version services { code priceList } } errors { code field message } } }`;
const CONNECT = `mutation ($input: CreateCarrierConnectionInput!) { payload: createCarrierConnection(input: $input) {
  carrierConnection { id } errors { code field message } } }`;
const QUOTE = `mutation ($input: RequestQuotesInput!) { payload: requestQuotes(input: $input) {
  quote { rates { service zone connection { id } carrierCharge { amount } } messages { service code } } errors { code field message } } }`;

before(async () => {
  world = await createTestWorld({ clock: new ManualClock(new Date('2026-03-02T09:00:00Z')), startsWorkers: false });
  shipper = await aShipper(world);
  const { services, ...sheet } = uspsRateSheet();
  // The rules of each service once; zones, bands, limits of weight and price lists come from the file.
  const rules = services
    .filter(({ priceList }) => priceList === 'retail')
    .map((service) => Object.fromEntries(Object.entries(service).filter(([name]) => !FROM_THE_FILE.has(name))));
  const staff = { tenant: shipper.tenant, testMode: true };
  const { payload } = await answerOf<{ payload: { rateSheet: { id: string }; errors: object[] } }>(world, 'shipping', staff, {
    query: CREATE,
    variables: { input: { sheet: { ...sheet, services: rules }, csv: readPublishedPriceList() } },
  });
  assert.deepEqual(payload.errors, []);
  for (const priceList of ['retail', 'commercial']) {
    const input = { carrier: 'ratesheet', displayName: priceList, rateSheetId: payload.rateSheet.id, priceList };
    const made = await answerOf<{ payload: { carrierConnection: { id: string } } }>(world, 'shipping', shipper.identity, {
      query: CONNECT,
      variables: { input },
    });
    connections.set(made.payload.carrierConnection.id, priceList);
  }
});
after(() => world.close());

interface Quoted {
  payload: {
    quote: { rates: { service: string; zone: string; connection: { id: string }; carrierCharge: { amount: string } }[] };
    errors: object[];
  };
}

async function quoted(ounces: string, zone: string): Promise<Map<string, string>> {
  const recipient = { ...NEW_YORK, name: 'Ben Recipient', street1: '1 Main St', ...DESTINATIONS[zone]! };
  const { payload } = await answerOf<Quoted>(world, 'shipping', shipper.identity, {
    query: QUOTE,
    variables: {
      input: { shipper: { ...NEW_YORK, postalCode: '10001' }, recipient, parcels: [{ weight: { value: ounces, unit: 'OZ' } }] },
    },
  });
  assert.deepEqual(payload.errors, []);
  assert.ok(payload.quote.rates.every((rate) => rate.zone === zone));
  return new Map(
    payload.quote.rates.map((rate) => [`${rate.service} ${connections.get(rate.connection.id)}`, rate.carrierCharge.amount]),
  );
}

test('every one of the 289 × 9 published figures is what a quote says', async () => {
  let checked = 0;
  for (const ounces of new Set(rows.map(([, , bound]) => bound))) {
    for (const zone of Object.keys(DESTINATIONS)) {
      const answered = await quoted(ounces, zone);
      for (const [service, priceList, bound, ...amounts] of rows) {
        if (bound !== ounces) continue;
        assert.equal(
          answered.get(`${service} ${priceList}`),
          amounts[Number(zone) - 1],
          `${service} ${priceList} ${ounces} oz zone ${zone}`,
        );
        checked += 1;
      }
    }
  }
  assert.equal(checked, 289 * 9);
});
