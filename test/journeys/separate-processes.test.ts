import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { GraphqlClient } from '../../host/seed/graphql-client.ts';
import { createOperator } from '../../subgraphs/tenants/operators/create-operator.ts';
import { NEW_YORK, readyOrganization, SAN_FRANCISCO, TWO_POUNDS, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { SeparatePlatform } from '../support/separate-platform.ts';
import { SocketClient } from '../support/socket-client.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

interface Live {
  usageMetrics: { shipments: number };
}

let world: TestWorld;
let platform: SeparatePlatform;
let client: GraphqlClient;
let shop: ReadyOrganization;
let partnerId: string;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  const { token: operatorToken } = await createOperator(world.context('tenants', { level: 'internal' }), {
    email: 'ops@waybill.example',
    name: 'Olga Ops',
  });
  platform = await SeparatePlatform.start(world.ownerUrl);
  client = new GraphqlClient(platform.url);
  shop = await readyOrganization({ operatorToken, ask: (query, options = {}) => client.ask(query, options) });
});
after(async () => {
  await platform.stop();
  await world.close();
});

async function mutate<Payload>(
  token: string,
  field: string,
  inputType: string,
  input: object,
  selection: string,
): Promise<Payload> {
  const query = `mutation ($input: ${inputType}!) { ${field}(input: $input) { ${selection} errors { code field message } } }`;
  return client.ask<Payload>(query, { token, variables: { input } });
}

async function buyLabel(key: string): Promise<string> {
  const { quote } = await mutate<{ quote: { rates: { id: string; totalCharge: { amount: string } }[] } }>(
    shop.ownerToken,
    'requestQuotes',
    'RequestQuotesInput',
    { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [TWO_POUNDS] },
    'quote { rates { id totalCharge { amount } } }',
  );
  assert.equal(quote.rates[0]!.totalCharge.amount, '12.65');
  const { shipment } = await mutate<{ shipment: { addonApplications: object[] } & { id: string } }>(
    shop.ownerToken,
    'purchaseShipment',
    'PurchaseShipmentInput',
    { rateId: quote.rates[0]!.id, idempotencyKey: key },
    'shipment { id addonApplications { id } }',
  );
  assert.equal(shipment.addonApplications.length, 2);
  return shipment.id;
}

test('a parcel is quoted and bought across processes; analytics dies in between, and its live view goes on counting', async () => {
  const socket = await SocketClient.connect(platform.url, shop.ownerToken);
  const stream = socket.start('subscription { usageMetrics { shipments organization { name } } }');
  assert.deepEqual(await stream.data(), { usageMetrics: { shipments: 0, organization: { name: 'Birch & Co' } } });
  await buyLabel('before');
  let seen = 0;
  while (seen < 1) seen = (await stream.data<Live>()).usageMetrics.shipments;
  await platform.kill('analytics');
  await buyLabel('while-down');
  await platform.startSubgraph('analytics');
  while (seen < 2) seen = (await stream.data<Live>()).usageMetrics.shipments;
  await buyLabel('after');
  while (seen < 3) seen = (await stream.data<Live>()).usageMetrics.shipments;
  assert.equal(seen, 3);
  await socket.close();
  const entity = await client.ask<{ creditBalance: { spent: { amount: string }; available: { amount: string } } }>(
    `query ($id: ID!) { entity(id: $id) { creditBalance { spent { amount } available { amount } } } }`,
    { token: shop.ownerToken, variables: { id: shop.entityId } },
  );
  assert.deepEqual(entity.creditBalance, { spent: { amount: '37.95' }, available: { amount: '62.05' } });
});

test('the money goes its way across processes: billing dies between invoice and payment, and the partner is paid to the cent', async () => {
  const created = await mutate<{ partner: { id: string } }>(
    shop.adminToken,
    'createPartner',
    'CreatePartnerInput',
    {
      name: 'Harbor Agency',
      slug: 'harbor',
      contactEmail: 'hello@harbor.example',
      currency: 'USD',
      commissionRule: { kind: 'PERCENTAGE', rate: '0.5000', recurrence: 'RECURRING', recurringMonths: 12 },
    },
    'partner { id }',
  );
  partnerId = created.partner.id;
  await mutate(
    shop.adminToken,
    'assignPartnerAccount',
    'AssignPartnerAccountInput',
    { partnerId, organizationId: shop.organizationId, relationship: 'REFERS' },
    'partnerAccount { id }',
  );
  await world.settle();
  const { invoice } = await mutate<{
    invoice: {
      id: string;
      lines: { eventType: string | null; quantity: string; amount: { amount: string } }[];
      total: { amount: string };
    };
  }>(
    shop.adminToken,
    'generateInvoice',
    'GenerateInvoiceInput',
    { entityId: shop.entityId, periodEnd: new Date().toISOString() },
    'invoice { id total { amount } lines { eventType quantity amount { amount } } }',
  );
  const shipments = invoice.lines.find((line) => line.eventType === 'shipment_purchased');
  assert.deepEqual([Number(shipments?.quantity), shipments?.amount.amount], [3, '0.30']);
  await mutate(shop.adminToken, 'finalizeInvoice', 'FinalizeInvoiceInput', { invoiceId: invoice.id }, 'invoice { number }');
  await platform.kill('billing');
  await platform.startSubgraph('billing');
  const { payment } = await mutate<{ payment: { status: string } }>(
    shop.ownerToken,
    'payInvoice',
    'PayInvoiceInput',
    { invoiceId: invoice.id, paymentMethodToken: 'pm_sandbox_ok', idempotencyKey: 'paid' },
    'payment { status }',
  );
  assert.equal(payment.status, 'SUCCEEDED');
  await world.settle();
  await mutate(shop.adminToken, 'createPayoutBatch', 'CreatePayoutBatchInput', { partnerId }, 'payout { id }');
  const metrics = await client.ask<{ totalCommissions: string; totalPayouts: string }>(
    `query ($id: ID!) { partnerRevenueMetrics(partnerId: $id) { totalCommissions totalPayouts } }`,
    { token: shop.adminToken, variables: { id: partnerId } },
  );
  // Half of the invoice, rounded half up to the cent; API requests are in the total as well.
  const cents = Math.round(Number(invoice.total.amount) * 100);
  assert.equal(Number(metrics.totalCommissions) * 100, Math.floor(cents / 2) + (cents % 2));
  const proof = await client.ask<{ differences: unknown[] }>(`{ payoutProof { differences { payoutId } } }`, {
    token: shop.adminToken,
  });
  assert.deepEqual(proof.differences, []);
});

test('a token revoked at one gateway is refused within a second by another, which asks a tenants process of its own', async () => {
  const elsewhere = await platform.startSecondGateway();
  const { apiToken, token } = await mutate<{ apiToken: { id: string }; token: string }>(
    shop.ownerToken,
    'createApiToken',
    'CreateApiTokenInput',
    { name: 'short-lived' },
    'apiToken { id } token',
  );
  const revocations = async (): Promise<string> =>
    ((await (await fetch(elsewhere.replace('/graphql', '/health/ready'))).json()) as { revocations: string }).revocations;
  while ((await revocations()) !== 'at once') await wait(20);
  const socket = await SocketClient.connect(elsewhere, token);
  const stream = socket.start('subscription { usageMetrics { shipments } }');
  await stream.data();
  const level = async (): Promise<string> => {
    const answer = await new GraphqlClient(elsewhere).ask<{ level: string }>('{ viewer { level } }', { token }).catch(String);
    return typeof answer === 'string' ? answer : answer.level;
  };
  assert.equal(await level(), 'organization');
  const revokedAt = performance.now();
  await mutate(shop.ownerToken, 'revokeApiToken', 'RevokeApiTokenInput', { id: apiToken.id }, 'apiToken { id }');
  assert.deepEqual(await stream.refusal(), ['UNAUTHENTICATED']);
  assert.ok(performance.now() - revokedAt < 1_000, `${performance.now() - revokedAt} ms`);
  assert.match(await level(), /UNAUTHENTICATED/);
});
