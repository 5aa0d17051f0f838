import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { sql } from 'kysely';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { createOrganization } from '../organizations/create-organization.ts';
import { ensurePlatformTenant } from '../operators/create-operator.ts';
import { suspendTenant } from '../lifecycle/suspend-tenant.ts';
import { createTenant } from '../tenants/create-tenant.ts';
import { systemHealth } from './system-health.ts';

let world: TestWorld;
let operator: RequestContext;

before(async () => {
  world = await createTestWorld();
  const tenant = await ensurePlatformTenant(world.context('tenants', { level: 'internal' }));
  operator = world.context('tenants', { level: 'platform', tenant });
});
after(() => world.close());

let made = 0;
async function tenantWithShops(shops: number): Promise<string> {
  const domain = `well-${(made += 1)}`;
  const { tenant } = await createTenant(operator, { name: domain, domain, adminEmail: `a@${domain}.example`, plan: 'starter' });
  const staff = world.context('tenants', { tenant: { id: tenant.id, schema: tenant.schemaName } });
  for (let shop = 0; shop < shops; shop += 1) await createOrganization(staff, { name: `Shop ${shop}` });
  return tenant.id;
}

test('tells of tenants, subgraphs, jobs and the database in five statements, none of them in a tenant’s schema', async () => {
  await tenantWithShops(2);
  await suspendTenant(operator, { id: await tenantWithShops(3) });
  await world.settle();
  await world.marketplace.subgraphs.get('tenants')!.runJob('tenants.purge-deleted');
  const before = world.statements();
  const health = await systemHealth(operator);
  assert.equal(world.statements() - before, 5);
  assert.deepEqual(health.tenants, {
    total: 2,
    active: 1,
    suspended: 1,
    provisioning: 0,
    deleted: 0,
    failed: 0,
    activeOrganizations: 2,
    members: 0,
  });
  assert.deepEqual(
    health.subgraphs.map(({ subgraph, isUp, processes }) => [subgraph, isUp, processes]),
    ['addons', 'analytics', 'billing', 'partners', 'shipping', 'tenants'].map((name) => [name, true, 1]),
  );
  assert.equal(health.isHealthy, true, JSON.stringify(health));
  assert.ok(health.uptimeSeconds > 0 && health.uptimeSeconds < 120);
  assert.ok(health.jobs.some(({ name, failures }) => name === 'tenants.purge-deleted' && failures === 0));
  assert.deepEqual([health.database.schemasBehind, health.database.tenantSchemas], [0, 3]);
  assert.ok(health.database.connections >= 1 && health.database.maxConnections >= health.database.connections);
});

test('a parked delivery, a silent subgraph, a late job and a schema that lacks a step each make it unhealthy', async () => {
  const isHealthy = async (): Promise<boolean> => (await systemHealth(operator)).isHealthy;
  const disturbances: [string, string][] = [
    [
      `insert into platform.deliveries (consumer, reader, event_id, type, version, subject, tenant_id, test_mode, actor, occurred_at, data, attempts, parked_at, last_error)
        values ('addons.record-applications', 'nobody', '${newId()}', 'x', 1, 'x/1', '${newId()}', false, 'system/test', now(), '{}', 8, now(), 'broken')`,
      `delete from platform.deliveries where reader = 'nobody'`,
    ],
    [
      `insert into platform.job_runs values ('shipping.never-again', 1000, now() - interval '5 minutes', now() - interval '5 minutes', 0, null)`,
      `delete from platform.job_runs where job = 'shipping.never-again'`,
    ],
    [
      `insert into platform.processes values ('${newId()}', 'gone', now() - interval '1 hour', now() - interval '31 seconds', 10, 1)`,
      `delete from platform.processes where subgraph = 'gone'`,
    ],
    [
      `update platform.tenant_schema_versions set version = version - 1 where subgraph = 'billing'`,
      `update platform.tenant_schema_versions set version = version + 1 where subgraph = 'billing'`,
    ],
  ];
  for (const [disturb, mend] of disturbances) {
    assert.equal(await isHealthy(), true);
    await world.inspect(disturb);
    assert.equal(await isHealthy(), false, disturb);
    await world.inspect(mend);
  }
});

test('the role of operators reads directories and roll-ups, writes nothing, and reaches no tenant’s tables', async () => {
  const session = operator.openOperatorsSession();
  const [schema] = await world.inspect<{ name: string }>(
    'select schema_name as name from platform.tenant_schemas where tenant_id is not null limit 1',
  );
  for (const statement of [
    sql`update tenants.tenants set name = 'mine'`,
    sql`delete from platform.deliveries`,
    sql`insert into platform.job_runs (job) values ('x')`,
    sql`select * from tenants.api_tokens`,
    sql`select * from tenants.users`,
    sql`select * from platform.audit_log`,
    sql`select * from ${sql.table(`${schema!.name}.organizations`)}`,
    sql`select platform.purge_tenant(${newId()})`,
  ])
    await assert.rejects(session.query(statement), /permission denied|read-only transaction/);
  for (const level of ['tenant', 'organization', 'internal', 'anonymous'] as const)
    assert.throws(() => world.context('tenants', { level }).openOperatorsSession(), { code: 'FORBIDDEN' });
});
