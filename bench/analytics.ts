import { Client } from 'pg';
import { CarrierRequestMade } from '../contracts/events/usage-events.ts';
import { tenantScope } from '../platform/database/database.ts';
import { decodeId, newId } from '../platform/ids/public-id.ts';
import { readyOrganization } from '../test/support/first-parcel-world.ts';
import { fillAnalyticsHistory } from './support/analytics-history.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform, type BenchPlatform } from './support/bench-platform.ts';
import { load } from './support/load.ts';

// What dashboards cost over a million events of 500 organizations in a year, and how fast events become figures.
// Bar: dashboard queries p95 under 20 ms.

const EVENTS = 1_000_000;
const RELAYED = 20_000;
const SINGLE = 100;
const MONEY = '{ amount currency }';
const CONNECTION = `carrierId carrierName apiRequests apiErrors errorRate shipmentsCreated shipmentsPurchased totalRevenue ${MONEY} addonRevenue ${MONEY} commissionEarned ${MONEY}`;
const GROUP = `dimensions { dimension value } eventCount apiRequests apiErrors errorRate shipmentsPurchased shipmentsValue ${MONEY} addonRevenue ${MONEY} commissionEarned ${MONEY}`;

interface Dashboard {
  name: string;
  isStaff: boolean;
  query: string;
}

const dayBefore = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const MARKETPLACE = `{ totalOrganizations activeOrganizations totalShipments totalRevenue ${MONEY} totalAddonRevenue ${MONEY} totalCommissionEarned ${MONEY}
  topOrganizations { organizationId name shipmentCount revenue ${MONEY} commission ${MONEY} } }`;
const DASHBOARDS: Dashboard[] = [
  {
    name: 'usage, busiest organization, 30 days, with series and breakdowns',
    isStaff: false,
    query: `{ usage { totalShipments totalShippingSpend ${MONEY} shippingSpend { date count amounts ${MONEY} } carrierErrors { date count }
      carrierBreakdown { connectionId shipments revenue ${MONEY} } addonBreakdown { addonId applications revenue ${MONEY} } } }`,
  },
  {
    name: 'carrierConnectionAnalytics, busiest organization, 30 days',
    isStaff: false,
    query: `{ carrierConnectionAnalytics { ${CONNECTION} connection { displayName } } }`,
  },
  {
    name: 'carrierConnectionAnalytics, all organizations, 30 days',
    isStaff: true,
    query: `{ carrierConnectionAnalytics { ${CONNECTION} } }`,
  },
  { name: 'marketplaceAnalytics with top 10, 30 days', isStaff: true, query: `{ marketplaceAnalytics ${MARKETPLACE} }` },
  {
    name: 'marketplaceAnalytics with top 10, 365 days',
    isStaff: true,
    query: `{ marketplaceAnalytics(dateRange: { dateFrom: "${dayBefore(364)}" }) ${MARKETPLACE} }`,
  },
  {
    name: 'analytics by organization, 30 days',
    isStaff: true,
    query: `{ analytics(groupBy: [ORGANIZATION]) { ${GROUP} } }`,
  },
  {
    name: 'analytics by carrier and kind of event, busiest organization, 90 days by week',
    isStaff: false,
    query: `{ analytics(groupBy: [CARRIER, EVENT_TYPE], dateFrom: "${dayBefore(89)}", timeBucket: WEEK) { ${GROUP} timeSeries(metric: EVENTS) { timestamp value } } }`,
  },
  {
    name: 'analytics of the tenant, 365 days by month, with carriers',
    isStaff: true,
    query: `{ analytics(dateFrom: "${dayBefore(364)}", timeBucket: MONTH) { ${GROUP} timeSeries(metric: SHIPMENTS_VALUE) { timestamp value } carrierBreakdown { ${CONNECTION} } } }`,
  },
];

const at = (sorted: readonly number[], share: number): string =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);

const platform = await startBenchPlatform();
const owner = new Client({ connectionString: platform.ownerUrl });
await owner.connect();
try {
  const shop = await readyOrganization(benchClient(platform));
  const [organizationId, connectionId] = [decodeId('org', shop.organizationId), decodeId('con', shop.connectionId)];
  const found = await owner.query<{ id: string; schema: string }>(
    `select t.id, s.schema_name as schema from tenants.tenants t join platform.tenant_schemas s on s.tenant_id = t.id where t.kind = 'customer'`,
  );
  const tenant = found.rows[0]!;
  // The gateway tells what it counted every two seconds; the history begins after that.
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const startedAt = performance.now();
  await fillAnalyticsHistory(owner, {
    tenantId: tenant.id,
    organizationId,
    connectionId,
    events: EVENTS,
    organizations: 500,
    days: 365,
  });
  console.log(`filled ${EVENTS} events and their roll-ups by SQL: ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  await measureDashboards(platform, { adminToken: shop.adminToken, ownerToken: shop.ownerToken });
  await measureLive(tenant.id);
  await measureEvents(tenant, { organizationId, connectionId });
} finally {
  await owner.end();
  await platform.stop();
}

async function measureDashboards(of: BenchPlatform, tokens: { adminToken: string; ownerToken: string }): Promise<void> {
  for (const { name, isStaff, query } of DASHBOARDS) {
    const order = { url: of.url, token: isStaff ? tokens.adminToken : tokens.ownerToken, concurrency: 1 };
    await load({ ...order, bodies: Array.from({ length: 30 }, () => ({ query })) });
    const figures = await load({ ...order, bodies: Array.from({ length: 200 }, () => ({ query })) });
    if (figures.failures > 0) throw new Error(`${name}: ${figures.firstFailure}`);
    console.log(
      `${name}: p50 ${figures.p50Ms.toFixed(1)} ms, p95 ${figures.p95Ms.toFixed(1)} ms, ${figures.statements.most} SQL statements`,
    );
  }
}

/** What the marketplace's figures of 30 days would cost without roll-ups. */
async function measureLive(tenantId: string): Promise<void> {
  const latencies: number[] = [];
  for (let run = 0; run < 5; run += 1) {
    const startedAt = performance.now();
    await owner.query(
      `select organization_id, currency, count(*) filter (where type = 'usage.shipment.purchased'), sum(amount) filter (where type = 'usage.shipment.purchased')
      from analytics.events where tenant_id = $1 and day > current_date - 30 and not test_mode group by 1, 2 order by 3 desc limit 10`,
      [tenantId],
    );
    latencies.push(performance.now() - startedAt);
  }
  console.log(
    `top organizations of 30 days from the events themselves: p50 ${at(
      latencies.toSorted((a, b) => a - b),
      0.5,
    )} ms`,
  );
}

/** Events from the outbox to the effect, in bulk and one at a time. */
async function measureEvents(
  tenant: { id: string; schema: string },
  { organizationId, connectionId }: { organizationId: string; connectionId: string },
): Promise<void> {
  const { database } = platform.marketplace.subgraphs.get('shipping')!;
  const publish = (count: number): Promise<string[]> =>
    database.session(tenantScope(tenant, false)).transaction(async (transaction) => {
      const ids = Array.from({ length: count }, newId);
      transaction.publish(
        ...ids.map((id) => ({
          id,
          type: CarrierRequestMade.type,
          version: CarrierRequestMade.version,
          subject: `organization/${organizationId}`,
          organizationId,
          actor: 'system/bench',
          testMode: false,
          occurredAt: new Date(),
          data: { connectionId, carrierName: 'USPS', operation: 'rate', status: 'ok', durationMs: 9 },
        })),
      );
      return ids;
    });
  const counted = async (): Promise<number> => {
    const { rows } = await owner.query<{ count: number }>(
      `select count(*)::int as count from analytics.events where tenant_id = $1 and organization_id = $2 and day = (now() at time zone 'UTC')::date`,
      [tenant.id, organizationId],
    );
    return rows[0]!.count;
  };
  const before = await counted();
  const startedAt = performance.now();
  for (let sent = 0; sent < RELAYED; sent += 500) await publish(500);
  const published = performance.now();
  while ((await counted()) < before + RELAYED) await new Promise((resolve) => setTimeout(resolve, 20));
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(
    `${RELAYED} events from outbox to figures: ${(RELAYED / seconds).toFixed(0)} events/s (${seconds.toFixed(1)} s, of which published in ${((published - startedAt) / 1000).toFixed(1)} s)`,
  );
  const latencies: number[] = [];
  for (let run = 0; run < SINGLE; run += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const sentAt = performance.now();
    const [id] = await publish(1);
    for (let isCounted = false; !isCounted;) {
      const { rowCount } = await owner.query('select from analytics.events where tenant_id = $1 and event_id = $2', [
        tenant.id,
        id,
      ]);
      isCounted = rowCount === 1;
    }
    latencies.push(performance.now() - sentAt);
  }
  latencies.sort((left, right) => left - right);
  console.log(
    `one event at rest, from before its commit to its figures: p50 ${at(latencies, 0.5)} ms, p95 ${at(latencies, 0.95)} ms`,
  );
}
