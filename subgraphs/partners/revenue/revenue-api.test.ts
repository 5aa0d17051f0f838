import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { RequestIdentity } from '../../../platform/context/request-context.ts';
import { encodeId, newId } from '../../../platform/ids/public-id.ts';
import { answerOf, askSubgraph } from '../../../test/support/ask-subgraph.ts';
import type { Partner } from '../partners/partner.entity.ts';
import { TestPartners } from '../test-support/test-partners.ts';

const DAY_MS = 86_400_000;

let partners: TestPartners;
let partner: Partner;
let organizationId: string;
before(async () => {
  partners = await TestPartners.create();
});
beforeEach(async () => {
  partners.tenant = await partners.world.createTenant();
  partner = await partners.partner();
  organizationId = (await partners.account(partner)).organizationId;
});
after(() => partners.close());

function ask<Data>(
  query: string,
  variables: Record<string, unknown> = {},
  identity: Partial<RequestIdentity> = {},
): Promise<Data> {
  const sent = JSON.parse(JSON.stringify(variables)) as Record<string, unknown>;
  return answerOf<Data>(partners.world, 'partners', { tenant: partners.tenant, ...identity }, { query, variables: sent });
}

function refusal(query: string, variables: Record<string, unknown> = {}, identity: Partial<RequestIdentity> = {}) {
  return askSubgraph<object | null>(partners.world, 'partners', { tenant: partners.tenant, ...identity }, { query, variables });
}

function userOf(of: Partner): Partial<RequestIdentity> {
  return { level: 'partner', partnerId: of.id, permissions: ['view_partner'] };
}

const METRICS = `query ($partnerId: ID, $periodStart: DateTime, $periodEnd: DateTime) {
  partnerRevenueMetrics(partnerId: $partnerId, periodStart: $periodStart, periodEnd: $periodEnd) {
    totalCommissions totalCommissionCount totalPayouts pendingAmount currency periodStart periodEnd byCurrency { currency pendingAmount } } }`;
const COMMISSIONS = `query ($filter: PartnerCommissionFilter) { partnerCommissionEvents(filter: $filter, sort: EVENT_DATE_ASC) { totalCount edges { node {
  partnerId invoiceId commissionAmount currency status eventType eventDate payoutId organization { id } partner { slug } payout { status }
  invoiceTotal { amount currency } rule { kind rate recurrence } } } } }`;
const PAYOUTS = `query ($filter: PartnerPayoutFilter) { partnerPayouts(filter: $filter) { totalCount edges { node {
  id partnerId totalAmount currency commissionCount paymentReference paymentMethod status payoutDate completedAt periodStart periodEnd failureReason
  partner { slug } } } } }`;
const CREATE = `mutation ($input: CreatePayoutBatchInput!) { createPayoutBatch(input: $input) { payout { id totalAmount } errors { code field } } }`;

test('a commission goes its way to the partner’s account, and each step shows in metrics, commissions and payouts', async () => {
  const partnerId = encodeId('ptn', partner.id);
  const invoiceId = newId();
  await partners.earn({ organizationId, amount: '2505.00', invoiceId });
  await partners.earn({ organizationId, amount: '10.00', currency: 'EUR' });
  const now = partners.clock.now().toISOString();
  const metrics = {
    totalCommissions: '250.50',
    totalCommissionCount: 1,
    totalPayouts: '0.00',
    pendingAmount: '250.50',
    currency: 'USD',
    periodStart: '2026-03-01T00:00:00.000Z',
    periodEnd: now,
    byCurrency: [
      { currency: 'USD', pendingAmount: '250.50' },
      { currency: 'EUR', pendingAmount: '1.00' },
    ],
  };
  assert.deepEqual(await ask(METRICS, { partnerId }), { partnerRevenueMetrics: metrics });
  const created = await ask<{ createPayoutBatch: { payout: { id: string } } }>(CREATE, { input: { partnerId } });
  const payoutId = created.createPayoutBatch.payout.id;
  assert.match(payoutId, /^ppo_[0-9a-z]{26}$/);
  const complete = `mutation ($input: CompletePayoutInput!) { completePayout(input: $input) { payout { status } errors { code } } }`;
  await ask(complete, { input: { id: payoutId, paymentReference: 'PAY-2026-03-001', paymentMethod: 'bank_transfer' } });
  const after = { ...metrics, totalPayouts: '250.50', pendingAmount: '0.00' };
  after.byCurrency[0]!.pendingAmount = '0.00';
  assert.deepEqual(await ask(METRICS, {}, userOf(partner)), { partnerRevenueMetrics: after });
  assert.deepEqual(await ask(COMMISSIONS, { filter: { partnerId, status: 'PAID' } }, userOf(partner)), {
    partnerCommissionEvents: {
      totalCount: 1,
      edges: [
        {
          node: {
            partnerId,
            invoiceId: encodeId('inv', invoiceId),
            commissionAmount: '250.50',
            currency: 'USD',
            status: 'PAID',
            eventType: 'INVOICE_PAYMENT',
            eventDate: now,
            payoutId,
            organization: { id: encodeId('org', organizationId) },
            partner: { slug: partner.slug },
            payout: { status: 'COMPLETED' },
            invoiceTotal: { amount: '2505.00', currency: 'USD' },
            rule: { kind: 'PERCENTAGE', rate: '0.1', recurrence: 'RECURRING' },
          },
        },
      ],
    },
  });
  assert.deepEqual(await ask(PAYOUTS, { filter: { completedFrom: now } }, userOf(partner)), {
    partnerPayouts: {
      totalCount: 1,
      edges: [
        {
          node: {
            id: payoutId,
            partnerId,
            totalAmount: '250.50',
            currency: 'USD',
            commissionCount: 1,
            paymentReference: 'PAY-2026-03-001',
            paymentMethod: 'bank_transfer',
            status: 'COMPLETED',
            payoutDate: now,
            completedAt: now,
            periodStart: now,
            periodEnd: now,
            failureReason: null,
            partner: { slug: partner.slug },
          },
        },
      ],
    },
  });
  assert.deepEqual(await ask(`{ payoutProof { isBalanced payoutCount lineCount differences { fault } } }`), {
    payoutProof: { isBalanced: true, payoutCount: 1, lineCount: 1, differences: [] },
  });
});

test('cuts metrics at the period: a commission of its start counts, one of its end does not', async () => {
  const partnerId = encodeId('ptn', partner.id);
  const [first, second] = [partners.clock.now(), new Date(partners.clock.now().getTime() + DAY_MS)];
  partners.clock.advance(2 * DAY_MS);
  await partners.earn({ organizationId, amount: '100.00', paidAt: first });
  await partners.earn({ organizationId, amount: '200.00', paidAt: second });
  const totalOf = async (periodStart: Date, periodEnd: Date): Promise<string> => {
    const answer = await ask<{ partnerRevenueMetrics: { totalCommissions: string } }>(METRICS, {
      partnerId,
      periodStart,
      periodEnd,
    });
    return answer.partnerRevenueMetrics.totalCommissions;
  };
  assert.equal(await totalOf(first, second), '10.00');
  assert.equal(await totalOf(second, partners.clock.now()), '20.00');
  assert.equal(await totalOf(first, partners.clock.now()), '30.00');
  const listed = await ask<{ partnerCommissionEvents: { totalCount: number } }>(COMMISSIONS, {
    filter: { eventDateFrom: first, eventDateUntil: second },
  });
  assert.equal(listed.partnerCommissionEvents.totalCount, 1);
});

test('answers bad input with a code and a field', async () => {
  const partnerId = encodeId('ptn', partner.id);
  const foreign = await foreignPartner();
  const cases: [string, Record<string, unknown>, string, string][] = [
    [
      METRICS,
      { partnerId, periodStart: '2026-03-02T00:00:00Z', periodEnd: '2026-03-01T00:00:00Z' },
      'INVALID_DATE_RANGE',
      'periodStart',
    ],
    [
      METRICS,
      { partnerId, periodStart: '2016-03-01T00:00:00Z', periodEnd: '2026-03-01T00:00:00Z' },
      'DATE_RANGE_TOO_LONG',
      'periodStart',
    ],
    [METRICS, { partnerId: encodeId('ptn', newId()) }, 'NOT_FOUND', 'partnerId'],
    [METRICS, { partnerId: encodeId('ptn', foreign) }, 'NOT_FOUND', 'partnerId'],
    [METRICS, { partnerId: encodeId('org', partner.id) }, 'INVALID_ID', 'partnerId'],
    [METRICS, {}, 'VALIDATION_FAILED', 'partnerId'],
    [COMMISSIONS, { filter: { partnerId: 'nonsense' } }, 'INVALID_ID', 'filter.partnerId'],
    [COMMISSIONS, { filter: { payoutId: partnerId } }, 'INVALID_ID', 'filter.payoutId'],
    [
      COMMISSIONS,
      { filter: { eventDateFrom: '2026-03-02T00:00:00Z', eventDateUntil: '2026-03-01T00:00:00Z' } },
      'INVALID_DATE_RANGE',
      'filter.eventDateFrom',
    ],
    [
      PAYOUTS,
      { filter: { completedFrom: '2026-03-02T00:00:00Z', completedUntil: '2026-03-01T00:00:00Z' } },
      'INVALID_DATE_RANGE',
      'filter.completedFrom',
    ],
    [
      `query ($id: ID!) { payoutProof(partnerId: $id) { isBalanced } }`,
      { id: encodeId('ptn', foreign) },
      'NOT_FOUND',
      'partnerId',
    ],
  ];
  for (const [query, variables, code, field] of cases) {
    const { errors } = await refusal(query, variables);
    assert.deepEqual([errors[0]?.code, errors[0]?.field], [code, field], JSON.stringify(variables));
  }
  const refused: [Record<string, unknown>, string, string][] = [
    [{ partnerId: encodeId('ptn', foreign) }, 'NOT_FOUND', 'partnerId'],
    [{ partnerId: 'ptn_nonsense' }, 'INVALID_ID', 'partnerId'],
    [{ partnerId }, 'NOTHING_TO_PAY', 'partnerId'],
    [{ partnerId, periodStart: '2026-03-02T00:00:00Z', periodEnd: '2026-03-01T00:00:00Z' }, 'INVALID_DATE_RANGE', 'periodStart'],
  ];
  for (const [input, code, field] of refused)
    assert.deepEqual(await ask(CREATE, { input }), { createPayoutBatch: { payout: null, errors: [{ code, field }] } });
});

async function foreignPartner(): Promise<string> {
  const own = partners.tenant;
  partners.tenant = await partners.world.createTenant();
  const foreign = await partners.partner();
  partners.tenant = own;
  return foreign.id;
}

test('partners see themselves alone; members, other tenants and the other mode see nothing', async () => {
  const rival = await partners.partner();
  const rivalAccount = await partners.account(rival);
  const mine = await partners.earn({ organizationId, amount: '100.00' });
  const theirs = await partners.earn({ organizationId: rivalAccount.organizationId, amount: '900.00' });
  const { createPayoutBatch } = await ask<{ createPayoutBatch: { payout: { id: string } } }>(CREATE, {
    input: { partnerId: encodeId('ptn', rival.id) },
  });
  const everything = `query ($commission: ID!, $payout: ID!) {
    partnerCommissionEvents { edges { node { commissionAmount partner { slug } payout { id } } } }
    partnerPayouts { edges { node { totalAmount } } } partnerCommission(id: $commission) { id } partnerPayout(id: $payout) { id }
    payoutProof { payoutCount } }`;
  const variables = { commission: encodeId('pcm', theirs), payout: createPayoutBatch.payout.id };
  const mineOnly = {
    partnerCommissionEvents: { edges: [{ node: { commissionAmount: '10.00', partner: { slug: partner.slug }, payout: null } }] },
    partnerPayouts: { edges: [] },
    partnerCommission: null,
    partnerPayout: null,
    payoutProof: { payoutCount: 0 },
  };
  assert.deepEqual(await ask(everything, variables, userOf(partner)), mineOnly);
  const nothing = { ...mineOnly, partnerCommissionEvents: { edges: [] } };
  assert.deepEqual(await ask(everything, variables, { ...userOf(partner), testMode: true }), nothing);
  assert.deepEqual(await ask(everything, variables, { testMode: true }), nothing);
  assert.deepEqual(await ask(everything, variables, { tenant: await partners.world.createTenant() }), nothing);
  const peeks: [string, Record<string, unknown>][] = [
    [METRICS, { partnerId: encodeId('ptn', rival.id) }],
    [`query ($id: ID!) { payoutProof(partnerId: $id) { isBalanced } }`, { id: encodeId('ptn', rival.id) }],
  ];
  for (const [query, of] of peeks) assert.equal((await refusal(query, of, userOf(partner))).errors[0]?.code, 'NOT_FOUND');
  const listed = await ask(COMMISSIONS, { filter: { partnerId: encodeId('ptn', rival.id) } }, userOf(partner));
  assert.deepEqual(listed, { partnerCommissionEvents: { totalCount: 0, edges: [] } });
  const references = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on PartnerCommission { commissionAmount } ... on PartnerPayout { totalAmount } } }`;
  const representations = [
    { __typename: 'PartnerCommission', id: encodeId('pcm', mine) },
    { __typename: 'PartnerCommission', id: variables.commission },
    { __typename: 'PartnerPayout', id: variables.payout },
  ];
  assert.deepEqual(await ask(references, { representations }, userOf(partner)), {
    _entities: [{ commissionAmount: '10.00' }, null, null],
  });
  const member = { organizationId, permissions: ['view_billing', 'view_analytics', 'manage_billing'] };
  for (const query of [METRICS, COMMISSIONS, PAYOUTS])
    assert.equal((await refusal(query, {}, member)).errors[0]?.code, 'FORBIDDEN');
});

test('partners’ users change nothing', async () => {
  const commission = encodeId('pcm', await partners.earn({ organizationId, amount: '100.00' }));
  const created = await ask<{ createPayoutBatch: { payout: { id: string } } }>(CREATE, {
    input: { partnerId: encodeId('ptn', partner.id) },
  });
  const payout = created.createPayoutBatch.payout.id;
  const mutations: [string, object][] = [
    ['createPayoutBatch', { partnerId: encodeId('ptn', partner.id) }],
    ['releasePayout', { id: payout }],
    ['startPayout', { id: payout }],
    ['completePayout', { id: payout, paymentReference: 'x' }],
    ['failPayout', { id: payout, reason: 'x' }],
    ['cancelPayout', { id: payout, reason: 'x' }],
    ['approvePartnerCommission', { id: commission }],
    ['rejectPartnerCommission', { id: commission, reason: 'x' }],
    ['reversePartnerCommission', { id: commission, reason: 'x' }],
  ];
  for (const [name, input] of mutations) {
    const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input!`;
    const query = `mutation ($input: ${type}) { ${name}(input: $input) { errors { code } } }`;
    const { errors } = await refusal(query, { input }, userOf(partner));
    assert.equal(errors[0]?.code, 'FORBIDDEN', name);
  }
  assert.deepEqual(await partners.booked(), ['approved 10 USD']);
});

test('takes three statements for a page of 60 commissions with partner and payout, as for one of 2', async () => {
  const accounts = [organizationId];
  for (let made = 0; made < 3; made += 1) accounts.push((await partners.account(await partners.partner())).organizationId);
  await partners.deliver(
    ...Array.from({ length: 60 }, (_, index) => partners.paid({ organizationId: accounts[index % 4]!, amount: '100.00' })),
  );
  const { partners: listed } = await ask<{ partners: { edges: { node: { id: string } }[] } }>(
    `{ partners { edges { node { id } } } }`,
  );
  for (const { node } of listed.edges) await ask(CREATE, { input: { partnerId: node.id } });
  const query = `query ($first: Int) { partnerCommissionEvents(first: $first) { edges { node { id partner { name } payout { totalAmount } organization { id } } } } }`;
  for (const first of [2, 60]) {
    const answer = await askSubgraph<{ partnerCommissionEvents: { edges: object[] } }>(
      partners.world,
      'partners',
      { tenant: partners.tenant },
      { query, variables: { first } },
    );
    assert.deepEqual([answer.data.partnerCommissionEvents.edges.length, answer.statements], [first, 3]);
  }
});
