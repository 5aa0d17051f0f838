import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ORGANIZATION_ROLES, TENANT_ADMIN_PERMISSIONS } from '../../../contracts/identity/permissions.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { assertRefused, TestBilling } from '../test-support/test-billing.ts';
import { archiveMeter, updateMeter } from './change-meter.ts';
import { createMeter, type CreateMeter } from './create-meter.ts';

let billing: TestBilling;
before(async () => {
  billing = await TestBilling.create();
});
after(() => billing.close());

const WEIGHED: CreateMeter = {
  key: 'heaviest_parcel',
  name: ' Heaviest parcel ',
  eventType: 'parcel_weighed',
  aggregation: 'max',
  property: 'weight',
};
const staff = (): Partial<RequestIdentity> => ({ tenant: billing.tenant, permissions: TENANT_ADMIN_PERMISSIONS });
const owner = (): Partial<RequestIdentity> => ({
  tenant: billing.tenant,
  organizationId: billing.organizationId,
  userId: newId(),
  permissions: ORGANIZATION_ROLES.owner,
});
const METERS = `query ($filter: MeterFilter, $sort: MeterSort!) { meters(filter: $filter, sort: $sort) { edges { node { key name eventType aggregation property archivedAt } } } }`;

test('every tenant begins with a meter for each kind of usage, in both modes, and its organizations see them', async () => {
  const keys = async (identity: Partial<RequestIdentity>): Promise<string[]> => {
    const { meters } = await answerOf<{ meters: { edges: { node: { key: string } }[] } }>(billing.world, 'billing', identity, {
      query: METERS,
      variables: { filter: {}, sort: 'NAME_ASC' },
    });
    return meters.edges.map(({ node }) => node.key);
  };
  const first = [
    'api_request',
    'freelancer_hired',
    'shipment_purchased',
    'project_posted',
    'shipment_created',
    'tracker_started',
  ];
  assert.deepEqual(await keys(owner()), first);
  assert.deepEqual(await keys({ ...staff(), testMode: true }), first);
});

test('a meter is made, described, archived once, and keeps its key; the audit log tells each change', async () => {
  const meter = await createMeter(billing.staff(), WEIGHED);
  assert.equal(meter.name, 'Heaviest parcel');
  await assertRefused(createMeter(billing.staff(), WEIGHED), 'METER_KEY_TAKEN', 'key');
  const described = await updateMeter(billing.staff(), { meterId: meter.id, description: 'By scale.', expectedVersion: 1 });
  assert.deepEqual([described.name, described.description, described.version], ['Heaviest parcel', 'By scale.', 2]);
  await assertRefused(updateMeter(billing.staff(), { meterId: meter.id, expectedVersion: 1 }), 'CONFLICT', 'expectedVersion');
  const archived = await archiveMeter(billing.staff(), meter.id);
  assert.deepEqual(await archiveMeter(billing.staff(), meter.id), archived);
  await assertRefused(updateMeter(billing.staff(), { meterId: meter.id, name: 'x' }), 'METER_ARCHIVED', 'meterId');
  await assertRefused(createMeter(billing.staff(), WEIGHED), 'METER_KEY_TAKEN', 'key');
  const trail = await billing.world.inspect<{ action: string }>(
    `select action from platform.audit_log where resource_id = $1 order by occurred_at, id`,
    [meter.id],
  );
  assert.deepEqual(
    trail.map((row) => row.action),
    ['meter.created', 'meter.updated', 'meter.archived'],
  );
});

test('the same key can be had in test mode and by another tenant; their meters are not found here', async () => {
  const testStaff = billing.world.context('billing', { tenant: billing.tenant, testMode: true });
  const meter = await createMeter(testStaff, { ...WEIGHED, key: 'both_modes' });
  await createMeter(billing.staff(), { ...WEIGHED, key: 'both_modes' });
  const other = await billing.world.createTenant();
  const theirs = await createMeter(billing.world.context('billing', { tenant: other }), { ...WEIGHED, key: 'both_modes' });
  for (const foreign of [meter, theirs]) await assertRefused(archiveMeter(billing.staff(), foreign.id), 'NOT_FOUND', 'meterId');
});

test('malformed meters are refused, and nothing is made', async () => {
  const refused = (change: Partial<CreateMeter>, field: string): Promise<string> =>
    assertRefused(createMeter(billing.staff(), { ...WEIGHED, key: 'malformed', ...change }), 'VALIDATION_FAILED', field);
  await refused({ key: 'Heaviest parcel' }, 'key');
  await refused({ key: 'a'.repeat(61) }, 'key');
  await refused({ eventType: 'parcel.weighed' }, 'eventType');
  await refused({ name: '  ' }, 'name');
  await refused({ property: "weight'; --" }, 'property');
  await refused({ aggregation: 'unique', property: null }, 'property');
  await refused({ aggregation: 'count' }, 'property');
  await refused({ description: 'x'.repeat(1_001) }, 'description');
  assert.deepEqual(await billing.rows(`select id from SCHEMA.meters where key = 'malformed'`), []);
});

test('only who answers for credits changes meters', async () => {
  const input = { key: 'by_owner', name: 'x', eventType: 'x', aggregation: 'COUNT' };
  const query = `mutation ($input: CreateMeterInput!) { createMeter(input: $input) { meter { id } errors { code } } }`;
  const { errors } = await askSubgraph(billing.world, 'billing', owner(), { query, variables: { input } });
  assert.equal(errors?.[0]?.code, 'FORBIDDEN');
  const { createMeter: made } = await answerOf<{ createMeter: { errors: object[] } }>(billing.world, 'billing', staff(), {
    query,
    variables: { input },
  });
  assert.deepEqual(made.errors, []);
  const { meters } = await answerOf<{ meters: { edges: { node: object }[] } }>(billing.world, 'billing', owner(), {
    query: METERS,
    variables: { filter: { key: 'by_owner' }, sort: 'CREATED_AT_DESC' },
  });
  assert.deepEqual(
    meters.edges.map(({ node }) => node),
    [{ key: 'by_owner', name: 'x', eventType: 'x', aggregation: 'COUNT', property: null, archivedAt: null }],
  );
});
