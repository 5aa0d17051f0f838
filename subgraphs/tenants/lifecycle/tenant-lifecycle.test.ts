import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { purgeTenant } from '../../../platform/database/tenant-schemas.query.ts';
import { createOrganization } from '../organizations/create-organization.ts';
import { ensurePlatformTenant } from '../operators/create-operator.ts';
import { createTenant } from '../tenants/create-tenant.ts';
import type { Tenant } from '../tenants/tenant.entity.ts';
import { updateTenant } from '../tenants/update-tenant.ts';
import { deleteTenant, restoreTenant } from './delete-tenant.ts';
import { reactivateTenant, suspendTenant } from './suspend-tenant.ts';

const DAY_MS = 86_400_000;
const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
let world: TestWorld;
let operator: RequestContext;

before(async () => {
  // Nothing runs beside the test: whatever forgets by the clock (mail, credentials) or seals would change rows while it counts them.
  world = await createTestWorld({ clock, startsWorkers: false });
  const tenant = await ensurePlatformTenant(world.context('tenants', { level: 'internal' }));
  operator = world.context('tenants', { level: 'platform', tenant });
});
after(() => world.close());

let made = 0;
async function newTenant(): Promise<Tenant> {
  const domain = `cycle-${(made += 1)}`;
  const order = { name: domain, domain, adminEmail: `a@${domain}.example`, plan: 'starter' as const };
  return (await createTenant(operator, order)).tenant;
}

const purge = (): Promise<void> => world.marketplace.subgraphs.get('tenants')!.runJob('tenants.purge-deleted');
const stateRefused = { code: 'TENANT_STATE_INVALID' };

async function audited(id: string): Promise<string[]> {
  const rows = await world.inspect<{ action: string }>(
    `select action from platform.audit_log where resource_id = $1 and action <> 'tenant.provisioned' order by id`,
    [id],
  );
  return rows.map(({ action }) => action);
}

async function shownBy(id: string): Promise<{ status: string; retired: boolean } | undefined> {
  const [row] = await world.inspect<{ status: string; retired: boolean }>(
    `select t.status, s.retired_at is not null as retired from tenants.tenants t left join platform.tenant_schemas s on s.tenant_id = t.id where t.id = $1`,
    [id],
  );
  return row;
}

test('a tenant is suspended, reactivated, deleted and restored; each move is audited and told of, and the others are refused', async () => {
  const { id } = await newTenant();
  await assert.rejects(reactivateTenant(operator, { id }), stateRefused);
  await assert.rejects(restoreTenant(operator, { id }), stateRefused);
  const suspended = await suspendTenant(operator, { id, reason: ' Unpaid ' });
  assert.deepEqual([suspended.status, suspended.suspensionReason], ['suspended', 'Unpaid']);
  await assert.rejects(suspendTenant(operator, { id }), stateRefused);
  const deleted = await deleteTenant(operator, { id });
  assert.deepEqual([deleted.status, deleted.purgeAfter], ['deleted', new Date('2026-03-31T00:00:00Z')]);
  assert.deepEqual(await shownBy(id), { status: 'deleted', retired: true });
  for (const change of [suspendTenant, reactivateTenant, deleteTenant])
    await assert.rejects(change(operator, { id }), stateRefused);
  await assert.rejects(updateTenant(operator, { id, name: 'Other' }), stateRefused);
  assert.equal((await restoreTenant(operator, { id })).status, 'suspended', 'it is what it was before it was deleted');
  assert.deepEqual(await shownBy(id), { status: 'suspended', retired: false });
  const active = await reactivateTenant(operator, { id });
  assert.deepEqual([active.status, active.suspendedAt, active.suspensionReason], ['active', null, null]);
  const moves = ['suspended', 'deleted', 'restored', 'reactivated'].map((move) => `tenant.${move}`);
  assert.deepEqual(await audited(id), ['tenant.created', ...moves]);
});

test('of ten operators who suspend a tenant at once one does, and it is audited once', async () => {
  const { id } = await newTenant();
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => suspendTenant(operator, { id })));
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  assert.deepEqual(await audited(id), ['tenant.created', 'tenant.suspended']);
});

test('a deleted tenant is left whole for 30 days, then nothing of it remains in any table or schema; others keep theirs', async () => {
  const kept = await newTenant();
  const gone = await newTenant();
  for (const tenant of [kept, gone]) {
    const identity = { tenant: { id: tenant.id, schema: tenant.schemaName } };
    await createOrganization(world.context('tenants', identity), { name: 'Shop', ownerEmail: 'o@shop.example' });
  }
  const before = await rowsOf(gone.id);
  assert.ok(before.total >= 10, JSON.stringify(before));
  await deleteTenant(operator, { id: gone.id });
  clock.advance(30 * DAY_MS - 1);
  await purge();
  assert.equal((await restoreTenant(operator, { id: gone.id })).status, 'active');
  await deleteTenant(operator, { id: gone.id });
  clock.advance(30 * DAY_MS);
  await assert.rejects(restoreTenant(operator, { id: gone.id }), { code: 'GRACE_OVER' });
  const keptBefore = await rowsOf(kept.id);
  await purge();
  assert.deepEqual(await rowsOf(gone.id), { total: 0, tables: [] });
  assert.deepEqual(await rowsOf(kept.id), keptBefore);
  assert.equal(await shownBy(gone.id), undefined);
  const schemas = await world.inspect(`select from pg_namespace where nspname = any($1)`, [[kept.schemaName, gone.schemaName]]);
  assert.equal(schemas.length, 1);
  assert.equal((await audited(gone.id)).at(-1), 'tenant.purged', 'the platform’s own log remembers');
  await purge();
});

test('the service cannot purge a tenant that was not deleted', async () => {
  const { id } = await newTenant();
  await assert.rejects(
    operator.session.transaction((transaction) => purgeTenant(transaction, id)),
    /only a retired tenant can be purged/,
  );
  assert.deepEqual(await shownBy(id), { status: 'active', retired: false });
});

test('the platform’s own tenant, an unknown one and a test token change nothing', async () => {
  const platform = operator.identity.tenant!.id;
  for (const id of [platform, '01890000-0000-7000-8000-000000000009'])
    for (const change of [suspendTenant, deleteTenant]) await assert.rejects(change(operator, { id }), { code: 'NOT_FOUND' });
  const { id } = await newTenant();
  const tester = world.context('tenants', { ...operator.identity, testMode: true });
  await assert.rejects(suspendTenant(tester, { id }), { code: 'LIVE_MODE_ONLY' });
  assert.deepEqual(await audited(id), ['tenant.created']);
});

test('settings change one by one; what is wrong is named, and nothing is changed', async () => {
  const { id } = await newTenant();
  const changed = await updateTenant(operator, {
    id,
    name: ' Northwind ',
    plan: 'enterprise',
    region: 'EU-Central',
    featureFlags: [
      { name: 'webhooks', isEnabled: true },
      { name: 'beta', isEnabled: false },
    ],
    branding: { logoUrl: 'https://cdn.example.com/logo.svg', primaryColor: '#1A365D' },
  });
  assert.deepEqual([changed.name, changed.plan, changed.region], ['Northwind', 'enterprise', 'eu-central']);
  assert.deepEqual({ ...changed.featureFlags }, { beta: false, webhooks: true });
  const next = await updateTenant(operator, {
    id,
    featureFlags: [{ name: 'beta', isEnabled: null }],
    branding: { logoUrl: null, accentColor: '#ffffff' },
  });
  assert.deepEqual(
    [{ ...next.featureFlags }, { ...next.branding }],
    [{ webhooks: true }, { primaryColor: '#1a365d', accentColor: '#ffffff' }],
  );
  const wrong: Parameters<typeof updateTenant>[1][] = [
    { id, name: 'x'.repeat(10_000_000) },
    { id, region: 'somewhere else' },
    { id, featureFlags: [{ name: '__proto__', isEnabled: true }] },
    { id, featureFlags: Array.from({ length: 101 }, (_, index) => ({ name: `f${index}`, isEnabled: true })) },
    ...[
      'http://example.com/l.png',
      'https://me:secret@example.com/l.png',
      'javascript:alert(1)',
      'https://localhost/l',
      `https://e.example/${'x'.repeat(3_000)}`,
    ].map((logoUrl) => ({ id, branding: { logoUrl } })),
    ...['red', '#12345', '#12345g', 'url(https://example.com)'].map((primaryColor) => ({ id, branding: { primaryColor } })),
  ];
  const entries = (await audited(id)).length;
  for (const command of wrong) await assert.rejects(updateTenant(operator, command), { code: 'VALIDATION_FAILED' });
  assert.equal((await audited(id)).length, entries);
});

/** How many rows of a tenant there are, in which tables outside of its schema. */
async function rowsOf(tenantId: string): Promise<{ total: number; tables: string[] }> {
  const tables = await world.inspect<{ name: string }>(`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(t_|pg_)' order by 1`);
  assert.ok(tables.length >= 20, `${tables.length} tables are shared`);
  const found: [string, number][] = [];
  for (const { name } of tables) {
    const [row] = await world.inspect<{ count: number }>(`select count(*)::int as count from ${name} where tenant_id = $1`, [
      tenantId,
    ]);
    if (row!.count > 0) found.push([name, row!.count]);
  }
  return { total: found.reduce((sum, [, count]) => sum + count, 0), tables: found.map(([name]) => name) };
}
