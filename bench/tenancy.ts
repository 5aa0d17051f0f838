import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { SUBGRAPHS } from '../host/subgraph-registry.ts';
import type { MigrationSet } from '../platform/database/migration.ts';
import { migrate } from '../platform/database/migrator.ts';
import { startBenchPlatform, type BenchPlatform } from './support/bench-platform.ts';
import { line, load, type LoadFigures } from './support/load.ts';

// How a database grows with its tenants, and what they cost then: npm run bench -- tenancy [tenants, 1000 unless said]. Bars: a page of 50
// with what is in them under 20 ms, one step in every schema in under 5 s, none of 100 created at once half made.

const CREATE = `mutation Create($input: CreateTenantInput!) { createTenant(input: $input) { tenant { id status } errors { code field message } } }`;
const PAGE = `{ tenants(first: 50) { edges { node { id name slug plan status createdAt appDomains domains { domain isPrimary } counts { organizations members apiTokens } usage { apiCalls shipments revenue { amount } } } } pageInfo { hasNextPage } } }`;
const HEALTH = `{ systemHealth { isHealthy tenants { total active activeOrganizations } database { responseMs } events { parked } jobs { name } subgraphs { subgraph isUp } traffic { apiCalls } } }`;
const MILESTONES = [100, 500, 1_000, 2_000, 5_000];
// What a tenant's people touch in an hour of use.
const TOUCHED_TABLES = ['organizations', 'members', 'carrier_connections', 'shipments', 'entities'];

const IDLE_MS = 10_000;

const wanted = Number(process.argv[2] ?? 1_000);
const platform = await startBenchPlatform();
const owner = new Client({ connectionString: platform.ownerUrl });
try {
  await owner.connect();
  let made = 0;
  for (const milestone of [...MILESTONES.filter((count) => count < wanted), wanted]) {
    const startedAt = performance.now();
    await platform.marketplace.fillSchemaPool(milestone - made);
    const schemaMs = (performance.now() - startedAt) / (milestone - made);
    report(await create(milestone - made, 8));
    console.log(`${made} tenants: ${schemaMs.toFixed(1)} ms a schema; ${await growth(owner)}`);
  }
  await platform.marketplace.fillSchemaPool(100);
  report(await create(100, 100), '100 at once');
  console.log(`half made: ${await halfMade(owner)} of ${made}`);
  console.log(`at rest: ${await idleCpu()}`);
  const order = { url: platform.url, token: platform.operatorToken, concurrency: 1 };
  const repeated = (query: string): { query: string }[] => Array.from({ length: 200 }, () => ({ query }));
  console.log(line('page of 50 with counts and usage', await load({ ...order, bodies: repeated(PAGE) })));
  console.log(line('systemHealth', await load({ ...order, bodies: repeated(HEALTH) })));
  await reportMigration(platform);
  console.log(`a backend that touched ${TOUCHED_TABLES.length} tables of each tenant: ${await backendMemory(platform)}`);

  async function create(count: number, concurrency: number): Promise<LoadFigures> {
    const bodies = Array.from({ length: count }, () => {
      made += 1;
      return {
        query: CREATE,
        variables: { input: { name: `Tenant ${made}`, domain: `tenant-${made}`, adminEmail: `admin@tenant-${made}.example` } },
      };
    });
    return load({ url: platform.url, token: platform.operatorToken, bodies, concurrency });
  }
} finally {
  await owner.end();
  await platform.stop();
}

function report(figures: LoadFigures, name = 'created'): void {
  console.log(line(name, figures));
  if (figures.failures > 0) throw new Error(figures.firstFailure);
}

async function growth(client: Client): Promise<string> {
  const { rows } = await client.query<{ relations: string; catalogue: string; size: string; location: string }>(`
    select count(*) as relations, (select pg_size_pretty(sum(pg_total_relation_size(c.oid))) from pg_class c where c.relnamespace = 'pg_catalog'::regnamespace and c.relkind = 'r') as catalogue,
      pg_size_pretty(pg_database_size(current_database())) as size, current_setting('data_directory') as location
    from pg_class`);
  const { relations, catalogue, size, location } = rows[0]!;
  const folders = await readdir(join(location, 'base'));
  const files = await Promise.all(folders.map((folder) => readdir(join(location, 'base', folder))));
  const { rss } = process.memoryUsage();
  return `${relations} relations, catalogue ${catalogue}, database ${size}, ${Math.max(...files.map((each) => each.length))} files, this process ${(rss / 2 ** 20).toFixed(0)} MiB`;
}

// What the jobs that look into every tenant take while nobody asks for anything.
async function idleCpu(): Promise<string> {
  const before = process.cpuUsage();
  await wait(IDLE_MS);
  const { user, system } = process.cpuUsage(before);
  return `${((user + system) / 10 / IDLE_MS).toFixed(1)} % of a core`;
}

async function halfMade(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`
    select count(*)::int as count from tenants.tenants t where t.kind = 'customer' and not (t.status = 'active'
      and exists (select from platform.tenant_schemas s where s.tenant_id = t.id and s.schema_name = t.schema_name)
      and exists (select from tenants.tenant_domains d where d.tenant_id = t.id and d.is_primary)
      and exists (select from tenants.invitations i where i.tenant_id = t.id and i.status = 'pending')
      and exists (select from tenants.provisioning p where p.tenant_id = t.id and p.step = 'done'))`);
  return rows[0]!.count;
}

async function reportMigration({ ownerUrl }: BenchPlatform): Promise<void> {
  const sets: MigrationSet[] = SUBGRAPHS.map(({ migrations }) => migrations);
  const further = {
    name: 'a step more',
    sql: 'alter table shipments add column bench_note text; create index on shipments (bench_note);',
  };
  const withStep = sets.map((set) =>
    set.owner === 'shipping' ? { ...set, tenant: [...set.tenant, { ...further, version: set.tenant.length + 1 }] } : set,
  );
  const startedAt = performance.now();
  const migrated = await migrate({ ownerUrl, secret: 'a secret for benchmarks only', rolePrefix: 'waybill', sets: withStep });
  const seconds = (performance.now() - startedAt) / 1_000;
  console.log(`one step in ${migrated.tenantSchemas} schemas: ${seconds.toFixed(2)} s, ${migrated.failures.length} failures`);
}

async function backendMemory({ ownerUrl }: BenchPlatform): Promise<string> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ schema_name: string }>(
      'select schema_name from platform.tenant_schemas where tenant_id is not null',
    );
    const { rows: pids } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
    const before = await privateMemory(pids[0]!.pid);
    for (const { schema_name: schema } of rows)
      await client.query(TOUCHED_TABLES.map((table) => `select count(*) from "${schema}".${table}`).join('; '));
    const after = await privateMemory(pids[0]!.pid);
    return `${(before / 1_024).toFixed(0)} → ${(after / 1_024).toFixed(0)} MiB`;
  } finally {
    await client.end();
  }
}

// What the backend has for itself, in KiB: shared buffers count for every backend that looked at them.
async function privateMemory(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/Private_Dirty:\s+(\d+)/.exec(rollup)?.[1] ?? 0);
}
