import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { disturbDeliveries, releaseDeliveries } from '../support/disturbed-deliveries.ts';
import { NEW_YORK, readyOrganization, SAN_FRANCISCO, TWO_POUNDS, type ReadyOrganization } from '../support/first-parcel-world.ts';
import { mutate } from '../support/mutate.ts';
import { startTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../support/test-world.ts';

const DAY_MS = 86_400_000;
const DISTURBED_WALKS = 3;

/** A marketplace on its way from purchases to a payout; `settle` waits until events have become their effects. */
interface Walk {
  world: TestWorld;
  gateway: TestGateway;
  clock: ManualClock;
  shop: ReadyOrganization;
  partnerId: string;
  settle(): Promise<void>;
}

async function walk(options: { isDisturbed: boolean }): Promise<{ books: object; released: number }> {
  const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
  const world = await createTestWorld({ clock });
  const gateway = await startTestGateway(world, clock);
  let released = 0;
  try {
    if (options.isDisturbed) await disturbDeliveries(world);
    const settle = async (): Promise<void> => {
      if (options.isDisturbed) released += await releaseDeliveries(world);
      await world.settle();
    };
    const prepare = async (token: string): Promise<void> => {
      // How many requests there were by the close of the period is a matter of when they were counted; they cost nothing here.
      const input = { eventType: 'api_request', unitPrice: { amount: '0', currency: 'USD' } };
      await mutate(gateway, token, { field: 'setUsageRate', input, selection: 'usageRate { id }' });
    };
    const shop = await readyOrganization(gateway, { prepare });
    const journey = { world, gateway, clock, shop, partnerId: await referringPartner(gateway, shop), settle };
    await walkTheThread(journey);
    return { books: await readBooks(journey), released };
  } finally {
    await gateway.stop();
    await world.close();
  }
}

async function referringPartner(gateway: TestGateway, shop: ReadyOrganization): Promise<string> {
  const commissionRule = { kind: 'PERCENTAGE', rate: '0.2000', recurrence: 'RECURRING', recurringMonths: 12 };
  const input = { name: 'Harbor', slug: 'harbor', contactEmail: 'hello@harbor.example', currency: 'USD', commissionRule };
  const made = { field: 'createPartner', input, selection: 'partner { id }' };
  const { partner } = await mutate<{ partner: { id: string } }>(gateway, shop.adminToken, made);
  const account = { partnerId: partner.id, organizationId: shop.organizationId, relationship: 'REFERS' };
  const assigned = { field: 'assignPartnerAccount', input: account, selection: 'partnerAccount { id }' };
  await mutate(gateway, shop.adminToken, assigned);
  return partner.id;
}

async function buyLabel({ gateway, shop }: Walk, idempotencyKey: string): Promise<void> {
  const parcel = { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [TWO_POUNDS] };
  const asked = { field: 'requestQuotes', input: parcel, selection: 'quote { rates { id } }' };
  const { quote } = await mutate<{ quote: { rates: { id: string }[] } }>(gateway, shop.ownerToken, asked);
  const input = { rateId: quote.rates[0]!.id, idempotencyKey };
  await mutate(gateway, shop.ownerToken, { field: 'purchaseShipment', input, selection: 'shipment { id }' });
}

async function pay({ gateway, shop }: Walk, invoiceId: string, paymentMethodToken: string): Promise<string> {
  const input = { invoiceId, paymentMethodToken, idempotencyKey: paymentMethodToken };
  const call = { field: 'payInvoice', input, selection: 'payment { status }' };
  return (await mutate<{ payment: { status: string } }>(gateway, shop.ownerToken, call)).payment.status;
}

async function walkTheThread(journey: Walk): Promise<void> {
  const { gateway, clock, shop, world } = journey;
  await Promise.all(['one', 'two', 'three'].map((key) => buyLabel(journey, key)));
  await journey.settle();
  clock.advance(35 * DAY_MS);
  const drawn = { field: 'generateInvoice', input: { entityId: shop.entityId }, selection: 'invoice { id }' };
  const { invoice } = await mutate<{ invoice: { id: string } }>(gateway, shop.adminToken, drawn);
  const issued = { field: 'finalizeInvoice', input: { invoiceId: invoice.id }, selection: 'invoice { status }' };
  await mutate(gateway, shop.adminToken, issued);
  assert.equal(await pay(journey, invoice.id, 'pm_sandbox_declined'), 'FAILED');
  await buyLabel(journey, 'in-grace');
  clock.advance(7 * DAY_MS + 1);
  await world.marketplace.subgraphs.get('billing')!.runJob('billing.suspend-after-grace');
  assert.equal(await pay(journey, invoice.id, 'pm_sandbox_ok'), 'SUCCEEDED');
  await journey.settle();
  await buyLabel(journey, 'restored');
  await journey.settle();
  const claimed = { field: 'createPayoutBatch', input: { partnerId: journey.partnerId }, selection: 'payout { id }' };
  const { payout } = await mutate<{ payout: { id: string } }>(gateway, shop.adminToken, claimed);
  for (const field of ['releasePayout', 'startPayout'])
    await mutate(gateway, shop.adminToken, { field, input: { id: payout.id }, selection: 'payout { status }' });
  const completed = { id: payout.id, paymentReference: 'wire-1' };
  await mutate(gateway, shop.adminToken, { field: 'completePayout', input: completed, selection: 'payout { status }' });
  await journey.settle();
}

const BOOKS = `query ($entity: ID!, $organization: ID!, $partner: ID!, $range: DateRangeInput!) {
  entity(id: $entity) { status creditBalance { available { amount } reserved { amount } spent { amount } granted { amount } expired { amount } } }
  currentUsage(entityId: $entity) { lines { eventType quantity amount { amount } } }
  invoices(first: 9) { edges { node { status number total { amount } lines { eventType quantity amount { amount } } } } }
  organizationCreditStatus(organizationId: $organization) { status creditBalance { amount } creditUsed { amount } }
  addonApplications(first: 50) { totalCount edges { node { addonName amount { amount } } } }
  organizationAddonSummary(organizationId: $organization) { totalAddonRevenue { amount } totalCommissionPaid { amount } activeAddonsCount }
  partnerCommissionEvents(first: 9) { edges { node { commissionAmount status } } }
  partnerPayouts(first: 9) { edges { node { totalAmount status } } }
  partnerRevenueMetrics(partnerId: $partner) { totalCommissions totalPayouts pendingAmount }
  payoutProof { payoutCount differences { payoutId } }
  marketplaceAnalytics(dateRange: $range) { totalShipments totalRevenue { amount } }
  carrierConnectionAnalytics(dateRange: $range) { shipmentsPurchased totalRevenue { amount } addonRevenue { amount } commissionEarned { amount } }
  shipments(first: 9) { totalCount edges { node { status tracker { status } } } }
}`;

/** What the marketplace says of itself at the end, in every subgraph, without ids and without counts of API requests. */
async function readBooks({ gateway, shop, partnerId }: Walk): Promise<object> {
  const range = { dateFrom: '2026-03-01', dateTo: '2026-05-31' };
  const variables = { entity: shop.entityId, organization: shop.organizationId, partner: partnerId, range };
  const answer = await gateway.send<object>(BOOKS, { token: shop.adminToken, variables });
  assert.deepEqual(answer.errors, []);
  return JSON.parse(JSON.stringify(answer.data), (_key, value: unknown) =>
    Array.isArray(value) ? comparable(value) : value,
  ) as object;
}

function comparable(rows: readonly unknown[]): unknown[] {
  const counted = rows.filter((row) => (row as { eventType?: string } | null)?.eventType !== 'api_request');
  return counted.map((row) => JSON.stringify(row)).toSorted();
}

test('the whole path leaves the same books when every event comes twice and in any order', async () => {
  const { books: expected } = await walk({ isDisturbed: false });
  for (let round = 0; round < DISTURBED_WALKS; round += 1) {
    const { books, released } = await walk({ isDisturbed: true });
    assert.ok(released > 100, `only ${released} deliveries were disturbed`);
    assert.deepEqual(books, expected);
  }
});
