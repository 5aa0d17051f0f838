import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext, RequestIdentity } from '../../../platform/context/request-context.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { anAddon, anOrganization } from '../test-support/addon-fixtures.ts';
import type { AddonDefinition } from './addon-rules.ts';
import { createAddon } from './create-addon.ts';
import { deleteAddon } from './delete-addon.ts';
import { updateAddon } from './update-addon.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  tenant = await world.createTenant();
});
after(() => world.close());

function asStaff(of = tenant, identity: Partial<RequestIdentity> = {}): RequestContext {
  return world.context('addons', { tenant: of, ...identity });
}

async function codesOf(work: Promise<unknown>): Promise<(string | undefined)[][]> {
  const error = await work.then(
    () => assert.fail('nothing was refused'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ValidationError, String(error));
  return error.details().map(({ field, code }) => [field, code]);
}

const MEMBER: Partial<RequestIdentity> = { permissions: ['create_shipments', 'view_shipments'] };

const CREATE = `mutation Create($input: CreateAddonInput!) { createAddon(input: $input) { addon {
  id name active surchargeType amount currency base order visibility carriers services carrierAccounts organizations effectiveFrom effectiveUntil
  commissionEnabled commissionRate commissionRecipient billingMetadata version createdAt updatedAt deletedAt } errors { field code } } }`;

test('creates a fixed addon with every field and keeps it as version 1, with an audit row', async () => {
  const of = await world.createTenant();
  const connection = encodeId('con', newId());
  const [organization, recipient] = [
    encodeId('org', await anOrganization(world, of)),
    encodeId('org', await anOrganization(world, of)),
  ];
  const input = {
    name: ' Insurance ',
    surchargeType: 'FIXED',
    amount: '1.50',
    currency: 'USD',
    order: 20,
    visibility: 'FOLDED',
    carriers: ['usps', 'usps', 'ups'],
    services: ['ground'],
    carrierAccounts: [connection],
    organizations: [organization],
    effectiveFrom: '2026-03-01T00:00:00Z',
    effectiveUntil: '2026-04-01T00:00:00Z',
    commissionEnabled: true,
    commissionRate: '0.0250',
    commissionRecipient: recipient,
    billingMetadata: { account: '4711' },
  };
  const unheardOf = { acceptUnknownNames: true };
  const { createAddon: payload } = await answerOf<{ createAddon: { addon: { id: string }; errors: unknown[] } }>(
    world,
    'addons',
    { tenant: of },
    { query: CREATE, variables: { input: { ...input, ...unheardOf } } },
  );
  assert.deepEqual(payload.errors, []);
  const { id, ...addon } = payload.addon;
  assert.match(id, /^add_[0-9a-z]{26}$/);
  assert.deepEqual(structuredClone(addon), {
    ...input,
    name: 'Insurance',
    active: true,
    amount: '1.5',
    base: 'CARRIER_CHARGE',
    carriers: ['usps', 'ups'],
    effectiveFrom: '2026-03-01T00:00:00.000Z',
    effectiveUntil: '2026-04-01T00:00:00.000Z',
    commissionRate: '0.025',
    version: 1,
    createdAt: '2026-03-02T09:00:00.000Z',
    updatedAt: '2026-03-02T09:00:00.000Z',
    deletedAt: null,
  });
  const versions = await world.inspect<{ version: number; snapshot: { amount: string } }>(
    `select version, snapshot from ${of.schema}.addon_versions`,
  );
  assert.deepEqual(
    versions.map(({ version, snapshot }) => [version, snapshot.amount]),
    [[1, '1.5']],
  );
  const [audit] = await world.inspect<{ action: string; changes: { after: { name: string } } }>(
    `select action, changes from platform.audit_log where tenant_id = $1 and resource_type = 'addon'`,
    [of.id],
  );
  assert.deepEqual([audit?.action, audit?.changes.after.name], ['addon.created', 'Insurance']);
});

test('refuses malformed addons by field and code and leaves nothing behind', async () => {
  const of = await world.createTenant();
  const fixed: Partial<AddonDefinition> = { surchargeType: 'fixed', currency: 'USD' };
  const cases: [Partial<AddonDefinition>, string, string][] = [
    [{ name: '  ' }, 'name', 'VALIDATION_FAILED'],
    [{ name: 'x'.repeat(101) }, 'name', 'VALIDATION_FAILED'],
    [{ name: 'a\u0000b' }, 'name', 'VALIDATION_FAILED'],
    [{ name: 'a\ud800b' }, 'name', 'VALIDATION_FAILED'],
    [{ services: ['\udfff'] }, 'services', 'VALIDATION_FAILED'],
    [{ amount: '-0.01' }, 'amount', 'NEGATIVE_AMOUNT'],
    [{ amount: '1000.01' }, 'amount', 'AMOUNT_TOO_LARGE'],
    [{ ...fixed, amount: '1000000000.01' }, 'amount', 'AMOUNT_TOO_LARGE'],
    [{ ...fixed, amount: '1.255' }, 'amount', 'TOO_PRECISE'],
    [{ ...fixed, currency: 'JPY', amount: '1.5' }, 'amount', 'TOO_PRECISE'],
    [{ ...fixed, currency: null }, 'currency', 'CURRENCY_REQUIRED'],
    [{ ...fixed, currency: 'ZZZ' }, 'currency', 'UNKNOWN_CURRENCY'],
    [{ currency: 'USD' }, 'currency', 'CURRENCY_NOT_ALLOWED'],
    [{ commissionRate: '1.01' }, 'commissionRate', 'RATE_OUT_OF_RANGE'],
    [{ commissionRate: '-0.01' }, 'commissionRate', 'RATE_OUT_OF_RANGE'],
    [{ commissionRate: '0.0000001' }, 'commissionRate', 'TOO_PRECISE'],
    [{ order: -1 }, 'order', 'VALIDATION_FAILED'],
    [{ carriers: [''] }, 'carriers', 'VALIDATION_FAILED'],
    [
      { effectiveFrom: new Date('2026-04-01T00:00:00Z'), effectiveUntil: new Date('2026-04-01T00:00:00Z') },
      'effectiveUntil',
      'RANGE_BACKWARDS',
    ],
    [{ billingMetadata: [1] as never }, 'billingMetadata', 'VALIDATION_FAILED'],
  ];
  for (const [overrides, field, code] of cases)
    assert.deepEqual(await codesOf(createAddon(asStaff(of), anAddon(overrides))), [[field, code]], JSON.stringify(overrides));
  assert.deepEqual(await codesOf(createAddon(asStaff(of), anAddon({ name: '', amount: '-1', commissionRate: '2' }))), [
    ['name', 'VALIDATION_FAILED'],
    ['amount', 'NEGATIVE_AMOUNT'],
    ['commissionRate', 'RATE_OUT_OF_RANGE'],
  ]);
  const [left] = await world.inspect(
    `select (select count(*)::int from ${of.schema}.addons) as addons, (select count(*)::int from ${of.schema}.addon_versions) as versions,
    (select count(*)::int from platform.audit_log where tenant_id = $1) as audits`,
    [of.id],
  );
  assert.deepEqual(left, { addons: 0, versions: 0, audits: 0 });
});

test('answers an unknown currency and a malformed id in the request itself', async () => {
  const input = { name: 'Handling', surchargeType: 'FIXED', amount: '1', currency: 'ZZZ' };
  const unknown = await askSubgraph(world, 'addons', { tenant }, { query: CREATE, variables: { input } });
  assert.match(unknown.errors[0]!.message, /ISO 4217/);
  const { createAddon: payload } = await answerOf<{ createAddon: { errors: unknown[] } }>(
    world,
    'addons',
    { tenant },
    {
      query: CREATE,
      variables: { input: { ...input, currency: 'USD', organizations: ['con_1'] } },
    },
  );
  assert.deepEqual(structuredClone(payload.errors), [{ field: 'organizations.0', code: 'INVALID_ID' }]);
});

test('organizations and recipients that are unknown or of another tenant are refused by field', async () => {
  const [of, elsewhere] = [await world.createTenant(), await world.createTenant()];
  const [own, foreign] = [await anOrganization(world, of), await anOrganization(world, elsewhere)];
  assert.deepEqual(
    await codesOf(createAddon(asStaff(of), anAddon({ organizations: [own, foreign], commissionRecipient: newId() }))),
    [
      ['organizations.1', 'NOT_FOUND'],
      ['commissionRecipient', 'NOT_FOUND'],
    ],
  );
  assert.deepEqual(await world.inspect(`select 1 from ${of.schema}.addons`), []);
  const { id } = await createAddon(asStaff(of), anAddon({ organizations: [own], commissionRecipient: own }));
  assert.deepEqual(await codesOf(updateAddon(asStaff(of), { id, changes: { commissionRecipient: foreign } })), [
    ['commissionRecipient', 'NOT_FOUND'],
  ]);
  const [row] = await world.inspect(`select version, commission_recipient from ${of.schema}.addons`);
  assert.deepEqual(row, { version: 1, commission_recipient: own });
});

test('every change makes the next version and keeps the one before; a change of nothing makes none', async () => {
  const of = await world.createTenant();
  const { id } = await createAddon(asStaff(of), anAddon());
  clock.advance(1000);
  assert.equal((await updateAddon(asStaff(of), { id, changes: { amount: '5' } })).version, 1);
  assert.equal(
    (await updateAddon(asStaff(of), { id, changes: { amount: '6.25', carriers: ['ups'] }, acceptsUnknownNames: true })).version,
    2,
  );
  assert.equal((await updateAddon(asStaff(of), { id, changes: { active: false }, expectedVersion: 2 })).version, 3);
  const versions = await world.inspect<{ version: number; snapshot: { amount: string; active: boolean } }>(
    `select version, snapshot from ${of.schema}.addon_versions order by version`,
  );
  assert.deepEqual(
    versions.map(({ version, snapshot }) => [version, snapshot.amount, snapshot.active]),
    [
      [1, '5', true],
      [2, '6.25', true],
      [3, '6.25', false],
    ],
  );
  const audits = await world.inspect<{ action: string }>(
    `select action from platform.audit_log where tenant_id = $1 order by id`,
    [of.id],
  );
  assert.deepEqual(
    audits.map(({ action }) => action),
    ['addon.created', 'addon.updated', 'addon.updated'],
  );
});

test('a change for an old version is refused and changes nothing', async () => {
  const { id } = await createAddon(asStaff(), anAddon());
  await updateAddon(asStaff(), { id, changes: { amount: '7' } });
  await assert.rejects(updateAddon(asStaff(), { id, changes: { amount: '8' }, expectedVersion: 1 }), ConflictError);
  await assert.rejects(updateAddon(asStaff(), { id, changes: { amount: '8' }, expectedVersion: 0 }), ConflictError);
  assert.deepEqual(await codesOf(updateAddon(asStaff(), { id, changes: { commissionRate: '1.5' } })), [
    ['commissionRate', 'RATE_OUT_OF_RANGE'],
  ]);
  const [row] = await world.inspect(`select version, trim_scale(amount) as amount from ${tenant.schema}.addons where id = $1`, [
    id,
  ]);
  assert.deepEqual(row, { version: 2, amount: '7' });
});

test('ten concurrent changes make ten versions, none lost', async () => {
  const { id } = await createAddon(asStaff(), anAddon());
  await Promise.all(Array.from({ length: 10 }, (_, index) => updateAddon(asStaff(), { id, changes: { order: index + 1 } })));
  const [row] = await world.inspect(
    `select a.version, (select count(*)::int from ${tenant.schema}.addon_versions v where v.addon_id = a.id) as kept from ${tenant.schema}.addons a where id = $1`,
    [id],
  );
  assert.deepEqual(row, { version: 11, kept: 11 });
});

test('a fixed addon becomes a percentage without naming its currency away', async () => {
  const { id } = await createAddon(asStaff(), anAddon({ surchargeType: 'fixed', amount: '2', currency: 'USD' }));
  const changed = await updateAddon(asStaff(), { id, changes: { surchargeType: 'percentage', amount: '3' } });
  assert.deepEqual([changed.currency, changed.surchargeType], [null, 'percentage']);
});

test('null in an update clears an effective date; what is left out stays', async () => {
  const { id } = await createAddon(
    asStaff(),
    anAddon({ effectiveUntil: new Date('2026-12-31T00:00:00Z'), commissionRate: '0.1' }),
  );
  const query = `mutation($input: UpdateAddonInput!) { updateAddon(input: $input) { addon { effectiveUntil commissionRate carriers } errors { code } } }`;
  const { updateAddon: payload } = await answerOf<{ updateAddon: unknown }>(
    world,
    'addons',
    { tenant },
    { query, variables: { input: { id: encodeId('add', id), effectiveUntil: null } } },
  );
  assert.deepEqual(structuredClone(payload), {
    addon: { effectiveUntil: null, commissionRate: '0.1', carriers: [] },
    errors: [],
  });
});

test('a deleted addon leaves the list, stays readable for staff and cannot be changed or deleted again', async () => {
  const of = await world.createTenant();
  const { id } = await createAddon(asStaff(of), anAddon());
  await deleteAddon(asStaff(of), { id });
  const { addons, addon } = await answerOf<{ addons: { edges: unknown[] }; addon: { version: number; deletedAt: string } }>(
    world,
    'addons',
    { tenant: of },
    {
      query: `query($id: ID!) { addons { edges { node { id } } } addon(id: $id) { version deletedAt } }`,
      variables: { id: encodeId('add', id) },
    },
  );
  assert.deepEqual([addons.edges.length, addon.version, addon.deletedAt === null], [0, 2, false]);
  await assert.rejects(deleteAddon(asStaff(of), { id }), NotFoundError);
  await assert.rejects(updateAddon(asStaff(of), { id, changes: { amount: '1' } }), NotFoundError);
});

const LIST = `query($filter: AddonFilter, $sort: AddonSort! = ORDER_ASC, $first: Int, $after: String) {
  addons(filter: $filter, sort: $sort, first: $first, after: $after) { edges { node { name } } pageInfo { hasNextPage endCursor } totalCount } }`;

interface Listed {
  addons: { edges: { node: { name: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string }; totalCount: number };
}

test('lists addons by order, by name and by filter, page after page', async () => {
  const of = await world.createTenant();
  const organization = await anOrganization(world, of);
  const definitions = [
    anAddon({ name: 'Fuel', order: 30 }),
    anAddon({ name: 'Insurance', order: 10, surchargeType: 'fixed', amount: '1', currency: 'USD', carriers: ['ups'] }),
    anAddon({ name: 'Handling', order: 20, visibility: 'folded', organizations: [organization] }),
    anAddon({ name: 'Peak', order: 20, active: false }),
  ];
  for (const definition of definitions) await createAddon(asStaff(of), definition, { acceptsUnknownNames: true });
  const list = async (variables: Record<string, unknown>): Promise<string[]> =>
    (await answerOf<Listed>(world, 'addons', { tenant: of }, { query: LIST, variables })).addons.edges.map(
      ({ node }) => node.name,
    );
  assert.deepEqual(await list({}), ['Insurance', 'Handling', 'Peak', 'Fuel']);
  assert.deepEqual(await list({ sort: 'NAME_ASC' }), ['Fuel', 'Handling', 'Insurance', 'Peak']);
  assert.deepEqual(await list({ sort: 'CREATED_AT_DESC' }), ['Peak', 'Handling', 'Insurance', 'Fuel']);
  assert.deepEqual(await list({ filter: { active: false } }), ['Peak']);
  assert.deepEqual(await list({ filter: { surchargeType: 'FIXED' } }), ['Insurance']);
  assert.deepEqual(await list({ filter: { visibility: 'FOLDED', search: 'HAND' } }), ['Handling']);
  assert.deepEqual(await list({ filter: { carrier: 'usps', organizationId: encodeId('org', newId()) } }), ['Peak', 'Fuel']);
  const first = (await answerOf<Listed>(world, 'addons', { tenant: of }, { query: LIST, variables: { first: 3 } })).addons;
  assert.deepEqual([first.edges.length, first.pageInfo.hasNextPage, first.totalCount], [3, true, 4]);
  assert.deepEqual(await list({ first: 3, after: first.pageInfo.endCursor }), ['Fuel']);
});

test('members of an organization read the visible addons in force for them, without their rules', async () => {
  const of = await world.createTenant();
  const [own, other] = [await anOrganization(world, of), await anOrganization(world, of)];
  const definitions = [
    anAddon({ name: 'For all' }),
    anAddon({ name: 'Own', organizations: [own, other] }),
    anAddon({ name: 'Of others', organizations: [other] }),
    anAddon({ name: 'Folded', visibility: 'folded' }),
    anAddon({ name: 'Inactive', active: false }),
    anAddon({ name: 'Future', effectiveFrom: new Date('2027-01-01T00:00:00Z') }),
    anAddon({ name: 'Past', effectiveUntil: new Date('2026-01-01T00:00:00Z') }),
  ];
  const created = [];
  for (const definition of definitions) created.push(await createAddon(asStaff(of), definition));
  const member: Partial<RequestIdentity> = { ...MEMBER, tenant: of, organizationId: own };
  const { addons } = await answerOf<Listed>(world, 'addons', member, { query: LIST });
  assert.deepEqual(
    addons.edges.map(({ node }) => node.name),
    ['For all', 'Own'],
  );
  const hidden = await answerOf<Record<string, unknown>>(world, 'addons', member, {
    query: `{ ${created
      .slice(2)
      .map(({ id }, index) => `a${index}: addon(id: "${encodeId('add', id)}") { name }`)
      .join(' ')} }`,
  });
  assert.deepEqual(Object.values(hidden), [null, null, null, null, null]);
  const rules = await askSubgraph<{ addon: Record<string, unknown> }>(world, 'addons', member, {
    query: `query($id: ID!) { addon(id: $id) { name organizations carrierAccounts commissionEnabled commissionRate commissionRecipient billingMetadata version } }`,
    variables: { id: encodeId('add', created[1]!.id) },
  });
  assert.deepEqual([...new Set(rules.errors.map(({ code }) => code))], ['FORBIDDEN']);
  assert.equal(rules.errors.length, 7);
  assert.deepEqual(Object.values(rules.data.addon), ['Own', null, null, null, null, null, null, null]);
});

test('only those who manage addons change them; without an organization nobody else reads them', async () => {
  const input = { name: 'Handling', surchargeType: 'PERCENTAGE', amount: '5' };
  const member: Partial<RequestIdentity> = { ...MEMBER, tenant, organizationId: newId() };
  const changed = await askSubgraph(world, 'addons', member, { query: CREATE, variables: { input } });
  assert.deepEqual(
    changed.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
  const read = await askSubgraph(world, 'addons', { ...MEMBER, tenant }, { query: LIST });
  assert.deepEqual(
    read.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
  const outside = await askSubgraph(world, 'addons', { level: 'platform' }, { query: LIST });
  assert.deepEqual(
    outside.errors.map(({ code }) => code),
    ['FORBIDDEN'],
  );
});

test('addons of another tenant and of the other mode do not exist', async () => {
  const other = await world.createTenant();
  const { id } = await createAddon(asStaff(), anAddon({ name: 'Mine' }));
  for (const identity of [{ tenant: other }, { tenant, testMode: true }]) {
    const { addon } = await answerOf<{ addon: unknown }>(world, 'addons', identity, {
      query: `query($id: ID!) { addon(id: $id) { name } }`,
      variables: { id: encodeId('add', id) },
    });
    assert.equal(addon, null);
    await assert.rejects(updateAddon(world.context('addons', identity), { id, changes: { amount: '1' } }), NotFoundError);
    await assert.rejects(deleteAddon(world.context('addons', identity), { id }), NotFoundError);
  }
});

test('addons named by reference are read in one statement for fifty', async () => {
  const of = await world.createTenant();
  const created = await Promise.all(
    Array.from({ length: 50 }, (_, index) => createAddon(asStaff(of), anAddon({ name: `Addon ${index}` }))),
  );
  const representations = created.map(({ id }) => ({ __typename: 'Addon', id: encodeId('add', id) }));
  const answer = await askSubgraph<{ _entities: { name: string }[] }>(
    world,
    'addons',
    { tenant: of },
    {
      query: `query($representations: [_Any!]!) { _entities(representations: $representations) { ... on Addon { name amount } } }`,
      variables: { representations },
    },
  );
  assert.deepEqual(
    answer.data._entities.map(({ name }) => name),
    created.map(({ name }) => name),
  );
  assert.equal(answer.statements, 1);
});
