import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { ensurePlatformTenant } from '../operators/create-operator.ts';
import { requestPasswordReset } from '../passwords/reset-password.ts';
import { inviteStaff } from '../staff/invite-staff.ts';
import { createTenant } from '../tenants/create-tenant.ts';
import type { Tenant } from '../tenants/tenant.entity.ts';

const clock = new ManualClock(new Date('2026-03-01T00:00:00Z'));
let world: TestWorld;
let operator: RequestContext;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  const tenant = await ensurePlatformTenant(world.context('tenants', { level: 'internal' }));
  operator = world.context('tenants', { level: 'platform', tenant });
});
after(() => world.close());

async function newTenant(domain: string, name = domain): Promise<Tenant> {
  const branding = { logoUrl: `https://cdn.${domain}.example/logo.png`, primaryColor: '#0a7d4f' };
  const order = { name, domain, adminEmail: `a@${domain}.example`, plan: 'starter' as const, branding };
  return (await createTenant(operator, order)).tenant;
}

async function lastMail(recipient: string): Promise<{ subject: string; text: string; html: string }> {
  const [mail] = await world.inspect<{ subject: string; text: string; html: string }>(
    `select subject, body_text as text, body_html as html from platform.outbound_emails where recipient = $1 order by created_at desc, id desc limit 1`,
    [recipient],
  );
  return mail!;
}

/** Lets a person be of a tenant's staff, as if they had accepted. */
async function addStaff(tenantId: string, email: string): Promise<void> {
  await world.inspect(
    `with person as (insert into tenants.users (id, email, name, created_at) values (gen_random_uuid(), $2, 'Ann', now())
       on conflict (email) do update set name = excluded.name returning id)
     insert into tenants.tenant_members (tenant_id, user_id, role, created_at) select $1, id, 'tenant_admin', now() from person`,
    [tenantId, email],
  );
}

test('an invitation leads to the tenant’s app and looks like the tenant; a name that looks like markup stays a name', async () => {
  await newTenant('birch', 'Birch <b>& Co');
  const { subject, text, html } = await lastMail('a@birch.example');
  assert.equal(subject, 'Invitation to the staff of Birch <b>& Co');
  assert.match(text, /^Accept the invitation: https:\/\/birch\.waybill\.localhost\/accept-invitation#token=wb_invite_\w+$/m);
  assert.match(html, /<a href="https:\/\/birch\.waybill\.localhost\/accept-invitation#token=wb_invite_\w+"/);
  assert.ok(html.includes('src="https://cdn.birch.example/logo.png" alt="Birch &lt;b&gt;&amp; Co"'));
  assert.ok(html.includes('color:#0a7d4f') && !html.includes('Birch <b>'));
});

test('links lead to the primary app domain once it is verified, and never to one for the API', async () => {
  const tenant = await newTenant('cedar');
  const admin = world.context('tenants', { tenant: { id: tenant.id, schema: tenant.schemaName } });
  const add = (domain: string, kind: string, isVerified: boolean): Promise<object[]> =>
    world.inspect(
      `insert into tenants.tenant_domains (id, tenant_id, domain, kind, is_primary, token, created_at, verified_at)
       values (gen_random_uuid(), $1, $2, $3, false, 'x', now(), case when $4::boolean then now() end)`,
      [tenant.id, domain, kind, isVerified],
    );
  const primary = (domain: string): Promise<object[]> =>
    world.inspect('update tenants.tenant_domains set is_primary = domain = $2 where tenant_id = $1', [tenant.id, domain]);
  let invited = 0;
  const host = async (): Promise<string | undefined> => {
    const email = `p${(invited += 1)}@cedar.example`;
    await inviteStaff(admin, email);
    return /https:\/\/([^/]+)\/accept/.exec((await lastMail(email)).text)?.[1];
  };
  await add('app.cedar.example', 'app', false);
  assert.equal(await host(), 'cedar.waybill.localhost');
  await add('api.cedar.example', 'api', true);
  await primary('api.cedar.example');
  assert.equal(await host(), 'cedar.waybill.localhost');
  await add('ship.cedar.example', 'app', true);
  await primary('ship.cedar.example');
  assert.equal(await host(), 'ship.cedar.example');
});

test('mail about an account looks like the one tenant that its person belongs to, else like the platform', async () => {
  const [one, other] = [await newTenant('daisy'), await newTenant('elm')];
  await addStaff(one.id, 'ann@daisy.example');
  const anonymous = world.context('tenants', { level: 'anonymous', permissions: [] });
  await requestPasswordReset(anonymous, 'ann@daisy.example');
  const own = await lastMail('ann@daisy.example');
  assert.match(own.text, /^Choose a new password: https:\/\/daisy\.waybill\.localhost\/reset-password#token=wb_reset_\w+$/m);
  assert.match(own.text, /-- \ndaisy\n/);
  await addStaff(other.id, 'ann@daisy.example');
  clock.advance(3_600_000);
  await requestPasswordReset(anonymous, 'ann@daisy.example');
  const shared = await lastMail('ann@daisy.example');
  assert.match(shared.text, /^Choose a new password: https:\/\/waybill\.localhost\/reset-password#token=wb_reset_\w+$/m);
  assert.match(shared.text, /-- \nWaybill\n/);
  assert.ok(!shared.html.includes('daisy.example/logo') && !shared.html.includes('elm.example/logo'));
});
