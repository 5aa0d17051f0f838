import { Client } from 'pg';
import { decodeId } from '../platform/ids/public-id.ts';
import { renderLabelPdf } from '../subgraphs/shipping/labels/label-document.ts';
import { trackingNumber, trackingSerial } from '../subgraphs/shipping/trackers/tracking-number.ts';
import { readyOrganization, NEW_YORK, SAN_FRANCISCO, TWO_POUNDS } from '../test/support/first-parcel-world.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform } from './support/bench-platform.ts';
import { latestTenant } from './support/latest-tenant.ts';
import { line, load } from './support/load.ts';
import { fillShipments } from './support/shipment-history.ts';

// What a year of shipments in one tenant costs to list, filter and search: a million, another number with an argument; and labels a second.

const SHIPMENTS = Number(process.argv[2] ?? 1_000_000);
const LABELS = 200;
const REPEATED = 100;

const QUOTE = `mutation ($input: RequestQuotesInput!) { requestQuotes(input: $input) { quote { rates { id } } errors { code field message } } }`;
const PURCHASE = `mutation ($input: PurchaseShipmentInput!) { purchaseShipment(input: $input) { shipment { id } errors { code field message } } }`;
const ROW = 'id status trackingNumber reference recipient { name city } tracker { status } connection { displayName }';
// The tenant's other organizations are made up, and have no name.
const listOf = (args: string, isOwner: boolean): { query: string } => ({
  query: `{ shipments(first: 50${args}) { edges { node { ${ROW} ${isOwner ? 'organization { name }' : ''} } } } }`,
});

const LISTS: Readonly<Record<string, string>> = {
  'latest 50 with tracker, connection, organization': '',
  'those that changed last': ', sort: UPDATED_AT_DESC',
  'of a rare status': ', filter: { status: [NEEDS_ATTENTION] }',
  'of a carrier that is seldom used': ', filter: { carrierName: "Other Carrier" }',
  'by one reference': `, filter: { reference: "PO-${Math.floor(SHIPMENTS / 4) * 2}" }`,
  'by a value of the metadata': ', filter: { metadata: [{ key: "order", value: "4242" }] }',
  'by a tracking number': `, filter: { keyword: "BENCH${String(Math.floor(SHIPMENTS / 4) * 2).padStart(12, '0')}" }`,
  'by a word that one in eight has': ', filter: { keyword: "chica" }',
  'by two words': ', filter: { keyword: "chica customer" }',
  'by a word that nobody has': ', filter: { keyword: "zanzibar" }',
  'of one month': `, filter: { createdAfter: "${monthsAgo(7)}", createdBefore: "${monthsAgo(6)}" }`,
};

const platform = await startBenchPlatform();
const owner = new Client({ connectionString: platform.ownerUrl });
await owner.connect();
try {
  await measureLabels();
  const client = benchClient(platform);
  const shop = await readyOrganization(client, { credits: '1000.00' });
  const tenant = await latestTenant(platform);
  const input = { shipper: SAN_FRANCISCO, recipient: NEW_YORK, parcels: [TWO_POUNDS] };
  const { quote } = await client.ask<{ quote: { rates: { id: string }[] } }>(QUOTE, {
    token: shop.ownerToken,
    variables: { input },
  });
  const bought = { rateId: quote.rates[0]!.id, idempotencyKey: 'template' };
  const { shipment } = await client.ask<{ shipment: { id: string } }>(PURCHASE, {
    token: shop.ownerToken,
    variables: { input: bought },
  });
  const startedAt = performance.now();
  await fillShipments(owner, { schema: tenant.schema, templateId: decodeId('shp', shipment.id), shipments: SHIPMENTS });
  console.log(
    `filled ${SHIPMENTS} shipments by SQL: ${((performance.now() - startedAt) / 1000).toFixed(1)} s; ${await sizes(tenant.schema)}`,
  );
  for (const [who, token] of Object.entries({ 'an organization': shop.ownerToken, 'the tenant': shop.adminToken })) {
    for (const [name, args] of Object.entries(LISTS)) {
      const bodies = Array.from({ length: REPEATED }, () => listOf(args, token === shop.ownerToken));
      console.log(line(`${who}, ${name}`, await load({ url: platform.url, token, bodies, concurrency: 1 })));
    }
  }
} finally {
  await owner.end();
  await platform.stop();
}

async function measureLabels(): Promise<void> {
  const draw = (index: number): Promise<Buffer> =>
    renderLabelPdf({
      trackingNumber: trackingNumber({
        serviceTypeCode: '055',
        mailerId: '901234',
        serial: trackingSerial(`01936f2e-7b1a-7c3d-8e4f-${String(index).padStart(12, '0')}`),
      }),
      carrierName: 'USPS',
      serviceName: 'Priority Mail',
      from: { ...SAN_FRANCISCO },
      to: { ...NEW_YORK },
      weightOunces: '32',
      shippedOn: '2026-03-02',
      isTest: false,
    });
  for (let index = 0; index < 20; index += 1) await draw(index);
  const startedAt = performance.now();
  for (let index = 0; index < LABELS; index += 1) await draw(index);
  console.log(`labels as PDF, one after the other: ${((LABELS / (performance.now() - startedAt)) * 1000).toFixed(0)}/s`);
}

async function sizes(schema: string): Promise<string> {
  const { rows } = await owner.query<{ name: string; size: string }>(
    `select relname as name, pg_size_pretty(pg_total_relation_size(c.oid)) as size from pg_class c
     where relnamespace = $1::regnamespace and relname in ('shipments', 'shipment_terms', 'trackers') order by 1`,
    [schema],
  );
  return rows.map(({ name, size }) => `${name} ${size}`).join(', ');
}

function monthsAgo(months: number): string {
  return new Date(Date.now() - months * 30 * 86_400_000).toISOString();
}
