import { Client } from 'pg';
import { decodeId, newId } from '../platform/ids/public-id.ts';
import { readyOrganization } from '../test/support/first-parcel-world.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform } from './support/bench-platform.ts';
import { latestTenant } from './support/latest-tenant.ts';
import { line, load } from './support/load.ts';
import { fillUsage, insertRaw } from './support/usage-history.ts';

// What metering costs: events recorded in bulk through the gateway, priced by tiers and de-duplicated, against a bare INSERT of the
// same rows in the same run; and what an entity has used so far, with ten million events behind it (or another number as argument).

const EVENTS_BEHIND = Number(process.argv[2] ?? 10_000_000);
const BATCHES = Number(process.argv[3] ?? 100);
const BATCH = 1_000;
const CONCURRENCY = 4;
/** Of so many events one was reported before. */
const REPEATED_EVERY = 20;
const PRICES = [
  {
    meter: 'project_posted',
    model: {
      kind: 'GRADUATED',
      tiers: [{ upTo: '1000', unitPrice: '10' }, { upTo: '100000', unitPrice: '8' }, { unitPrice: '5' }],
    },
  },
];

const platform = await startBenchPlatform();
const owner = new Client({ connectionString: platform.ownerUrl });
await owner.connect();
try {
  const client = benchClient(platform);
  const shop = await readyOrganization(client);
  const tenant = await latestTenant(platform);
  const place = {
    tenantId: tenant.id,
    organizationId: decodeId('org', shop.organizationId),
    entityId: decodeId('ent', shop.entityId),
  };
  await client.ask(
    `mutation ($input: CreateRateCardInput!) { createRateCard(input: $input) { rateCard { id } errors { code field message } } }`,
    { token: shop.adminToken, variables: { input: { entityId: shop.entityId, name: 'Bench', currency: 'USD', prices: PRICES } } },
  );
  const raw = await measureRawInsert(place);
  await measureRecording(shop, raw);
  const startedAt = performance.now();
  await fillUsage(owner, place, EVENTS_BEHIND);
  console.log(`filled ${EVENTS_BEHIND} events by SQL: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  await measureCurrentUsage(shop);
} finally {
  await owner.end();
  await platform.stop();
}

/** The same rows, by the owner, past row-level security, into a table with the same indexes: what the disk and the indexes allow. */
async function measureRawInsert(place: { tenantId: string; organizationId: string; entityId: string }): Promise<number> {
  const clients = await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      const connection = new Client({ connectionString: platform.ownerUrl });
      await connection.connect();
      return connection;
    }),
  );
  let left = BATCHES;
  const startedAt = performance.now();
  await Promise.all(
    clients.map(async (connection) => {
      while (left-- > 0) await insertRaw(connection, place, BATCH);
    }),
  );
  const perSecond = (BATCHES * BATCH) / ((performance.now() - startedAt) / 1000);
  await Promise.all(clients.map((connection) => connection.end()));
  console.log(`a bare unnest INSERT of the same rows: ${Math.round(perSecond).toLocaleString('en')} events/s`);
  return perSecond;
}

async function measureRecording(shop: { adminToken: string; entityId: string }, raw: number): Promise<void> {
  const query = `mutation ($input: RecordUsageEventsInput!) { recordUsageEvents(input: $input) {
    acceptedCount duplicateCount refusedCount results { status error { code } } errors { code message } } }`;
  const occurredAt = new Date().toISOString();
  const bodies = Array.from({ length: BATCHES }, (_, batch) => ({
    query,
    variables: {
      input: {
        events: Array.from({ length: BATCH }, (_each, index) => ({
          source: 'bench',
          id: index % REPEATED_EVERY === 0 ? `repeated ${index}` : newId(),
          eventType: 'project_posted',
          entityId: shop.entityId,
          quantity: '1',
          occurredAt,
          properties: { project: `project ${batch}` },
        })),
      },
    },
  }));
  const order = { url: platform.url, token: shop.adminToken, concurrency: CONCURRENCY };
  await load({ ...order, bodies: bodies.slice(0, 5), keep: 'recordUsageEvents.acceptedCount' });
  const figures = await load({ ...order, bodies: bodies.slice(5), keep: 'recordUsageEvents.acceptedCount' });
  if (figures.failures > 0) throw new Error(figures.firstFailure);
  const perSecond = figures.requestsPerSecond * BATCH;
  const accepted = figures.answers.reduce<number>((sum, count) => sum + Number(count), 0);
  console.log(line(`recordUsageEvents, ${BATCH} at once, ${CONCURRENCY} callers`, figures));
  console.log(
    `${Math.round(perSecond).toLocaleString('en')} events/s (${accepted} of ${figures.requests * BATCH} new), ${Math.round((100 * perSecond) / raw)} % of the bare INSERT`,
  );
}

async function measureCurrentUsage(shop: { ownerToken: string; entityId: string }): Promise<void> {
  const query = `{ currentUsage(entityId: "${shop.entityId}") { amount { amount } lines { meter quantity amount { amount } tiers { upTo quantity amount { amount } } } } }`;
  const order = { url: platform.url, token: shop.ownerToken, concurrency: 1 };
  await load({ ...order, bodies: [{ query }] });
  const figures = await load({ ...order, bodies: Array.from({ length: 200 }, () => ({ query })) });
  if (figures.failures > 0) throw new Error(figures.firstFailure);
  console.log(line(`currentUsage with ${EVENTS_BEHIND} events behind it`, figures));
}
