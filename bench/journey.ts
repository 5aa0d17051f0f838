import { readyOrganization, NEW_YORK, SAN_FRANCISCO, TWO_POUNDS } from '../test/support/first-parcel-world.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform } from './support/bench-platform.ts';
import { line, load } from './support/load.ts';

// What each step of the thread costs through the gateway, one caller: from the purchase to the partner's payout.

const ROUNDS = 40;

const platform = await startBenchPlatform();
try {
  const client = benchClient(platform);
  const shop = await readyOrganization(client, { credits: '100000.00' });
  const staff = { url: platform.url, token: shop.adminToken, concurrency: 1 };
  const owner = { ...staff, token: shop.ownerToken };

  const mutation = (
    field: string,
    inputType: string,
    selection: string,
    input: object,
  ): { query: string; variables: Record<string, unknown> } => ({
    query: `mutation ($input: ${inputType}!) { ${field}(input: $input) { ${selection} errors { code field message } } }`,
    variables: { input },
  });
  const rounds = <T>(make: (index: number) => T): T[] => Array.from({ length: ROUNDS }, (_, index) => make(index));

  const partner = await client.ask<{ partner: { id: string } }>(
    `mutation ($input: CreatePartnerInput!) { createPartner(input: $input) { partner { id } errors { code field message } } }`,
    {
      token: shop.adminToken,
      variables: {
        input: {
          name: 'Quay',
          slug: 'quay',
          contactEmail: 'hi@quay.example',
          currency: 'USD',
          commissionRule: { kind: 'PERCENTAGE', rate: '0.5', recurrence: 'RECURRING', recurringMonths: 12 },
        },
      },
    },
  );
  await client.ask(
    `mutation ($input: AssignPartnerAccountInput!) { assignPartnerAccount(input: $input) { partnerAccount { id } errors { code field message } } }`,
    {
      token: shop.adminToken,
      variables: { input: { partnerId: partner.partner.id, organizationId: shop.organizationId, relationship: 'REFERS' } },
    },
  );

  const quoted = await load({
    ...owner,
    keep: 'requestQuotes.quote.rates',
    bodies: rounds((index) =>
      mutation('requestQuotes', 'RequestQuotesInput', 'quote { rates { id totalCharge { amount } } }', {
        shipper: SAN_FRANCISCO,
        recipient: NEW_YORK,
        parcels: [TWO_POUNDS],
        reference: `journey-${index}`,
      }),
    ),
  });
  console.log(line('requestQuotes', quoted));
  const rates = quoted.answers as { id: string }[][];
  console.log(
    line(
      'purchaseShipment',
      await load({
        ...owner,
        bodies: rounds((index) =>
          mutation('purchaseShipment', 'PurchaseShipmentInput', 'shipment { id }', {
            rateId: rates[index]![0]!.id,
            idempotencyKey: `journey-${index}`,
          }),
        ),
      }),
    ),
  );
  const usage = {
    query: `query ($id: ID!) { currentUsage(entityId: $id) { amount { amount } lines { eventType quantity amount { amount } } } }`,
    variables: { id: shop.entityId },
  };
  console.log(line('currentUsage', await load({ ...owner, bodies: rounds(() => usage) })));

  const generated: string[] = [];
  const costs = {
    generateInvoice: [] as string[],
    finalizeInvoice: [] as string[],
    payInvoice: [] as string[],
    createPayoutBatch: [] as string[],
  };
  for (let index = 0; index < 5; index += 1) {
    const [rate] = (
      await load({
        ...owner,
        keep: 'requestQuotes.quote.rates',
        bodies: [
          mutation('requestQuotes', 'RequestQuotesInput', 'quote { rates { id } }', {
            shipper: SAN_FRANCISCO,
            recipient: NEW_YORK,
            parcels: [TWO_POUNDS],
          }),
        ],
      })
    ).answers as { id: string }[][];
    await load({
      ...owner,
      bodies: [
        mutation('purchaseShipment', 'PurchaseShipmentInput', 'shipment { id }', {
          rateId: rate![0]!.id,
          idempotencyKey: `invoiced-${index}`,
        }),
      ],
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const draft = await load({
      ...staff,
      keep: 'generateInvoice.invoice.id',
      bodies: [
        mutation(
          'generateInvoice',
          'GenerateInvoiceInput',
          'invoice { id total { amount } lines { eventType amount { amount } } }',
          { entityId: shop.entityId, periodEnd: new Date().toISOString() },
        ),
      ],
    });
    const invoiceId = draft.answers[0] as string;
    generated.push(invoiceId);
    costs.generateInvoice.push(line('', draft));
    costs.finalizeInvoice.push(
      line(
        '',
        await load({
          ...staff,
          bodies: [mutation('finalizeInvoice', 'FinalizeInvoiceInput', 'invoice { number }', { invoiceId })],
        }),
      ),
    );
    costs.payInvoice.push(
      line(
        '',
        await load({
          ...owner,
          bodies: [
            mutation('payInvoice', 'PayInvoiceInput', 'payment { status }', {
              invoiceId,
              paymentMethodToken: 'pm_sandbox_ok',
              idempotencyKey: `pay-${index}`,
            }),
          ],
        }),
      ),
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    costs.createPayoutBatch.push(
      line(
        '',
        await load({
          ...staff,
          bodies: [
            mutation('createPayoutBatch', 'CreatePayoutBatchInput', 'payout { totalAmount }', { partnerId: partner.partner.id }),
          ],
        }),
      ),
    );
  }
  // The first of each warms up; the last is told.
  for (const [operation, lines] of Object.entries(costs)) console.log(`${operation}${lines.at(-1)}`);
  console.log(
    line(
      'invoice with lines and lineage',
      await load({
        ...owner,
        bodies: rounds(() => ({
          query: `query ($id: ID!) { invoice(id: $id) { number lines { amount { amount } usageEvents(first: 10) { edges { node { sourceEventId } } } } payments { status } } }`,
          variables: { id: generated[0]! },
        })),
      }),
    ),
  );
  console.log(
    line(
      'partnerRevenueMetrics',
      await load({
        ...staff,
        bodies: rounds(() => ({
          query: `query ($id: ID!) { partnerRevenueMetrics(partnerId: $id) { totalCommissions totalPayouts pendingAmount } }`,
          variables: { id: partner.partner.id },
        })),
      }),
    ),
  );
  console.log(
    line(
      'usage, 30 days with breakdowns',
      await load({
        ...owner,
        bodies: rounds(() => ({
          query: `{ usage { totalShipments totalShippingSpend { amount } shipmentCount { date count } carrierBreakdown { carrierName shipments } addonBreakdown { addonName applications } } }`,
        })),
      }),
    ),
  );
  console.log(
    line(
      'marketplaceAnalytics',
      await load({
        ...staff,
        bodies: rounds(() => ({
          query: `{ marketplaceAnalytics { totalShipments totalRevenue { amount } topOrganizations { shipmentCount organization { name } } } }`,
        })),
      }),
    ),
  );
} finally {
  await platform.stop();
}
