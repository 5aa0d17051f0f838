import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { encodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { createCarrierConnection } from '../connections/create-carrier-connection.ts';
import { deleteCarrierConnection } from '../connections/change-carrier-connection.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { aConsignment, aShipper, type Shipper } from '../test-support/shipping-fixtures.ts';
import { createRateSheet } from './create-rate-sheet.ts';
import type { RateSheet } from './rate-sheet.ts';
import { deleteRateSheet, importPriceList, updateRateSheet, type UpdateRateSheet } from './update-rate-sheet.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let shipper: Shipper;
let sheetId: Uuid;
let connectionId: Uuid;

function courier(price = '10.00'): RateSheet {
  return {
    code: 'courier',
    name: 'Courier',
    currency: 'USD',
    originCountry: 'US',
    zoning: { by: 'lists', listedZones: [{ zone: 'us', name: 'Everywhere', destination: { countries: ['US'] } }] },
    services: [
      {
        code: 'parcel',
        name: 'Parcel',
        carrierName: 'Courier',
        priceList: 'list',
        zones: ['us'],
        transitDays: { standard: { minimum: 1, maximum: 2 } },
        maxWeightOunces: '160',
        limits: {},
        weightBands: [{ notOverOunces: '160', amountsByZone: { us: price } }],
        surcharges: [],
      },
    ],
  };
}

const csv = (price: string): string => `service,price_list,weight_not_over_oz,zone_us_usd\nparcel,list,160,${price}\n`;
const staff = (): RequestContext => world.context('shipping', { tenant: shipper.tenant, testMode: true });

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
});
after(() => world.close());

beforeEach(async () => {
  shipper = await aShipper(world);
  sheetId = (await createRateSheet(staff(), { sheet: courier() })).id;
  const command = { carrier: 'ratesheet', displayName: 'Courier', rateSheetId: sheetId };
  connectionId = (await createCarrierConnection(shipper.context(), command)).id;
});

async function charge(shipDate?: string): Promise<string | undefined> {
  const quote = await requestQuotes(shipper.context(), aConsignment({ shipDate }));
  return quote.rates[0]?.carrierCharge;
}

async function refusal(work: Promise<unknown>): Promise<[string, string | undefined][]> {
  let details: [string, string | undefined][] = [];
  await assert.rejects(work, (error: DomainError) => {
    details = error.details().map(({ code, field }) => [code, field]);
    return true;
  });
  return details;
}

test('a change counts from its day on: by the ship date, not by when it was made', async () => {
  assert.equal(await charge(), '10.00');
  await importPriceList(staff(), { id: sheetId, csv: csv('12.00'), effectiveOn: '2026-03-10', note: 'Spring prices' });
  assert.deepEqual([await charge(), await charge('2026-03-09'), await charge('2026-03-10')], ['10.00', '10.00', '12.00']);
  await importPriceList(staff(), { id: sheetId, csv: csv('10.50') });
  assert.deepEqual([await charge(), await charge('2026-03-10')], ['10.50', '12.00']);
});

test('a quote keeps the version that it was made by, and the version can still be read', async () => {
  const quote = await requestQuotes(shipper.context(), aConsignment());
  await importPriceList(staff(), { id: sheetId, csv: csv('99.00') });
  const [rate] = await world.inspect<{ rate_sheet_id: string; rate_sheet_version: number }>(
    `select rate_sheet_id, rate_sheet_version from "${shipper.tenant.schema}".rates where quote_id = $1`,
    [quote.id],
  );
  assert.deepEqual(rate, { rate_sheet_id: sheetId, rate_sheet_version: 1 });
  const { rateSheet } = await answerOf<{
    rateSheet: { version: number; csv: string; content: RateSheet; versions: { edges: { node: object }[] } };
  }>(
    world,
    'shipping',
    { tenant: shipper.tenant, testMode: true },
    {
      query: `query ($id: ID!) { rateSheet(id: $id, version: 1) { version csv content versions { edges { node { version effectiveOn note } } } } }`,
      variables: { id: encodeId(ID_PREFIX.rateSheet, sheetId) },
    },
  );
  assert.equal(rateSheet.csv, csv('10.00'));
  assert.deepEqual(rateSheet.content, courier());
  assert.deepEqual(
    rateSheet.versions.edges.map(({ node }) => node),
    [
      { version: 2, effectiveOn: '2026-03-02', note: null },
      { version: 1, effectiveOn: '2026-03-02', note: null },
    ],
  );
});

test('a sheet that has ended, or has not begun, makes no offer and says so', async () => {
  await updateRateSheet(staff(), { id: sheetId, endsOn: '2026-03-05' });
  assert.equal(await charge('2026-03-05'), '10.00');
  const quote = await requestQuotes(shipper.context(), aConsignment({ shipDate: '2026-03-06' }));
  assert.deepEqual([quote.rates.length, quote.messages.map(({ code }) => code)], [0, ['RATE_SHEET_NOT_IN_FORCE']]);
  assert.deepEqual(await refusal(importPriceList(staff(), { id: sheetId, csv: csv('1.00'), effectiveOn: '2026-03-06' })), [
    ['RATE_SHEET_DATES', 'endsOn'],
  ]);
});

test('services, zones, bands and surcharges are set by mutation, each in its unit', async () => {
  const input = {
    id: encodeId(ID_PREFIX.rateSheet, sheetId),
    expectedVersion: 1,
    name: 'Courier and more',
    setZones: [
      { zone: 'la', name: 'Los Angeles', destination: { cities: [{ country: 'US', city: 'Los Angeles', state: 'CA' }] } },
    ],
    setServices: [
      {
        code: 'parcel',
        priceList: 'list',
        name: 'Parcel',
        carrierName: 'Courier',
        zones: ['us', 'la'],
        transitDays: { minimum: 1, maximum: 2 },
        transitDaysByZone: [{ zone: 'la', minimum: 3, maximum: 4 }],
        schedule: { timeZone: 'America/New_York', cutOffHour: 16, businessDays: [1, 2, 3, 4, 5] },
        maxWeight: { value: '10', unit: 'KG' },
        maxParcels: 2,
        limits: { maxGirthInches: '80' },
        dimensional: { divisorCubicInchesPerPound: '139', appliesOverCubicInches: '1728' },
        weightBands: [
          {
            notOver: { value: '500', unit: 'G' },
            prices: [
              { zone: 'us', amount: '4.00' },
              { zone: 'la', amount: '5.00' },
            ],
          },
          {
            notOver: { value: '10', unit: 'KG' },
            prices: [
              { zone: 'us', amount: '8.00' },
              { zone: 'la', amount: '9.00' },
            ],
          },
        ],
        surcharges: [
          { code: 'fuel', name: 'Fuel', percentage: { rate: '0.10', of: 'RUNNING_TOTAL' }, condition: { on: 'ALWAYS' } },
          { code: 'pickup', name: 'Pickup', amount: '1.00', per: 'SHIPMENT', condition: { on: 'ALWAYS' } },
        ],
      },
    ],
  };
  const { payload } = await answerOf<{ payload: { rateSheet: { version: number; name: string }; errors: object[] } }>(
    world,
    'shipping',
    { tenant: shipper.tenant, testMode: true },
    {
      query: `mutation ($input: UpdateRateSheetInput!) { payload: updateRateSheet(input: $input) { rateSheet { version name } errors { code field message } } }`,
      variables: { input },
    },
  );
  assert.deepEqual(payload, { rateSheet: { version: 2, name: 'Courier and more' }, errors: [] });
  const quoteOf = (count: number): ReturnType<typeof requestQuotes> => {
    const parcels = Array.from({ length: count }, () => ({ weight: { value: '500', unit: 'g' as const } }));
    return requestQuotes(shipper.context(), aConsignment({ parcels }));
  };
  const [rate] = (await quoteOf(1)).rates;
  // Monday before 16:00 in New York, four business days.
  assert.deepEqual(
    [rate!.carrierCharge, rate!.zone, rate!.transitDays, rate!.estimatedDelivery, rate!.surcharges],
    [
      '6.50',
      'la',
      4,
      '2026-03-06',
      [
        { code: 'fuel', name: 'Fuel', amount: '0.50' },
        { code: 'pickup', name: 'Pickup', amount: '1.00' },
      ],
    ],
  );
  assert.equal((await quoteOf(2)).rates[0]?.carrierCharge, '12.00');
  assert.deepEqual(
    (await quoteOf(3)).messages.map(({ code, field }) => [code, field]),
    [['TOO_MANY_PARCELS', 'parcels']],
  );
});

test('faults of a part are told on the part, and nothing changes', async () => {
  const [service] = courier().services;
  const broken = { ...service!, weightBands: [{ notOverOunces: '160', amountsByZone: { mars: '1.00' } }] };
  const cases: [Partial<UpdateRateSheet>, [string, string][]][] = [
    [
      { setServices: [{ ...service!, code: 'other' }, broken] },
      [
        ['RATE_SHEET_INVALID', 'setServices.1.weightBands.0.amountsByZone'],
        ['RATE_SHEET_INVALID', 'setServices.1.weightBands.0.amountsByZone'],
      ],
    ],
    [{ removeServices: [{ code: 'parcel', priceList: 'nope' }] }, [['UNKNOWN_SERVICE', 'removeServices.0']]],
    [{ removeServices: [{ code: 'parcel', priceList: 'list' }] }, [['RATE_SHEET_INVALID', 'sheet.services']]],
    [{ removeZones: ['mars'] }, [['UNKNOWN_ZONE', 'removeZones.0']]],
    [{ removeZones: ['us'] }, [['RATE_SHEET_INVALID', 'sheet.zoning.listedZones']]],
    [{ expectedVersion: 7 }, [['CONFLICT', 'expectedVersion']]],
    [{ sheet: courier(), name: 'Both' }, [['VALIDATION_FAILED', 'sheet']]],
    [{ sheet: { ...courier(), code: 'another' } }, [['RATE_SHEET_INVALID', 'sheet.code']]],
    [{ note: 'x'.repeat(501) }, [['VALIDATION_FAILED', 'note']]],
  ];
  for (const [change, expected] of cases)
    assert.deepEqual(await refusal(updateRateSheet(staff(), { id: sheetId, ...change })), expected);
  const versions = await world.inspect<{ count: string }>(
    `select count(*) from "${shipper.tenant.schema}".rate_sheet_versions where rate_sheet_id = $1`,
    [sheetId],
  );
  assert.deepEqual(versions, [{ count: '1' }]);
});

test('of ten changes made for the same version at once, one is made and nine hear CONFLICT', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) =>
      importPriceList(staff(), { id: sheetId, expectedVersion: 1, csv: csv(`${index + 1}.00`) }),
    ),
  );
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(refused.length, 9);
  assert.ok(refused.every(({ reason }) => (reason as DomainError).code === 'CONFLICT'));
});

test('a sheet that connections rate by is not deleted, whichever organization they are of; then it is, and its code is free', async () => {
  const other = await aShipper(world, { tenant: shipper.tenant });
  assert.deepEqual(await refusal(deleteRateSheet({ ...staff(), session: other.context().session }, sheetId)), [
    ['RATE_SHEET_IN_USE', 'id'],
  ]);
  await deleteCarrierConnection(shipper.context(), connectionId);
  await deleteRateSheet(staff(), sheetId);
  assert.deepEqual(await refusal(deleteRateSheet(staff(), sheetId)), [['NOT_FOUND', 'id']]);
  assert.deepEqual(
    await refusal(
      createCarrierConnection(shipper.context(), { carrier: 'ratesheet', displayName: 'Gone', rateSheetId: sheetId }),
    ),
    [['NOT_FOUND', 'rateSheetId']],
  );
  assert.equal((await createRateSheet(staff(), { sheet: courier() })).version, 1);
});

test('organizations may read sheets and change none', async () => {
  const asOwner = { ...shipper.identity, permissions: ['manage_carriers', 'view_shipments'] };
  const id = encodeId(ID_PREFIX.rateSheet, sheetId);
  const read = await answerOf<{ rateSheet: { version: number } }>(world, 'shipping', asOwner, {
    query: 'query ($id: ID!) { rateSheet(id: $id) { version } }',
    variables: { id },
  });
  assert.deepEqual(read, { rateSheet: { version: 1 } });
  const changed = await askSubgraph(world, 'shipping', asOwner, {
    query: 'mutation ($input: DeleteRateSheetInput!) { deleteRateSheet(input: $input) { errors { code } } }',
    variables: { input: { id } },
  });
  assert.deepEqual(
    changed.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
});

test('neither another tenant nor live mode finds it', async () => {
  const stranger = await aShipper(world);
  const query = 'query ($id: ID!) { rateSheet(id: $id) { version } }';
  const variables = { id: encodeId(ID_PREFIX.rateSheet, sheetId) };
  for (const identity of [
    { tenant: stranger.tenant, testMode: true },
    { tenant: shipper.tenant, testMode: false },
  ])
    assert.deepEqual(await answerOf(world, 'shipping', identity, { query, variables }), { rateSheet: null });
});

test('quoting by ten sheets takes as many statements as by one', async () => {
  const statements = async (): Promise<number> => {
    await requestQuotes(shipper.context(), aConsignment());
    const before = world.statements();
    await requestQuotes(shipper.context(), aConsignment());
    return world.statements() - before;
  };
  const one = await statements();
  for (let index = 0; index < 9; index += 1) {
    const { id } = await createRateSheet(staff(), { sheet: { ...courier(), code: `courier_${index}` } });
    await createCarrierConnection(shipper.context(), { carrier: 'ratesheet', displayName: `${index}`, rateSheetId: id });
  }
  assert.equal(await statements(), one);
});
