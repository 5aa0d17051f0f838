import { Client } from 'pg';
import { PERMISSIONS } from '../contracts/identity/permissions.ts';
import type { RequestContext, RequestIdentity } from '../platform/context/request-context.ts';
import { newId } from '../platform/ids/public-id.ts';
import { Money } from '../platform/money/money.ts';
import { createAddon } from '../subgraphs/addons/addons/create-addon.ts';
import { applyAddons } from '../subgraphs/addons/applications/apply-addons.ts';
import { priceRate } from '../subgraphs/addons/pricing/price-rate.ts';
import { priceRates } from '../subgraphs/addons/pricing/price-rates.ts';
import type { RatePrice } from '../subgraphs/addons/pricing/rate-price.query.ts';
import { runBatch } from '../subgraphs/addons/simulation/run-simulations.ts';
import { simulateAddonChange } from '../subgraphs/addons/simulation/simulate-addon-change.ts';
import { aCommissionRule, anAddon, aPricedAddon, aRate } from '../subgraphs/addons/test-support/addon-fixtures.ts';
import { readyOrganization } from '../test/support/first-parcel-world.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform, type BenchPlatform } from './support/bench-platform.ts';
import { latestTenant } from './support/latest-tenant.ts';

// What pricing with many addons costs, recording under a crowd, and pricing past purchases again. `bench addons 10000`: how many of those.

const [SIMULATED = 100_000] = process.argv.slice(2).map(Number);
const [RATES, ADDONS, CROWD] = [1_000, 500, 50];
const organizationId = newId();

const platform = await startBenchPlatform();
const owner = new Client({ connectionString: platform.ownerUrl });
try {
  await owner.connect();
  await readyOrganization(benchClient(platform));
  const tenant = await latestTenant(platform);
  pure();
  const identity = { tenant };
  const [staff] = contextOf(platform, identity);
  for (let made = 0; made < ADDONS; made += 1)
    await createAddon(
      staff,
      anAddon({ name: `Addon ${made}`, amount: '0.1', order: made, carriers: made < 5 ? [] : [`carrier-${made}`] }),
      { acceptsUnknownNames: true },
    );
  const prices = await priced(platform, identity);
  await recorded(platform, identity, prices.slice(0, CROWD), tenant.schema);
  await simulated(staff, prices[0]!, tenant.schema);
} finally {
  await owner.end();
  await platform.stop();
}

function contextOf({ marketplace }: BenchPlatform, identity: Partial<RequestIdentity>): [RequestContext, () => number] {
  let statements = 0;
  const complete: RequestIdentity = {
    actor: 'system/bench',
    level: 'tenant',
    userId: null,
    tenant: null,
    organizationId: null,
    partnerId: null,
    testMode: false,
    permissions: [...PERMISSIONS],
    ...identity,
  };
  const addons = marketplace.subgraphs.get('addons')!;
  return [addons.createContext(complete, { requestId: 'bench' }, () => void (statements += 1)), () => statements];
}

function pure(): void {
  const rate = aRate();
  for (const aimed of [5, ADDONS]) {
    const addons = Array.from({ length: ADDONS }, (_, index) =>
      aPricedAddon({ amount: '0.1', carriers: index < aimed ? [] : ['other'] }),
    );
    const [startedAt, rule] = [performance.now(), aCommissionRule()];
    for (let count = 0; count < RATES; count += 1) priceRate(rate, addons, rule);
    const micros = ((performance.now() - startedAt) * 1_000) / RATES;
    console.log(`priceRate, ${ADDONS} addons of which ${aimed} aim at the rate: ${micros.toFixed(0)} µs a rate`);
  }
}

async function priced(on: BenchPlatform, identity: Partial<RequestIdentity>): Promise<RatePrice[]> {
  const [context, statements] = contextOf(on, { ...identity, organizationId });
  const rates = Array.from({ length: RATES }, () => aRate({ carrierCharge: Money.of('100', 'USD') }));
  const startedAt = performance.now();
  const expiresAt = new Date(Date.now() + 3_600_000);
  const prices = await priceRates(context, { quoteId: newId(), organizationId, expiresAt, rates });
  const micros = ((performance.now() - startedAt) * 1_000) / RATES;
  console.log(
    `priceRates, ${RATES} rates against ${ADDONS} addons: ${statements()} statements, ${micros.toFixed(0)} µs a rate, pins written`,
  );
  return prices;
}

async function recorded(
  on: BenchPlatform,
  identity: Partial<RequestIdentity>,
  prices: readonly RatePrice[],
  schema: string,
): Promise<void> {
  const purchases = prices.map(({ rateId }) => ({ shipmentId: newId(), rateId, organizationId }));
  const startedAt = performance.now();
  await Promise.all(
    [...purchases, ...purchases].map((purchase) => applyAddons(contextOf(on, { ...identity, organizationId })[0], purchase)),
  );
  const elapsed = performance.now() - startedAt;
  const { rows } = await owner.query<{ applications: number; sum: string; total: string; counted: number }>(
    `select count(*)::int as applications, sum(amount) as sum, (select addon_revenue from ${schema}.organization_addon_totals) as total,
      (select shipments from ${schema}.organization_volumes) as counted from ${schema}.addon_applications`,
  );
  const { applications, sum, total, counted } = rows[0]!;
  const charged = prices.reduce((count, { charges }) => count + charges.length, 0);
  const due = Money.sum(
    prices.map(({ addonTotal }) => addonTotal),
    'USD',
  );
  const isExact =
    applications === charged && [sum, total].every((each) => Money.of(each, 'USD').equals(due)) && counted === CROWD;
  if (!isExact) throw new Error(`not exactly once: ${JSON.stringify(rows[0])}`);
  console.log(
    `${CROWD} purchases recorded at once, each told twice: ${elapsed.toFixed(0)} ms; ${applications} applications, ${sum} = ${total}, exactly once`,
  );
}

async function simulated(staff: RequestContext, price: RatePrice, schema: string): Promise<void> {
  await owner.query(
    `insert into ${schema}.recorded_purchases (id, organization_id, test_mode, rate_id, currency, application_count, month, created_at)
    select md5(i::text)::uuid, $1, false, $2, 'USD', 5, '2026-03-01', '2026-03-01T00:00:00Z'::timestamptz + i * interval '20 seconds' from generate_series(1, $3::int) as i`,
    [organizationId, price.rateId, SIMULATED],
  );
  const [from, until] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-04-01T00:00:00Z')];
  const commission = { defaultCommissionRate: '0.1', minimumCommissionAmount: null, commissionTiers: [] };
  const newAddon = anAddon({ name: 'Care', amount: '2', commissionEnabled: true });
  const startedAt = performance.now();
  const { id } = await simulateAddonChange(staff, {
    from,
    until,
    newAddon,
    changedAddon: null,
    deletedAddonId: null,
    commission,
  });
  while (await runBatch(staff, id));
  const isOver = async (): Promise<boolean> =>
    (await owner.query(`select from ${schema}.addon_simulations where id = $1 and state = 'completed'`, [id])).rowCount === 1;
  while (!(await isOver())) await new Promise((resolve) => setTimeout(resolve, 20));
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(
    `simulation over ${SIMULATED} shipments of ${price.charges.length} addons: ${seconds.toFixed(1)} s, ${((seconds * 1e6) / SIMULATED).toFixed(0)} µs a shipment`,
  );
}
