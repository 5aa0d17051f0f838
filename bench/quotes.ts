import { readyOrganization, NEW_YORK, SAN_FRANCISCO, TWO_POUNDS } from '../test/support/first-parcel-world.ts';
import { startBenchPlatform } from './support/bench-platform.ts';
import { benchClient } from './support/bench-client.ts';
import { line, load } from './support/load.ts';

// What quoting and buying cost through the gateway: rates, latencies, SQL statements, and the server's CPU time for each.

const QUOTE = `mutation ($input: RequestQuotesInput!) { requestQuotes(input: $input) {
  quote { id rates { id service carrierCharge { amount currency } addonCharges { name amount { amount } } totalCharge { amount currency } creditsAfterPurchase { amount } } }
  errors { code field message } } }`;
const PURCHASE = `mutation ($input: PurchaseShipmentInput!) { purchaseShipment(input: $input) {
  shipment { id trackingNumber status tracker { status } addonApplications { id amount { amount } } } errors { code field message } } }`;
const READ = `query ($id: ID!) { quote(id: $id) { id rates { id carrierCharge { amount } totalCharge { amount } creditsAfterPurchase { amount } } } }`;
const LIST = `{ shipments(first: 50) { edges { node { id status trackingNumber tracker { status } connection { displayName } organization { name } } } } }`;

const platform = await startBenchPlatform();
try {
  const client = benchClient(platform);
  const shop = await readyOrganization(client, { credits: '100000.00' });
  const order = { url: platform.url, token: shop.ownerToken };
  const quoteBodies = (count: number): { query: string; variables: Record<string, unknown> }[] =>
    Array.from({ length: count }, (_, index) => {
      const parcel = { ...TWO_POUNDS, weight: { value: String(1 + (index % 40)), unit: 'LB' } };
      return {
        query: QUOTE,
        variables: { input: { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [parcel], reference: `bench-${index}` } },
      };
    });
  const keep = 'requestQuotes.quote';
  await load({ ...order, bodies: quoteBodies(100), concurrency: 4 });
  for (const concurrency of [1, 16]) {
    const quoted = await load({ ...order, bodies: quoteBodies(400), concurrency, keep });
    console.log(line(`requestQuotes, ${concurrency} at a time`, quoted));
    const quotes = quoted.answers as { id: string; rates: { id: string }[] }[];
    const read = await load({ ...order, bodies: quotes.map(({ id }) => ({ query: READ, variables: { id } })), concurrency });
    console.log(line(`quote(id), ${concurrency} at a time`, read));
    const purchases = quotes.map(({ rates }, index) => ({
      query: PURCHASE,
      variables: { input: { rateId: rates[0]!.id, idempotencyKey: `bench-${concurrency}-${index}` } },
    }));
    console.log(line(`purchaseShipment, ${concurrency} at a time`, await load({ ...order, bodies: purchases, concurrency })));
  }
  console.log(
    line(
      'shipments(first: 50) with tracker, connection, organization',
      await load({ ...order, bodies: Array.from({ length: 200 }, () => ({ query: LIST })), concurrency: 4 }),
    ),
  );
} finally {
  await platform.stop();
}
