import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { createRateSheet } from '../rate-sheets/create-rate-sheet.ts';
import { uspsRateSheet } from '../rate-sheets/usps-sheet.ts';
import { aShipper, connectSandbox, connectUsps, rowCounts, type Shipper } from '../test-support/shipping-fixtures.ts';

let world: TestWorld;
let shipper: Shipper;

before(async () => {
  world = await createTestWorld({ clock: new ManualClock(new Date('2026-03-02T09:00:00Z')), startsWorkers: false });
  shipper = await aShipper(world);
});
after(() => world.close());

interface Payload {
  carrierConnection: { id: string; displayName: string; isActive: boolean; deletedAt: string | null } | null;
  errors: { code: string; field: string | null }[];
}

const CREATE = `mutation C($input: CreateCarrierConnectionInput!) {
  payload: createCarrierConnection(input: $input) { carrierConnection { id carrier carrierName displayName isActive testMode capabilities priceList rateSheet { code version } organization { id } } errors { code field } } }`;
const UPDATE = `mutation U($input: UpdateCarrierConnectionInput!) { payload: updateCarrierConnection(input: $input) { carrierConnection { id displayName isActive } errors { code field } } }`;
const DELETE = `mutation D($input: DeleteCarrierConnectionInput!) { payload: deleteCarrierConnection(input: $input) { carrierConnection { id isActive deletedAt } errors { code field } } }`;
const SHEET = `mutation S($input: CreateRateSheetInput!) { payload: createRateSheet(input: $input) { rateSheet { id code name currency version services { code priceList carrierName } } errors { code field } } }`;

async function ask<Answer = Payload>(query: string, input: object, by = shipper.identity): Promise<Answer> {
  return (await answerOf<{ payload: Answer }>(world, 'shipping', by, { query, variables: { input } })).payload;
}

async function refusals(query: string, input: object, by = shipper): Promise<[string, string | null][]> {
  const before = await rowCounts(world, by);
  const { errors } = await ask(query, input, by.identity);
  assert.deepEqual(await rowCounts(world, by), before, 'nothing was stored');
  return errors.map(({ code, field }) => [code, field]);
}

test('a tenant stores the built-in price list once and offers it to its organizations', async () => {
  const owner = await aShipper(world);
  const staff = { tenant: owner.tenant, testMode: true };
  const { rateSheet } = await ask<{
    rateSheet: { id: string; code: string; services: Record<'carrierName' | 'code' | 'priceList', string>[]; version: number };
  }>(SHEET, { builtIn: 'usps-notice-123-2025-10-05' }, staff);
  assert.equal(rateSheet.code, 'usps_notice_123_2025_10_05');
  assert.equal(rateSheet.version, 1);
  assert.deepEqual(
    rateSheet.services
      .map(({ carrierName, code, priceList }) => `${carrierName} ${code} ${priceList}`)
      .toSorted((left, right) => left.localeCompare(right)),
    [
      'USPS usps_ground_advantage commercial',
      'USPS usps_ground_advantage retail',
      'USPS usps_priority_mail commercial',
      'USPS usps_priority_mail retail',
    ],
  );
  const again = await ask(SHEET, { builtIn: 'usps-notice-123-2025-10-05' }, staff);
  assert.deepEqual(again.errors, [{ code: 'RATE_SHEET_CODE_TAKEN', field: 'builtIn' }]);
  const live = await ask(SHEET, { builtIn: 'usps-notice-123-2025-10-05' }, { ...staff, testMode: false });
  assert.deepEqual(live.errors, [], 'test and live do not meet');
  const connection = await ask<{ carrierConnection: Record<string, unknown> }>(
    CREATE,
    { carrier: 'ratesheet', displayName: ' Post ', rateSheetId: rateSheet.id, priceList: 'retail' },
    owner.identity,
  );
  assert.deepEqual(
    { ...connection.carrierConnection, id: '' },
    {
      id: '',
      carrier: 'ratesheet',
      carrierName: 'USPS',
      displayName: 'Post',
      isActive: true,
      testMode: true,
      capabilities: ['rate', 'buy', 'void', 'track'],
      priceList: 'retail',
      rateSheet: { code: 'usps_notice_123_2025_10_05', version: 1 },
      organization: { id: encodeId(ID_PREFIX.organization, owner.organizationId) },
    },
  );
});

test('a sheet of one’s own is stored as JSON; what is wrong in it is named by its path', async () => {
  const staff = { ...shipper, identity: { tenant: shipper.tenant, testMode: true } };
  const sheet = { ...uspsRateSheet(), code: 'own_sheet' };
  const wrong = { ...sheet, currency: 'XXQ', services: [{ ...sheet.services[0]!, maxWeightOunces: '-1' }] };
  assert.deepEqual(await refusals(SHEET, { sheet: wrong }, staff), [
    ['RATE_SHEET_INVALID', 'sheet.currency'],
    ['RATE_SHEET_INVALID', 'sheet.services.0.maxWeightOunces'],
  ]);
  assert.deepEqual(await refusals(SHEET, { sheet: 'nonsense' }, staff), [['RATE_SHEET_INVALID', 'sheet']]);
  assert.deepEqual(await refusals(SHEET, {}, staff), [['VALIDATION_FAILED', 'sheet']]);
  assert.deepEqual(await refusals(SHEET, { builtIn: '__proto__' }, staff), [['NOT_FOUND', 'builtIn']]);
  assert.deepEqual(await refusals(SHEET, { sheet }, staff).catch(() => 'stored'), 'stored');
});

test('unknown carriers, foreign sheets, unknown price lists and blank names are refused with their field', async () => {
  const other = await aShipper(world);
  const foreign = await createRateSheet(world.context('shipping', { tenant: other.tenant, testMode: true }), {
    builtIn: 'usps-notice-123-2025-10-05',
  });
  const own = await createRateSheet(world.context('shipping', { tenant: shipper.tenant, testMode: true }), {
    builtIn: 'usps-notice-123-2025-10-05',
  });
  const live = await createRateSheet(world.context('shipping', { tenant: shipper.tenant, testMode: false }), {
    builtIn: 'usps-notice-123-2025-10-05',
  });
  const [foreignId, ownId, liveId] = [foreign.id, own.id, live.id].map((id) => encodeId(ID_PREFIX.rateSheet, id));
  const sheetConnection = { carrier: 'ratesheet', displayName: 'Post' };
  assert.deepEqual(await refusals(CREATE, { carrier: 'pigeon', displayName: 'P' }), [['UNKNOWN_CARRIER', 'carrier']]);
  assert.deepEqual(await refusals(CREATE, { carrier: 'constructor', displayName: 'P' }), [['UNKNOWN_CARRIER', 'carrier']]);
  assert.deepEqual(await refusals(CREATE, { carrier: 'sandbox', displayName: '  ' }), [['VALIDATION_FAILED', 'displayName']]);
  assert.deepEqual(await refusals(CREATE, { carrier: 'sandbox', displayName: 'S', rateSheetId: ownId }), [
    ['VALIDATION_FAILED', 'rateSheetId'],
  ]);
  assert.deepEqual(await refusals(CREATE, sheetConnection), [['VALIDATION_FAILED', 'rateSheetId']]);
  assert.deepEqual(await refusals(CREATE, { ...sheetConnection, rateSheetId: foreignId }), [['NOT_FOUND', 'rateSheetId']]);
  assert.deepEqual(await refusals(CREATE, { ...sheetConnection, rateSheetId: liveId }), [['NOT_FOUND', 'rateSheetId']]);
  assert.deepEqual(await refusals(CREATE, { ...sheetConnection, rateSheetId: 'rsh_x' }), [['INVALID_ID', 'rateSheetId']]);
  assert.deepEqual(await refusals(CREATE, { ...sheetConnection, rateSheetId: ownId }), [['PRICE_LIST_REQUIRED', 'priceList']]);
  assert.deepEqual(await refusals(CREATE, { ...sheetConnection, rateSheetId: ownId, priceList: 'secret' }), [
    ['UNKNOWN_PRICE_LIST', 'priceList'],
  ]);
  const liveShipper = { ...shipper, identity: { ...shipper.identity, testMode: false } };
  assert.deepEqual(await refusals(CREATE, { carrier: 'sandbox', displayName: 'S' }, liveShipper), [
    ['TEST_MODE_ONLY', 'carrier'],
  ]);
});

test('a connection is renamed, switched off and deleted, each with an audit entry; others cannot touch it', async () => {
  const owner = await aShipper(world);
  const connectionId = await connectSandbox(owner);
  const id = encodeId(ID_PREFIX.connection, connectionId);
  for (const stranger of [await aShipper(world, { tenant: owner.tenant }), await aShipper(world)]) {
    assert.deepEqual(await refusals(UPDATE, { id, displayName: 'Mine' }, stranger), [['NOT_FOUND', 'id']]);
    assert.deepEqual(await refusals(DELETE, { id }, stranger), [['NOT_FOUND', 'id']]);
    const seen = await answerOf<{ carrierConnection: null }>(world, 'shipping', stranger.identity, {
      query: `query Q($id: ID!) { carrierConnection(id: $id) { id } }`,
      variables: { id },
    });
    assert.equal(seen.carrierConnection, null);
  }
  assert.deepEqual((await ask(UPDATE, { id, displayName: 'Renamed' }, owner.identity)).carrierConnection, {
    id,
    displayName: 'Renamed',
    isActive: true,
  });
  assert.deepEqual((await ask(UPDATE, { id, isActive: false }, owner.identity)).carrierConnection, {
    id,
    displayName: 'Renamed',
    isActive: false,
  });
  assert.deepEqual(await refusals(UPDATE, { id, displayName: 'x'.repeat(121) }, owner), [['VALIDATION_FAILED', 'displayName']]);
  assert.deepEqual((await ask(DELETE, { id }, owner.identity)).carrierConnection, {
    id,
    isActive: false,
    deletedAt: '2026-03-02T09:00:00.000Z',
  });
  assert.deepEqual(await refusals(DELETE, { id }, owner), [['NOT_FOUND', 'id']]);
  const list = await answerOf<{ carrierConnections: { totalCount: number } }>(world, 'shipping', owner.identity, {
    query: `{ carrierConnections { totalCount } }`,
  });
  assert.equal(list.carrierConnections.totalCount, 0);
  const audit = await world.inspect<{ action: string }>(
    'select action from platform.audit_log where resource_id = $1 order by id',
    [connectionId],
  );
  assert.deepEqual(
    audit.map(({ action }) => action),
    ['carrier_connection.created', 'carrier_connection.updated', 'carrier_connection.updated', 'carrier_connection.deleted'],
  );
});

test('staff who name no organization see all connections of the tenant, and cannot make one', async () => {
  const owner = await aShipper(world);
  await connectSandbox(owner);
  await connectUsps(world, await aShipper(world, { tenant: owner.tenant }));
  const staff = { tenant: owner.tenant, testMode: true };
  const query = `query L($filter: CarrierConnectionFilter) { carrierConnections(filter: $filter) { totalCount edges { node { carrierName } } } }`;
  const all = await answerOf<{ carrierConnections: { totalCount: number } }>(world, 'shipping', staff, { query });
  assert.equal(all.carrierConnections.totalCount, 2);
  const some = await answerOf<{ carrierConnections: { edges: { node: { carrierName: string } }[] } }>(world, 'shipping', staff, {
    query,
    variables: { filter: { carrier: 'ratesheet', isActive: true } },
  });
  assert.deepEqual(
    some.carrierConnections.edges.map((edge) => edge.node.carrierName),
    ['USPS'],
  );
  const denied = await askSubgraph(world, 'shipping', staff, {
    query: CREATE,
    variables: { input: { carrier: 'sandbox', displayName: 'S' } },
  });
  assert.deepEqual(
    denied.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
});

test('carriers and rate sheets need their permissions', async () => {
  const member = { ...shipper.identity, permissions: ['create_shipments', 'view_shipments'] };
  const admin = { ...shipper.identity, permissions: ['manage_carriers'] };
  const codes = async (query: string, input: object, by: object): Promise<string[]> =>
    (await askSubgraph(world, 'shipping', by, { query, variables: { input } })).errors.map(({ code }) => code);
  assert.deepEqual(await codes(CREATE, { carrier: 'sandbox', displayName: 'S' }, member), ['FORBIDDEN']);
  assert.deepEqual(await codes(UPDATE, { id: encodeId(ID_PREFIX.connection, newId()) }, member), ['FORBIDDEN']);
  assert.deepEqual(await codes(DELETE, { id: encodeId(ID_PREFIX.connection, newId()) }, member), ['FORBIDDEN']);
  assert.deepEqual(await codes(SHEET, { builtIn: 'x' }, admin), ['FORBIDDEN']);
  const anonymous = await askSubgraph(
    world,
    'shipping',
    { level: 'anonymous', permissions: [] },
    { query: `{ carrierConnections { totalCount } }` },
  );
  assert.deepEqual(
    anonymous.errors.map(({ code }) => code),
    ['UNAUTHENTICATED'],
  );
});

test('ten changes of one connection at once are all made, one after the other', async () => {
  const owner = await aShipper(world);
  const id = encodeId(ID_PREFIX.connection, await connectSandbox(owner));
  const payloads = await Promise.all(
    Array.from({ length: 10 }, (_, index) => ask(UPDATE, { id, displayName: `Name ${index}` }, owner.identity)),
  );
  assert.deepEqual(
    payloads.map(({ carrierConnection, errors }) => [carrierConnection?.displayName, errors.length]),
    Array.from({ length: 10 }, (_, index) => [`Name ${index}`, 0]),
  );
});
