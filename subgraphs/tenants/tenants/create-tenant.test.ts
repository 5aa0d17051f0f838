import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { ensurePlatformTenant } from '../operators/create-operator.ts';
import { createTenant } from './create-tenant.ts';
import { DomainTakenError } from './tenants.errors.ts';

let world: TestWorld;
let operator: RequestContext;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  const tenant = await ensurePlatformTenant(world.context('tenants', { level: 'internal' }));
  operator = world.context('tenants', { level: 'platform', tenant });
});
after(() => world.close());

async function counts(): Promise<{ tenants: string; claimed: string; invitations: string; audits: string }> {
  const [row] = await world.inspect<{ tenants: string; claimed: string; invitations: string; audits: string }>(`
    select (select count(*) from tenants.tenants) as tenants, (select count(*) from platform.tenant_schemas where tenant_id is not null) as claimed,
      (select count(*) from tenants.invitations) as invitations, (select count(*) from platform.audit_log) as audits`);
  return row!;
}

test('claims a schema and invites the administrator, who gets no password', async () => {
  const { tenant, invitation } = await createTenant(operator, {
    name: ' Acme ',
    domain: 'ACME',
    adminEmail: 'Ann@Acme.example',
    plan: 'professional',
  });
  assert.equal(tenant.name, 'Acme');
  assert.equal(tenant.slug, 'acme');
  assert.equal(invitation!.invitation.email, 'ann@acme.example');
  assert.deepEqual(invitation!.invitation.roles, ['tenant_admin']);
  const [schema] = await world.inspect<{ exists: boolean }>('select to_regclass($1) is not null as exists', [
    `${tenant.schemaName}.organizations`,
  ]);
  assert.equal(schema?.exists, true);
  const stored = await world.inspect<{ token_hash: string }>('select token_hash from tenants.invitations where id = $1', [
    invitation!.invitation.id,
  ]);
  assert.notEqual(stored[0]?.token_hash, invitation!.acceptToken);
});

test('refuses a domain that is taken, and changes nothing', async () => {
  await createTenant(operator, { name: 'First', domain: 'taken', adminEmail: 'a@first.example', plan: 'starter' });
  const before = await counts();
  await assert.rejects(
    createTenant(operator, { name: 'Second', domain: 'taken', adminEmail: 'b@second.example', plan: 'starter' }),
    DomainTakenError,
  );
  assert.deepEqual(await counts(), before);
});

test('lets exactly one of ten racing creations have a domain', async () => {
  const before = await counts();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) =>
      createTenant(operator, { name: `Racer ${index}`, domain: 'race', adminEmail: `r${index}@race.example`, plan: 'starter' }),
    ),
  );
  assert.equal(outcomes.filter((outcome) => outcome.status === 'fulfilled').length, 1);
  assert.equal(Number((await counts()).claimed), Number(before.claimed) + 1);
});

test('creates 30 tenants at once from an empty pool', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) =>
      createTenant(operator, {
        name: `Tenant ${index}`,
        domain: `bulk-${index}`,
        adminEmail: `t@bulk${index}.example`,
        plan: 'starter',
      }),
    ),
  );
  assert.deepEqual(
    outcomes.filter((outcome) => outcome.status === 'rejected'),
    [],
  );
});

test('names every faulty field at once, and changes nothing', async () => {
  const before = await counts();
  const faulty = { name: ' ', domain: '-no-', adminEmail: 'pаyments@acme.example', plan: 'starter' } as const;
  await assert.rejects(createTenant(operator, faulty), (error: unknown) => {
    assert.ok(error instanceof ValidationError);
    assert.deepEqual(
      error.details().map((detail) => detail.field),
      ['name', 'domain', 'adminEmail'],
    );
    return true;
  });
  assert.deepEqual(await counts(), before);
});

test('refuses a name of ten million characters quickly', async () => {
  const name = 'x'.repeat(10_000_000);
  await assert.rejects(
    createTenant(operator, { name, domain: 'huge', adminEmail: 'a@huge.example', plan: 'starter' }),
    ValidationError,
  );
});
