import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { NEW_YORK, readyOrganization, SAN_FRANCISCO, TWO_POUNDS, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { SocketClient } from '../support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const DAY_MS = 86_400_000;
const SHIPMENT = { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [TWO_POUNDS] };

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
interface Live {
  usageMetrics: { shipments: number; organization: { name: string }; shippingSpend: { amount: string }[] };
  billingStatusChanged: { status: string; organization: { name: string } };
}

let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
let partnerId: string;
let partnerToken: string;
let invoiceId: string;
let total: string;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  // API requests cost nothing here, so that figures do not depend on how often the test asks.
  const unitPrice = { amount: '0', currency: 'USD' };
  const prepare = async (token: string): Promise<void> => {
    await mutate(token, 'setUsageRate', 'SetUsageRateInput', { eventType: 'api_request', unitPrice }, 'usageRate { id }');
  };
  shop = await readyOrganization(gateway, { prepare });
  const { partner } = await mutate<{ partner: { id: string } }>(
    shop.adminToken,
    'createPartner',
    'CreatePartnerInput',
    {
      name: 'Harbor Agency',
      slug: 'harbor',
      contactEmail: 'hello@harbor.example',
      currency: 'USD',
      commissionRule: { kind: 'PERCENTAGE', rate: '0.2000', recurrence: 'RECURRING', recurringMonths: 12 },
    },
    'partner { id }',
  );
  partnerId = partner.id;
  await mutate(
    shop.adminToken,
    'assignPartnerAccount',
    'AssignPartnerAccountInput',
    { partnerId, organizationId: shop.organizationId, relationship: 'REFERS' },
    'partnerAccount { id }',
  );
  const issued = await mutate<{ token: string }>(
    shop.adminToken,
    'createApiToken',
    'CreateApiTokenInput',
    { name: 'Harbor', partnerId },
    'token',
  );
  partnerToken = issued.token;
});
after(async () => {
  await gateway.stop();
  await world.close();
});

async function mutate<Payload>(
  token: string,
  field: string,
  inputType: string,
  input: object,
  selection: string,
): Promise<Payload> {
  return gateway.ask<Payload>(
    `mutation ($input: ${inputType}!) { ${field}(input: $input) { ${selection} errors { code field message } } }`,
    { token, variables: { input } },
  );
}

/** The refusal of a mutation, which must be one. */
async function refusal(token: string, field: string, inputType: string, input: object): Promise<string | undefined> {
  const answer = await gateway.send<Record<string, { errors: { code: string }[] }>>(
    `mutation ($input: ${inputType}!) { ${field}(input: $input) { errors { code field message } } }`,
    { token, variables: { input } },
  );
  return answer.errors[0]?.extensions.code ?? answer.data?.[field]?.errors[0]?.code;
}

async function buyLabel(key: string): Promise<string | undefined> {
  const { quote } = await mutate<{ quote: { rates: { id: string }[] } }>(
    shop.ownerToken,
    'requestQuotes',
    'RequestQuotesInput',
    SHIPMENT,
    'quote { rates { id } }',
  );
  return refusal(shop.ownerToken, 'purchaseShipment', 'PurchaseShipmentInput', {
    rateId: quote.rates[0]!.id,
    idempotencyKey: key,
  });
}

async function entityStatus(): Promise<string> {
  const entity = await gateway.ask<{ status: string }>(`query ($id: ID!) { entity(id: $id) { status } }`, {
    token: shop.ownerToken,
    variables: { id: shop.entityId },
  });
  return entity.status;
}

test('purchases become usage, live and priced', async () => {
  const live = await SocketClient.connect(gateway.url, shop.ownerToken);
  const stream = live.start('subscription { usageMetrics { shipments organization { name } shippingSpend { amount } } }');
  const first = await stream.data<Live>();
  assert.deepEqual(first.usageMetrics, { shipments: 0, organization: { name: 'Birch & Co' }, shippingSpend: [] });
  assert.equal(await buyLabel('one'), undefined);
  assert.equal(await buyLabel('two'), undefined);
  let metrics: Live['usageMetrics'] = { shipments: 0, organization: { name: '' }, shippingSpend: [] };
  while (metrics.shipments < 2) metrics = (await stream.data<Live>()).usageMetrics;
  assert.deepEqual(metrics, { shipments: 2, organization: { name: 'Birch & Co' }, shippingSpend: [{ amount: '25.30' }] });
  await live.close();

  await world.settle();
  const usage = await gateway.ask<{
    amount: { amount: string };
    lines: { eventType: string; quantity: string; amount: { amount: string } }[];
  }>(`query ($id: ID!) { currentUsage(entityId: $id) { amount { amount } lines { eventType quantity amount { amount } } } }`, {
    token: shop.ownerToken,
    variables: { id: shop.entityId },
  });
  const shipments = usage.lines.find((line) => line.eventType === 'shipment_purchased');
  assert.deepEqual([Number(shipments?.quantity), shipments?.amount.amount], [2, '0.20']);
  assert.equal(usage.amount.amount, '0.20');
});

test('the period closes in one invoice whose lines lead back to their events', async () => {
  clock.advance(35 * DAY_MS);
  const { invoice } = await mutate<{
    invoice: {
      id: string;
      status: string;
      total: { amount: string };
      lines: { eventType: string | null; amount: { amount: string }; usageEvents: { edges: unknown[] } | null }[];
    };
  }>(
    shop.adminToken,
    'generateInvoice',
    'GenerateInvoiceInput',
    { entityId: shop.entityId },
    'invoice { id status total { amount } lines { eventType amount { amount } usageEvents(first: 10) { edges { node { sourceEventId } } } } }',
  );
  assert.equal(invoice.status, 'DRAFT');
  assert.equal(invoice.lines.find((line) => line.eventType === 'shipment_purchased')?.usageEvents?.edges.length, 2);
  assert.equal(invoice.total.amount, '0.20');
  invoiceId = invoice.id;
  total = invoice.total.amount;

  const finalize = (): Promise<string | undefined> =>
    refusal(shop.adminToken, 'finalizeInvoice', 'FinalizeInvoiceInput', { invoiceId });
  const outcomes = await Promise.all([finalize(), finalize()]);
  assert.ok(outcomes.includes(undefined));
  const finalized = await world.inspect<{ count: string }>(
    `select count(*) from platform.audit_log where action = 'invoice.finalized'`,
  );
  assert.equal(finalized[0]?.count, '1');
  const open = await gateway.ask<{ status: string; number: string }>(`query ($id: ID!) { invoice(id: $id) { status number } }`, {
    token: shop.ownerToken,
    variables: { id: invoiceId },
  });
  assert.equal(open.status, 'OPEN');
  assert.ok(open.number);
});

test('a failed payment begins grace, grace ends in suspension: reading and paying go on, shipping does not', async () => {
  const live = await SocketClient.connect(gateway.url, shop.ownerToken);
  const stream = live.start('subscription ($id: ID!) { billingStatusChanged(entityId: $id) { status organization { name } } }', {
    variables: { id: shop.entityId },
  });
  assert.deepEqual((await stream.data<Live>()).billingStatusChanged, { status: 'ACTIVE', organization: { name: 'Birch & Co' } });
  const { payment } = await mutate<{ payment: { status: string } }>(
    shop.ownerToken,
    'payInvoice',
    'PayInvoiceInput',
    { invoiceId, paymentMethodToken: 'pm_sandbox_declined', idempotencyKey: 'declined' },
    'payment { status }',
  );
  assert.equal(payment.status, 'FAILED');
  assert.equal((await stream.data<Live>()).billingStatusChanged.status, 'GRACE');
  assert.equal(await buyLabel('in-grace'), undefined);
  clock.advance(7 * DAY_MS + 1);
  await world.marketplace.subgraphs.get('billing')!.runJob('billing.suspend-after-grace');
  assert.equal((await stream.data<Live>()).billingStatusChanged.status, 'SUSPENDED');
  await live.close();
  assert.equal(await refusal(shop.ownerToken, 'requestQuotes', 'RequestQuotesInput', SHIPMENT), 'ENTITY_SUSPENDED');
  assert.equal(await entityStatus(), 'SUSPENDED');
});

test('payment restores at once, and makes the partner’s commission', async () => {
  const pay = (): Promise<{ payment: { id: string; status: string } }> =>
    mutate(
      shop.ownerToken,
      'payInvoice',
      'PayInvoiceInput',
      { invoiceId, paymentMethodToken: 'pm_sandbox_ok', idempotencyKey: 'paid' },
      'payment { id status }',
    );
  const [first, again] = [await pay(), await pay()];
  assert.deepEqual([first.payment.status, again.payment.id], ['SUCCEEDED', first.payment.id]);
  assert.equal(await entityStatus(), 'ACTIVE');
  assert.equal(await buyLabel('restored'), undefined);
  await world.settle();
  const commissions = await gateway.ask<{
    edges: { node: { commissionAmount: string; status: string; invoiceId: string } }[];
  }>(`{ partnerCommissionEvents(first: 10) { edges { node { commissionAmount status invoiceId } } } }`, {
    token: partnerToken,
  });
  assert.deepEqual(
    commissions.edges.map(({ node }) => [node.commissionAmount, node.status, node.invoiceId]),
    [['0.04', 'APPROVED', invoiceId]],
  );
});

test('a payout claims the commission once, is completed, and every figure agrees to the cent', async () => {
  const create = (): Promise<string | undefined> =>
    refusal(shop.adminToken, 'createPayoutBatch', 'CreatePayoutBatchInput', { partnerId });
  const outcomes = await Promise.all([create(), create()]);
  assert.deepEqual([outcomes.length, new Set(outcomes)], [2, new Set([undefined, 'NOTHING_TO_PAY'])]);
  const payouts = await gateway.ask<{ edges: { node: { id: string; totalAmount: string; status: string } }[] }>(
    `{ partnerPayouts(first: 10) { edges { node { id totalAmount status } } } }`,
    { token: partnerToken },
  );
  assert.deepEqual(
    payouts.edges.map(({ node }) => node.totalAmount),
    ['0.04'],
  );
  const payoutId = payouts.edges[0]!.node.id;
  await mutate(shop.adminToken, 'releasePayout', 'ReleasePayoutInput', { id: payoutId }, 'payout { status }');
  await mutate(shop.adminToken, 'startPayout', 'StartPayoutInput', { id: payoutId }, 'payout { status }');
  await mutate(
    shop.adminToken,
    'completePayout',
    'CompletePayoutInput',
    { id: payoutId, paymentReference: 'wire-1' },
    'payout { status }',
  );
  const metrics = await gateway.ask<{ totalCommissions: string; totalPayouts: string; pendingAmount: string }>(
    `{ partnerRevenueMetrics { totalCommissions totalPayouts pendingAmount } }`,
    { token: partnerToken },
  );
  assert.deepEqual(metrics, { totalCommissions: '0.04', totalPayouts: '0.04', pendingAmount: '0.00' });
  assert.equal(total, '0.20');
});

test('the marketplace’s analytics agree with what happened', async () => {
  await world.settle();
  const range = { dateFrom: '2026-03-01', dateTo: '2026-04-30' };
  const seen = await gateway.ask<{
    totalShipments: number;
    totalRevenue: { amount: string }[];
    topOrganizations: { organization: { name: string } }[];
  }>(
    `query ($range: DateRangeInput) { marketplaceAnalytics(dateRange: $range) { totalShipments totalRevenue { amount } topOrganizations { organization { name } } } }`,
    { token: shop.adminToken, variables: { range } },
  );
  assert.equal(seen.totalShipments, 4);
  assert.deepEqual(seen.totalRevenue, [{ amount: '50.60' }]);
  assert.equal(seen.topOrganizations[0]?.organization.name, 'Birch & Co');
  const backwards = await gateway.send(
    `{ marketplaceAnalytics(dateRange: { dateFrom: "2026-04-01", dateTo: "2026-03-01" }) { totalShipments } }`,
    {
      token: shop.adminToken,
    },
  );
  assert.equal(backwards.errors[0]?.extensions.code, 'INVALID_DATE_RANGE');
});
