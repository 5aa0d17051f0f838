import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import type { ValidationError } from '../../../platform/errors/errors.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import { createTestWorld, type TestTenant, type TestWorld } from '../../../test/support/test-world.ts';
import { createPartner, type CreatePartner } from './create-partner.ts';
import { SlugTakenError } from './partners.errors.ts';
import { updatePartner } from './update-partner.ts';

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;
let tenant: TestTenant;

before(async () => {
  world = await createTestWorld({ clock });
  tenant = await world.createTenant();
});
after(() => world.close());

const NORTHWIND: CreatePartner = {
  name: ' Northwind Logistics ',
  slug: 'northwind',
  contactEmail: 'Ada@Northwind.example',
  currency: 'USD',
  commissionRule: { kind: 'percentage', rate: '0.1000', recurrence: 'recurring', recurringMonths: 12 },
  minimumPayoutAmount: '50.00',
};

function asStaff(of = tenant, identity: Partial<RequestIdentity> = {}) {
  return world.context('partners', { tenant: of, ...identity });
}

const CREATE = `mutation Create($input: CreatePartnerInput!) { createPartner(input: $input) {
  partner { id name slug contactEmail status currency holdingPeriodDays minimumPayoutAmount { amount currency } activeAccountCount createdAt
    commissionRule { kind rate amount { amount currency } recurrence recurringMonths } }
  errors { code field } } }`;

test('creates a partner with its rule, in capitals outside and with an audit row', async () => {
  const of = await world.createTenant();
  const input = {
    ...NORTHWIND,
    commissionRule: { kind: 'PERCENTAGE', rate: '0.1000', recurrence: 'RECURRING', recurringMonths: 12 },
  };
  const { createPartner: payload } = await answerOf<{ createPartner: { partner: { id: string }; errors: unknown[] } }>(
    world,
    'partners',
    { tenant: of },
    {
      query: CREATE,
      variables: { input },
    },
  );
  assert.deepEqual(payload.errors, []);
  const { id, ...partner } = payload.partner;
  assert.match(id, /^ptn_[0-9a-z]{26}$/);
  assert.deepEqual(structuredClone(partner), {
    name: 'Northwind Logistics',
    slug: 'northwind',
    contactEmail: 'ada@northwind.example',
    status: 'ACTIVE',
    currency: 'USD',
    holdingPeriodDays: 0,
    minimumPayoutAmount: { amount: '50.00', currency: 'USD' },
    activeAccountCount: 0,
    createdAt: '2026-03-02T09:00:00.000Z',
    commissionRule: { kind: 'PERCENTAGE', rate: '0.1', amount: null, recurrence: 'RECURRING', recurringMonths: 12 },
  });
  const [audit] = await world.inspect<{ action: string; changes: { after: { commissionRule: object } } }>(
    `select action, changes from platform.audit_log where tenant_id = $1`,
    [of.id],
  );
  assert.equal(audit?.action, 'partner.created');
  assert.deepEqual(audit.changes.after.commissionRule, {
    kind: 'percentage',
    rate: '0.1',
    amount: null,
    recurrence: 'recurring',
    recurringMonths: 12,
  });
});

test('names everything that is wrong with a partner at once, and writes nothing', async () => {
  const of = await world.createTenant();
  const faulty: CreatePartner = {
    name: '   ',
    slug: '-Bad Slug-',
    contactEmail: 'nobody',
    currency: 'USD',
    commissionRule: { kind: 'percentage', rate: '1.01', recurrence: 'first_payment', recurringMonths: 3 },
    holdingPeriodDays: -1,
    minimumPayoutAmount: '0.005',
  };
  await assert.rejects(createPartner(asStaff(of), faulty), (error: ValidationError) => {
    assert.deepEqual(
      error.details().map(({ code, field }) => `${code} ${field}`),
      [
        'INVALID_COMMISSION_RULE commissionRule.rate',
        'INVALID_COMMISSION_RULE commissionRule.recurringMonths',
        'VALIDATION_FAILED minimumPayoutAmount',
        'VALIDATION_FAILED name',
        'VALIDATION_FAILED slug',
        'VALIDATION_FAILED contactEmail',
        'VALIDATION_FAILED holdingPeriodDays',
      ],
    );
    return true;
  });
  assert.deepEqual(await world.inspect(`select id from ${of.schema}.partners`), []);
});

test('refuses rates of zero, below zero, above one and beyond six decimals, and rules without or with both figures', async () => {
  const rules: CreatePartner['commissionRule'][] = [
    ...['0', '-0.1', '1.000001', '0.1234567'].map((rate) => ({
      kind: 'percentage' as const,
      rate,
      recurrence: 'recurring' as const,
    })),
    { kind: 'percentage', recurrence: 'recurring' },
    { kind: 'percentage', rate: '0.1', amount: '5.00', recurrence: 'recurring' },
    { kind: 'fixed', recurrence: 'recurring' },
    { kind: 'fixed', amount: '0', recurrence: 'recurring' },
    { kind: 'fixed', amount: '0.001', recurrence: 'recurring' },
    { kind: 'fixed', amount: '5.00', recurrence: 'recurring', recurringMonths: 121 },
  ];
  for (const commissionRule of rules) {
    await assert.rejects(
      createPartner(asStaff(), { ...NORTHWIND, commissionRule }),
      (error: ValidationError) => error.details()[0]?.code === 'INVALID_COMMISSION_RULE',
    );
  }
});

test('refuses a currency that is not one, from the graph and from code', async () => {
  await assert.rejects(
    createPartner(asStaff(), { ...NORTHWIND, currency: 'XQQ' }),
    (error: ValidationError) => error.details()[0]?.code === 'UNKNOWN_CURRENCY' && error.field === 'currency',
  );
  const input = { ...NORTHWIND, currency: 'XQQ', commissionRule: { kind: 'FIXED', amount: '5.00', recurrence: 'FIRST_PAYMENT' } };
  const answer = await askSubgraph(world, 'partners', { tenant }, { query: CREATE, variables: { input } });
  assert.equal(answer.errors[0]?.code, 'BAD_USER_INPUT');
});

test('lets exactly one of eight racing partners have a slug; the same slug is free in test mode and in another tenant', async () => {
  const command = { ...NORTHWIND, slug: 'racer' };
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => createPartner(asStaff(), command)));
  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof SlugTakenError, String(outcome.reason));
  await createPartner(asStaff(tenant, { testMode: true }), command);
  await createPartner(asStaff(await world.createTenant()), command);
  assert.deepEqual(await world.inspect(`select test_mode from ${tenant.schema}.partners where slug = 'racer' order by 1`), [
    { test_mode: false },
    { test_mode: true },
  ]);
});

test('changes only what is given, keeps before and after, and refuses a slug that is taken', async () => {
  const context = asStaff();
  await createPartner(context, { ...NORTHWIND, slug: 'taken' });
  const partner = await createPartner(context, { ...NORTHWIND, slug: 'changing' });
  clock.advance(60_000);
  const changed = await updatePartner(context, {
    id: partner.id,
    name: null,
    status: 'suspended',
    commissionRule: { kind: 'fixed', amount: '25.00', recurrence: 'first_payment' },
  });
  assert.deepEqual(
    [changed.name, changed.slug, changed.status, changed.commissionRate, changed.commissionAmount?.toFixed()],
    ['Northwind Logistics', 'changing', 'suspended', null, '25'],
  );
  assert.equal(changed.updatedAt.getTime() - changed.createdAt.getTime(), 60_000);
  const [audit] = await world.inspect<{ changes: { before: { status: string }; after: { status: string } } }>(
    `select changes from platform.audit_log where resource_id = $1 and action = 'partner.updated'`,
    [partner.id],
  );
  assert.deepEqual([audit?.changes.before.status, audit?.changes.after.status], ['active', 'suspended']);
  await assert.rejects(updatePartner(context, { id: partner.id, slug: 'taken' }), SlugTakenError);
  await assert.rejects(updatePartner(asStaff(tenant, { testMode: true }), { id: partner.id, name: 'Other mode' }), {
    code: 'NOT_FOUND',
    field: 'id',
  });
  await assert.rejects(updatePartner(asStaff(await world.createTenant()), { id: partner.id, name: 'Other tenant' }), {
    code: 'NOT_FOUND',
    field: 'id',
  });
});

test('shows a partner’s users their own partner only, staff all of the tenant’s mode, members nothing', async () => {
  const of = await world.createTenant();
  const mine = await createPartner(asStaff(of), { ...NORTHWIND, slug: 'mine' });
  const other = await createPartner(asStaff(of), { ...NORTHWIND, slug: 'other' });
  await createPartner(asStaff(of, { testMode: true }), { ...NORTHWIND, slug: 'in-test-mode' });
  const query = `query Partners($other: ID!) { partners(sort: CREATED_AT_ASC) { totalCount edges { node { slug } } } partner(id: $other) { slug } }`;
  const variables = { other: encodeId('ptn', other.id) };
  const asked = async (identity: Partial<RequestIdentity>) => {
    const { data, errors } = await askSubgraph<{
      partners: { totalCount: number; edges: { node: { slug: string } }[] } | null;
      partner: { slug: string } | null;
    } | null>(world, 'partners', { tenant: of, ...identity }, { query, variables });
    return {
      slugs: data?.partners?.edges.map((edge) => edge.node.slug),
      other: data?.partner?.slug,
      codes: errors.map((error) => error.code),
    };
  };
  assert.deepEqual(await asked({}), { slugs: ['mine', 'other'], other: 'other', codes: [] });
  const user: Partial<RequestIdentity> = { level: 'partner', partnerId: mine.id, permissions: ['view_partner'] };
  assert.deepEqual(await asked(user), { slugs: ['mine'], other: undefined, codes: [] });
  assert.deepEqual((await asked({ level: 'partner', permissions: ['view_partner'] })).codes, ['FORBIDDEN', 'FORBIDDEN']);
  assert.ok(
    (await asked({ organizationId: newId(), permissions: ['view_billing', 'view_analytics'] })).codes.includes('FORBIDDEN'),
  );
  const refused = await askSubgraph(
    world,
    'partners',
    { tenant: of, ...user },
    {
      query: CREATE,
      variables: { input: { ...NORTHWIND, slug: 'x', commissionRule: { kind: 'FIXED', amount: '1', recurrence: 'RECURRING' } } },
    },
  );
  assert.equal(refused.errors[0]?.code, 'FORBIDDEN');
});

test('pages through partners by name, filters by status and text, and takes two statements for a page of 50', async () => {
  const of = await world.createTenant();
  const context = asStaff(of);
  for (let number = 0; number < 55; number += 1) {
    const name = `Partner ${String(number).padStart(2, '0')}`;
    await createPartner(context, { ...NORTHWIND, name, slug: `partner-${number}` });
  }
  const query = `query Page($after: String, $first: Int, $filter: PartnerFilter) { partners(sort: NAME_ASC, first: $first, after: $after, filter: $filter) {
    edges { node { name activeAccountCount commissionRule { rate } } } pageInfo { hasNextPage endCursor } } }`;
  interface Page {
    partners: { edges: { node: { name: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
  }
  const first = await askSubgraph<Page>(world, 'partners', { tenant: of }, { query, variables: { first: 50 } });
  assert.equal(first.statements, 2);
  const { pageInfo, edges } = first.data.partners;
  assert.deepEqual([edges.length, edges[49]?.node.name, pageInfo.hasNextPage], [50, 'Partner 49', true]);
  const rest = await askSubgraph<Page>(
    world,
    'partners',
    { tenant: of },
    { query, variables: { first: 50, after: pageInfo.endCursor } },
  );
  assert.deepEqual(
    [rest.data.partners.edges.map((edge) => edge.node.name).join(), rest.data.partners.pageInfo.hasNextPage],
    ['Partner 50,Partner 51,Partner 52,Partner 53,Partner 54', false],
  );
  const found = await askSubgraph<Page>(
    world,
    'partners',
    { tenant: of },
    { query, variables: { filter: { search: 'partner-7', status: 'ACTIVE' } } },
  );
  assert.deepEqual(
    found.data.partners.edges.map((edge) => edge.node.name),
    ['Partner 07'],
  );
  const wild = await askSubgraph<Page>(world, 'partners', { tenant: of }, { query, variables: { filter: { search: '%' } } });
  assert.deepEqual(wild.data.partners.edges, []);
});
