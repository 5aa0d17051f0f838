import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { anOrganization } from '../test-support/addon-fixtures.ts';
import { setOrganizationCommission } from './set-organization-commission.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  tenant = await world.createTenant();
});
after(() => world.close());

const SETTINGS =
  'defaultCommissionRate minimumCommissionAmount { amount currency } commissionTiers { volumeThreshold rate } version updatedAt';
const CONFIGURE = `mutation($input: ConfigurePlatformCommissionInput!) { configurePlatformCommission(input: $input) { settings { ${SETTINGS} } errors { field code } } }`;
const READ = `{ platformCommissionSettings { ${SETTINGS} } }`;
const SET = `mutation($input: SetOrganizationCommissionInput!) { setOrganizationCommission(input: $input) {
  organization { id customCommissionRate commissionOverride } errors { field code } } }`;
const REFERENCE = `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Organization { customCommissionRate commissionOverride } } }`;

async function configure(identity: Partial<RequestIdentity>, input: unknown): Promise<{ settings: unknown; errors: unknown[] }> {
  const answer = await answerOf<{ configurePlatformCommission: { settings: unknown; errors: unknown[] } }>(
    world,
    'addons',
    identity,
    { query: CONFIGURE, variables: { input } },
  );
  return structuredClone(answer.configurePlatformCommission);
}

async function read(identity: Partial<RequestIdentity>): Promise<unknown> {
  return structuredClone(
    (await answerOf<{ platformCommissionSettings: unknown }>(world, 'addons', identity, { query: READ }))
      .platformCommissionSettings,
  );
}

const NOTHING = { defaultCommissionRate: '0', minimumCommissionAmount: null, commissionTiers: [], version: 0, updatedAt: null };

test('until a tenant decides there is no commission; what it decides replaces what was before, in its mode alone', async () => {
  const of = await world.createTenant();
  assert.deepEqual(await read({ tenant: of }), NOTHING);
  const decided = {
    defaultCommissionRate: '0.0250',
    minimumCommissionAmount: { amount: '0.05', currency: 'USD' },
    commissionTiers: [
      { volumeThreshold: 100, rate: '0.02' },
      { volumeThreshold: 1000, rate: '0.015' },
    ],
  };
  const { settings, errors } = await configure({ tenant: of }, decided);
  assert.deepEqual(errors, []);
  assert.deepEqual(settings, { ...decided, defaultCommissionRate: '0.025', version: 1, updatedAt: '2026-03-02T09:00:00.000Z' });
  assert.deepEqual(await read({ tenant: of }), settings);
  assert.deepEqual(await read({ tenant: of, testMode: true }), NOTHING);
  const { settings: second } = await configure({ tenant: of }, { defaultCommissionRate: '0.03' });
  assert.deepEqual(second, { ...NOTHING, defaultCommissionRate: '0.03', version: 2, updatedAt: '2026-03-02T09:00:00.000Z' });
  const audits = await world.inspect<{ action: string; changes: { before: { defaultRate: string } | null } }>(
    `select action, changes from platform.audit_log where tenant_id = $1 order by id`,
    [of.id],
  );
  assert.deepEqual(
    audits.map(({ action, changes }) => [action, changes.before?.defaultRate]),
    [
      ['commission_settings.configured', undefined],
      ['commission_settings.configured', '0.025'],
    ],
  );
});

test('refuses rates above 1, negative minimums, doubled and disordered tiers by field and code, and keeps what was', async () => {
  const of = await world.createTenant();
  const cases: [object, string, string][] = [
    [{ defaultCommissionRate: '1.0001' }, 'defaultCommissionRate', 'RATE_OUT_OF_RANGE'],
    [{ minimumCommissionAmount: { amount: '-0.01', currency: 'USD' } }, 'minimumCommissionAmount', 'NEGATIVE_AMOUNT'],
    [{ minimumCommissionAmount: { amount: '0.5', currency: 'JPY' } }, 'minimumCommissionAmount', 'TOO_PRECISE'],
    [{ commissionTiers: [{ volumeThreshold: 0, rate: '0.1' }] }, 'commissionTiers.0.volumeThreshold', 'VALIDATION_FAILED'],
    [
      {
        commissionTiers: [
          { volumeThreshold: 10, rate: '0.1' },
          { volumeThreshold: 10, rate: '0.2' },
        ],
      },
      'commissionTiers.1.volumeThreshold',
      'DUPLICATE_TIER',
    ],
    [
      {
        commissionTiers: [
          { volumeThreshold: 10, rate: '0.1' },
          { volumeThreshold: 5, rate: '0.2' },
        ],
      },
      'commissionTiers.1.volumeThreshold',
      'TIERS_OUT_OF_ORDER',
    ],
    [{ commissionTiers: [{ volumeThreshold: 10, rate: '-0.1' }] }, 'commissionTiers.0.rate', 'RATE_OUT_OF_RANGE'],
  ];
  for (const [overrides, field, code] of cases) {
    assert.deepEqual(await configure({ tenant: of }, { defaultCommissionRate: '0.02', ...overrides }), {
      settings: null,
      errors: [{ field, code }],
    });
  }
  assert.deepEqual(await read({ tenant: of }), NOTHING);
  assert.deepEqual(await world.inspect(`select 1 from platform.audit_log where tenant_id = $1`, [of.id]), []);
});

test('an organization’s rate is set, shown on the organization and taken back', async () => {
  const of = await world.createTenant();
  const id = encodeId('org', await anOrganization(world, of));
  const set = async (input: object): Promise<unknown> =>
    structuredClone(
      (
        await answerOf<{ setOrganizationCommission: unknown }>(
          world,
          'addons',
          { tenant: of },
          { query: SET, variables: { input: { organizationId: id, ...input } } },
        )
      ).setOrganizationCommission,
    );
  assert.deepEqual(await set({ customCommissionRate: '0.0125', commissionOverride: true }), {
    organization: { id, customCommissionRate: '0.0125', commissionOverride: true },
    errors: [],
  });
  const representations = [
    { __typename: 'Organization', id },
    { __typename: 'Organization', id: encodeId('org', newId()) },
  ];
  const { _entities: found } = await answerOf<{ _entities: unknown[] }>(
    world,
    'addons',
    { tenant: of },
    { query: REFERENCE, variables: { representations } },
  );
  assert.deepEqual(structuredClone(found), [
    { customCommissionRate: '0.0125', commissionOverride: true },
    { customCommissionRate: null, commissionOverride: false },
  ]);
  assert.deepEqual(await set({ commissionOverride: false }), {
    organization: { id, customCommissionRate: null, commissionOverride: false },
    errors: [],
  });
  const audits = await world.inspect<{ action: string; organization_id: string }>(
    `select action, organization_id from platform.audit_log where tenant_id = $1 and action like 'organization_commission.%'`,
    [of.id],
  );
  assert.deepEqual(
    audits.map(({ action }) => action),
    ['organization_commission.set', 'organization_commission.set'],
  );
});

test('refuses an override without a rate, rates out of range and unknown organizations', async () => {
  const set = async (input: object): Promise<unknown> =>
    structuredClone(
      (
        await answerOf<{ setOrganizationCommission: { errors: unknown } }>(
          world,
          'addons',
          { tenant },
          { query: SET, variables: { input: { organizationId: encodeId('org', newId()), ...input } } },
        )
      ).setOrganizationCommission.errors,
    );
  assert.deepEqual(await set({ commissionOverride: true }), [{ field: 'customCommissionRate', code: 'RATE_REQUIRED' }]);
  assert.deepEqual(await set({ commissionOverride: false }), [{ field: 'organizationId', code: 'NOT_FOUND' }]);
  assert.deepEqual(await set({ commissionOverride: false, customCommissionRate: '1.5' }), [
    { field: 'customCommissionRate', code: 'RATE_OUT_OF_RANGE' },
  ]);
  assert.deepEqual(await world.inspect(`select 1 from ${tenant.schema}.organization_commissions`), []);
});

test('staff acting for one organization cannot set the rate of another', async () => {
  const [own, other] = [await anOrganization(world, tenant), await anOrganization(world, tenant)];
  const { setOrganizationCommission: payload } = await answerOf<{ setOrganizationCommission: { errors: unknown } }>(
    world,
    'addons',
    { tenant, level: 'tenant', organizationId: own },
    {
      query: SET,
      variables: { input: { organizationId: encodeId('org', other), commissionOverride: true, customCommissionRate: '0' } },
    },
  );
  assert.deepEqual(structuredClone(payload.errors), [{ field: 'organizationId', code: 'NOT_FOUND' }]);
});

test('members read neither the settings nor the rate of any organization', async () => {
  const of = await world.createTenant();
  const [own, other] = [await anOrganization(world, of), await anOrganization(world, of)];
  for (const organizationId of [own, other])
    await setOrganizationCommission(world.context('addons', { tenant: of }), {
      organizationId,
      customCommissionRate: '0.01',
      commissionOverride: true,
    });
  const member: Partial<RequestIdentity> = {
    tenant: of,
    organizationId: own,
    permissions: ['create_shipments', 'view_shipments', 'view_analytics'],
  };
  assert.deepEqual(
    (await askSubgraph(world, 'addons', member, { query: READ })).errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
  const representations = [own, other].map((id) => ({ __typename: 'Organization', id: encodeId('org', id) }));
  const answer = await askSubgraph<{ _entities: unknown[] }>(world, 'addons', member, {
    query: REFERENCE,
    variables: { representations },
  });
  assert.deepEqual(structuredClone(answer.data._entities), [{ customCommissionRate: null, commissionOverride: null }, null]);
});
