import { Client } from 'pg';
import { PERMISSIONS } from '../contracts/identity/permissions.ts';
import type { RequestContext } from '../platform/context/request-context.ts';
import { decodeId, newId } from '../platform/ids/public-id.ts';
import { captureReservation } from '../subgraphs/billing/reservations/capture-reservation.ts';
import { grantCredits } from '../subgraphs/billing/credits/grant-credits.ts';
import { reserveCredits } from '../subgraphs/billing/reservations/reserve-credits.ts';
import { createEntity } from '../subgraphs/billing/entities/create-entity.ts';
import { proveLedger } from '../subgraphs/billing/ledger/prove-ledger.ts';
import { sealLedger } from '../subgraphs/billing/ledger/seal-ledger.ts';
import { spendCredits } from '../subgraphs/billing/spends/spend-credits.ts';
import { readyOrganization } from '../test/support/first-parcel-world.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform } from './support/bench-platform.ts';
import { latestTenant } from './support/latest-tenant.ts';
import { databaseCpuMicros } from './support/database-cpu.ts';
import { insertRawSpends } from './support/raw-spends.ts';

// What spending credits costs at the application's own API, everything recorded: spends on one entity and over a thousand, reservations, and the raw
// insert of the same rows in the same run. Seconds a part with an argument (5 by default).

const SECONDS = Number(process.argv[2] ?? 5);
const CALLERS = 100;
const ENTITIES = 1_000;
const PENNY = { amount: '0.01', currency: 'USD' };

const platform = await startBenchPlatform();
const owner = new Client({ connectionString: platform.ownerUrl });
await owner.connect();
try {
  const shop = await readyOrganization(benchClient(platform));
  const tenant = await latestTenant(platform);
  const organizationId = decodeId('org', shop.organizationId);
  const context = staffOf(tenant);
  const [one, ...many] = await entitiesWith(context, organizationId, ENTITIES + 1);

  const raw = await insertRawSpends(owner, { tenantId: tenant.id, organizationId, seconds: SECONDS });
  console.log(`raw unnest insert of the same rows, 100 a commit: ${thousands(raw)} spends/s`);
  for (const [name, entities] of [
    ['on one entity', [one!]],
    [`over ${ENTITIES} entities`, many],
  ] as const) {
    const figures = await drive((call) => {
      const entityId = entities[call % entities.length]!;
      return spendCredits(context, { entityId, amount: PENNY, reason: 'bench', idempotencyKey: newId() });
    });
    console.log(lineOf(`spends ${name}`, figures, raw));
    await assertExact(figures.done, entities);
  }
  const pairs = await drive(async (call) => {
    const entityId = many[call % many.length]!;
    const { reservationId } = await reserveCredits(context, {
      key: newId(),
      organizationId,
      entityId,
      amount: PENNY,
      reason: 'bench',
    });
    await captureReservation(context, { reservationId, amount: null });
  });
  console.log(lineOf(`reserve and capture over ${ENTITIES} entities`, pairs, raw));
  const startedAt = performance.now();
  while ((await sealLedger(context)) > 0);
  const proof = await proveLedger(context, { limit: 100_000 });
  console.log(`ledger sealed and proved in ${((performance.now() - startedAt) / 1000).toFixed(1)} s: intact ${proof.isIntact}`);
} finally {
  await owner.end();
  await platform.stop();
}

interface Figures {
  done: number;
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  cpuMicros: number;
  databaseMicros: number;
}

/** Callers who each wait for their own answer before they ask again, for the seconds of a part. */
async function drive(work: (call: number) => Promise<unknown>): Promise<Figures> {
  const until = performance.now() + SECONDS * 1000;
  const startedAt = performance.now();
  const cpu = process.cpuUsage();
  const databaseCpu = await databaseCpuMicros(owner);
  const waits: number[] = [];
  let calls = 0;
  await Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (performance.now() < until) {
        const askedAt = performance.now();
        await work((calls += 1));
        waits.push(performance.now() - askedAt);
      }
    }),
  );
  const { user, system } = process.cpuUsage(cpu);
  waits.sort((one, other) => one - other);
  return {
    done: waits.length,
    perSecond: waits.length / ((performance.now() - startedAt) / 1000),
    p50Ms: waits[Math.floor(waits.length * 0.5)]!,
    p99Ms: waits[Math.floor(waits.length * 0.99)]!,
    cpuMicros: (user + system) / waits.length,
    databaseMicros: ((await databaseCpuMicros(owner)) - databaseCpu) / waits.length,
  };
}

function lineOf(name: string, { perSecond, p50Ms, p99Ms, cpuMicros, databaseMicros }: Figures, raw: number): string {
  const rate = `${thousands(perSecond)}/s, ${Math.round((100 * perSecond) / raw)} % of raw`;
  const cpu = `CPU each: ${cpuMicros.toFixed(0)} µs here, ${databaseMicros.toFixed(0)} µs in the database`;
  return `${name} by ${CALLERS} callers: ${rate}; p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms; ${cpu}`;
}

async function entitiesWith(context: RequestContext, organizationId: string, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const place = { country: 'US', currency: 'USD', timeZone: 'UTC' };
    const entity = await createEntity(context, { organizationId, name: `Entity ${index}`, ...place });
    const amount = { amount: '1000000.00', currency: 'USD' };
    await grantCredits(context, { entityId: entity.id, amount, kind: 'purchased', idempotencyKey: newId() });
    ids.push(entity.id);
  }
  return ids;
}

async function assertExact(spends: number, entities: readonly string[]): Promise<void> {
  const { rows } = await owner.query<{ spends: number; amount: string }>(
    `select count(*)::int as spends, coalesce(sum(amount), 0)::text as amount from billing.credit_spends where reason = 'bench' and entity_id = any($1)`,
    [entities],
  );
  const { rows: posted } = await owner.query<{ amount: string }>(
    `select coalesce(sum(amount), 0)::text as amount from billing.ledger_transactions where kind = 'credits.spent' and entity_id = any($1)`,
    [entities],
  );
  if (rows[0]!.spends !== spends || Number(rows[0]!.amount) !== Number(posted[0]!.amount))
    throw new Error(`${spends} were answered, ${rows[0]!.spends} recorded: ${rows[0]!.amount}, posted ${posted[0]!.amount}`);
}

function staffOf(tenant: { id: string; schema: string }): RequestContext {
  const identity = {
    actor: 'system/bench',
    level: 'tenant' as const,
    userId: null,
    tenant,
    organizationId: null,
    partnerId: null,
    testMode: false,
    permissions: [...PERMISSIONS],
  };
  return platform.marketplace.subgraphs.get('billing')!.createContext(identity, { requestId: 'bench' }, () => {});
}

function thousands(count: number): string {
  return Math.round(count).toLocaleString('en');
}
