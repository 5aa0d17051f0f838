import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { SetUpCarriers } from '../../../contracts/operations/carrier-operations.ts';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { OperationClient } from '../../../platform/operations/operation-client.ts';
import { ensurePlatformTenant } from '../operators/create-operator.ts';
import { findJobs } from '../jobs/jobs.query.ts';
import { platformSession } from '../operators/platform-session.ts';
import { wholeTenantSession } from '../operators/whole-tenant-session.ts';
import { createTenant } from '../tenants/create-tenant.ts';
import type { CreateTenant } from '../tenants/tenant-order.ts';
import { provisionTenant, TURN_MS } from './provision-tenant.ts';
import { findProvisionings } from './provisioning.query.ts';

const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
let world: TestWorld;
let operator: RequestContext;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  const tenant = await ensurePlatformTenant(world.context('tenants', { level: 'internal' }));
  operator = world.context('tenants', { level: 'platform', tenant });
});
after(() => world.close());

let made = 0;
function order(facts: Partial<CreateTenant> = {}): CreateTenant {
  const domain = `order-${(made += 1)}`;
  return { name: domain, domain, adminEmail: `a@${domain}.example`, plan: 'starter', ...facts };
}

/** An operator whose calls to shipping end as `answer` says. */
function withShipping(answer: () => Promise<never>): RequestContext {
  const operations = new OperationClient(() => answer());
  return { ...operator, actAs: (identity) => ({ ...operator.actAs(identity), operations }) };
}

const resume = (): Promise<void> => world.marketplace.subgraphs.get('tenants')!.runJob('tenants.resume-provisioning');

interface SeenJob {
  status: string;
  done: number;
  total: number;
  errors: { code: string; item: string }[];
}

/** The job of a tenant's making as operators see it. */
async function jobOf(tenantId: string): Promise<SeenJob | undefined> {
  const [job] = await findJobs(wholeTenantSession(operator), ['tenant_provisioning'], [tenantId]);
  return (
    job && {
      status: job.status,
      done: job.done,
      total: job.total!,
      errors: job.errors.map(({ code, item }) => ({ code, item: item! })),
    }
  );
}

const STEP_FAILED = { code: 'SUBGRAPH_UNAVAILABLE', item: 'carriers' };

interface Row {
  status: string;
  step: string;
  attempts: number;
  last_error: string | null;
  has_schema: boolean;
  domains: number;
  invitations: number;
}

async function rowOf(domain: string): Promise<Row | undefined> {
  const [row] = await world.inspect<Row>(
    `select t.status, p.step, p.attempts, p.last_error, exists (select from pg_namespace where nspname = t.schema_name) as has_schema,
      (select count(*)::int from tenants.tenant_domains d where d.tenant_id = t.id) as domains,
      (select count(*)::int from tenants.invitations i where i.tenant_id = t.id and i.status = 'pending') as invitations
    from tenants.tenants t join tenants.provisioning p on p.tenant_id = t.id where t.slug = $1 order by t.created_at desc limit 1`,
    [domain],
  );
  return row;
}

test('carriers are set up live and test, each as far as the platform can, and the tenant is active with its features', async () => {
  const { tenant } = await createTenant(
    operator,
    order({ carriers: ['usps', 'fedex', 'sandbox', 'USPS'], features: ['webhooks'] }),
  );
  assert.deepEqual([tenant.status, tenant.featureFlags], ['active', { webhooks: true }]);
  const [provisioning] = await findProvisionings(operator.session, [tenant.id]);
  assert.deepEqual(provisioning!.carriers, [
    { carrier: 'usps', status: 'ready' },
    { carrier: 'fedex', status: 'unavailable' },
    { carrier: 'sandbox', status: 'ready' },
  ]);
  assert.deepEqual(await jobOf(tenant.id), { status: 'completed', done: 2, total: 2, errors: [] });
  const sheets = await world.inspect(`select test_mode from "${tenant.schemaName}".rate_sheets order by test_mode`);
  assert.deepEqual(sheets, [{ test_mode: false }, { test_mode: true }]);
  const again = operator.actAs({
    ...operator.identity,
    level: 'internal',
    tenant: { id: tenant.id, schema: tenant.schemaName },
  });
  assert.deepEqual(await again.operations.call(SetUpCarriers, { carriers: ['usps'] }), {
    carriers: [{ carrier: 'usps', isReady: true }],
  });
});

test('a tenant whose carriers cannot be set up yet says so, and the job makes it active once shipping is back', async () => {
  const down = withShipping(() => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:4002')));
  const wanted = order({ carriers: ['usps'] });
  const { tenant, invitation } = await createTenant(down, wanted);
  assert.equal(tenant.status, 'provisioning');
  assert.ok(invitation, 'the administrator is invited all the same, and can accept once it is active');
  const stalled = await rowOf(wanted.domain);
  assert.deepEqual([stalled!.step, stalled!.attempts, stalled!.has_schema], ['carriers', 1, true]);
  assert.equal(stalled!.last_error?.includes('10.0.0.7'), false, 'what operators see tells of no internals');
  assert.deepEqual(await jobOf(tenant.id), { status: 'running', done: 1, total: 2, errors: [STEP_FAILED] });
  await resume();
  assert.equal((await rowOf(wanted.domain))!.status, 'provisioning', 'not before its time');
  clock.advance(2_000);
  await resume();
  assert.deepEqual(await rowOf(wanted.domain), { ...stalled, status: 'active', step: 'done', last_error: null });
  assert.deepEqual(await jobOf(tenant.id), { status: 'completed', done: 2, total: 2, errors: [STEP_FAILED] });
});

test('after five failures nothing of it is left but the note why, and the domain is free again', async () => {
  const down = withShipping(() => Promise.reject(new Error('socket hang up')));
  const wanted = order({ carriers: ['usps'], idempotencyKey: 'gives-up' });
  const { tenant } = await createTenant(down, wanted);
  const session = (await platformSession(down))!;
  for (let attempt = 2; attempt <= 5; attempt += 1) {
    assert.equal((await rowOf(wanted.domain))!.status, 'provisioning');
    await provisionTenant(down, session, tenant.id);
  }
  assert.deepEqual(await rowOf(wanted.domain), {
    status: 'failed',
    step: 'carriers',
    attempts: 5,
    last_error: 'shipping cannot be reached at the moment; try again.',
    has_schema: false,
    domains: 0,
    invitations: 0,
  });
  const errors = Array.from({ length: 5 }, () => STEP_FAILED);
  assert.deepEqual(await jobOf(tenant.id), { status: 'failed', done: 1, total: 2, errors });
  const schemas = await world.inspect('select from platform.tenant_schemas where schema_name = $1', [tenant.schemaName]);
  assert.deepEqual(schemas, []);
  const next = await createTenant(operator, wanted);
  assert.deepEqual([next.tenant.status, next.tenant.slug], ['active', wanted.domain]);
  assert.notEqual(next.tenant.id, tenant.id);
});

test('one that was cut off before its schema was made is taken up by the job when its turn is over, once however many try', async () => {
  const wanted = order();
  const { tenant } = await createTenant(operator, wanted);
  // As a kill leaves it that came between the two transactions.
  await world.inspect(`drop schema "${tenant.schemaName}" cascade`);
  await world.inspect('delete from platform.tenant_schemas where tenant_id = $1', [tenant.id]);
  await world.inspect(`update tenants.tenants set status = 'provisioning' where id = $1`, [tenant.id]);
  const turnEnds = new Date(clock.now().getTime() + TURN_MS);
  await world.inspect(
    `update tenants.provisioning set step = 'schema', finished_at = null, next_attempt_at = $2 where tenant_id = $1`,
    [tenant.id, turnEnds],
  );
  await resume();
  assert.equal((await rowOf(wanted.domain))!.has_schema, false);
  clock.advance(TURN_MS);
  const session = (await platformSession(operator))!;
  await Promise.all([resume(), provisionTenant(operator, session, tenant.id), provisionTenant(operator, session, tenant.id)]);
  const row = await rowOf(wanted.domain);
  assert.deepEqual([row!.status, row!.step, row!.has_schema], ['active', 'done', true]);
  const audited = await world.inspect(`select from platform.audit_log where resource_id = $1 and action = 'tenant.provisioned'`, [
    tenant.id,
  ]);
  assert.equal(audited.length, 2, 'once at first, once again');
});

test('the same key answers the same tenant with a new invitation, however many ask at once; another order under it is refused', async () => {
  const wanted = order({ idempotencyKey: 'key-1', features: ['webhooks'] });
  const answers = await Promise.all(Array.from({ length: 8 }, () => createTenant(operator, wanted)));
  assert.equal(new Set(answers.map(({ tenant }) => tenant.id)).size, 1);
  assert.equal(new Set(answers.map(({ invitation }) => invitation!.acceptToken)).size, 8);
  assert.equal((await rowOf(wanted.domain))!.invitations, 1, 'one of them can be accepted: the one that was answered last');
  await assert.rejects(createTenant(operator, { ...wanted, name: 'Other' }), { code: 'IDEMPOTENCY_KEY_REUSED' });
  await assert.rejects(createTenant(operator, { ...wanted, idempotencyKey: 'key-2' }), { code: 'DOMAIN_TAKEN' });
  await world.inspect(`update tenants.invitations set status = 'accepted' where tenant_id = $1`, [answers[0]!.tenant.id]);
  assert.equal((await createTenant(operator, wanted)).invitation, null);
});

test('names that are the platform’s own, or encoded ones, and settings that are none are refused by name', async () => {
  for (const domain of ['www', 'api', 'admin', 'xn--80ak6aa92e', 'ab--cd'])
    await assert.rejects(createTenant(operator, order({ domain })), { code: 'DOMAIN_RESERVED', field: 'domain' });
  for (const [facts, field] of [
    [{ carriers: ['not a carrier'] }, 'carriers'],
    [{ carriers: Array.from({ length: 51 }, (_, index) => `c${index}`) }, 'carriers'],
    [{ features: ['Nope!'] }, 'features'],
    [{ region: '../etc' }, 'region'],
    [{ idempotencyKey: 'x'.repeat(201) }, 'idempotencyKey'],
    [{ idempotencyKey: 'mit Umlaut ä' }, 'idempotencyKey'],
    [{ branding: { logoUrl: 'http://example.com/l.png' } }, 'branding.logoUrl'],
  ] as const)
    await assert.rejects(createTenant(operator, order(facts)), { code: 'VALIDATION_FAILED', field });
});
