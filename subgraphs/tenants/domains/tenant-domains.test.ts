import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { tenantOfHost } from '../hosts/tenant-of-host.ts';
import { ensurePlatformTenant } from '../operators/create-operator.ts';
import { deleteTenant } from '../lifecycle/delete-tenant.ts';
import { createTenant } from '../tenants/create-tenant.ts';
import { addTenantDomain, removeTenantDomain, setPrimaryDomain } from './change-domains.ts';
import { findTenantDomains, type TenantDomain } from './domains.query.ts';
import { hostNames } from './host-name.ts';
import { targetTenant } from './target-tenant.ts';
import type { TxtLookup } from './txt-lookup.ts';
import { verificationRecord } from './verification-record.ts';
import { verifyTenantDomain } from './verify-domain.ts';

let world: TestWorld;
let operator: RequestContext;

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  const tenant = await ensurePlatformTenant(world.context('tenants', { level: 'internal' }));
  operator = world.context('tenants', { level: 'platform', tenant });
});
after(() => world.close());

let made = 0;
async function newTenant(): Promise<{ id: Uuid; slug: string; schemaName: string }> {
  const domain = `named-${(made += 1)}`;
  return (await createTenant(operator, { name: domain, domain, adminEmail: `a@${domain}.example`, plan: 'starter' })).tenant;
}

/** Name servers that say what has been written into them. */
class Zone {
  readonly asked: string[] = [];
  readonly lookUp: TxtLookup;
  private readonly records = new Map<string, string[]>();

  constructor() {
    this.lookUp = async (name) => {
      this.asked.push(name);
      return this.records.get(name) ?? [];
    };
  }

  write(domain: TenantDomain): void {
    const { name, value } = verificationRecord(domain)!;
    this.records.set(name, ['v=spf1 -all', ...(this.records.get(name) ?? []), value]);
  }
}

const leadsTo = async (host: string): Promise<string | undefined> => (await tenantOfHost(operator, host))?.id;

test('a tenant is reached below the platform’s domain from the start, and at its own domain once the TXT record says so', async () => {
  const { id, slug } = await newTenant();
  const zone = new Zone();
  assert.equal(await leadsTo(`${slug}.waybill.localhost`), id);
  const added = await addTenantDomain(operator, { tenantId: id, domain: 'Shipping.Customer.example', kind: 'api' });
  assert.equal(await leadsTo('shipping.customer.example'), undefined);
  const place = { tenantId: id, id: added.id };
  await assert.rejects(verifyTenantDomain(operator, place, zone.lookUp), { code: 'DOMAIN_NOT_PROVEN', field: 'domainId' });
  await assert.rejects(setPrimaryDomain(operator, place), { code: 'DOMAIN_UNVERIFIED' });
  zone.write(added);
  const verified = await verifyTenantDomain(operator, place, zone.lookUp);
  assert.ok(verified.verifiedAt);
  assert.deepEqual(zone.asked, Array(2).fill('_waybill.shipping.customer.example'));
  assert.equal(await leadsTo('shipping.customer.example'), id);
  assert.deepEqual(await verifyTenantDomain(operator, place, zone.lookUp), verified, 'again it changes nothing, and asks nobody');
  assert.equal(zone.asked.length, 2);
  await setPrimaryDomain(operator, place);
  const domains = await findTenantDomains(operator.session, [id]);
  assert.deepEqual(
    domains.map((domain) => [domain.domain, domain.isPrimary]),
    [
      ['shipping.customer.example', true],
      [slug, false],
    ],
  );
  assert.deepEqual(hostNames(domains, 'api'), ['shipping.customer.example', `${slug}.waybill.localhost`]);
  assert.deepEqual(hostNames(domains, 'app'), [`${slug}.waybill.localhost`]);
  await removeTenantDomain(operator, place);
  assert.equal(await leadsTo('shipping.customer.example'), undefined);
  const [left] = await findTenantDomains(operator.session, [id]);
  assert.deepEqual([left!.domain, left!.isPrimary], [slug, true]);
  await assert.rejects(removeTenantDomain(operator, { tenantId: id, id: left!.id }), { code: 'PLATFORM_DOMAIN' });
});

test('name servers that do not answer are told apart from a record that is not there', async () => {
  const { id } = await newTenant();
  const added = await addTenantDomain(operator, { tenantId: id, domain: 'slow.example', kind: 'app' });
  const silent: TxtLookup = () => Promise.reject(new Error('queryTxt ESERVFAIL _waybill.slow.example'));
  await assert.rejects(verifyTenantDomain(operator, { tenantId: id, id: added.id }, silent), { code: 'DNS_UNAVAILABLE' });
});

test('a claim that nobody has proven keeps nobody from proving it; of two that prove it at once one has it', async () => {
  const [squatter, holder] = [await newTenant(), await newTenant()];
  const zone = new Zone();
  const claimed = await addTenantDomain(operator, { tenantId: squatter.id, domain: 'wanted.example', kind: 'app' });
  const rightful = await addTenantDomain(operator, { tenantId: holder.id, domain: 'wanted.example', kind: 'app' });
  assert.notEqual(claimed.token, rightful.token);
  zone.write(rightful);
  await assert.rejects(verifyTenantDomain(operator, { tenantId: squatter.id, id: claimed.id }, zone.lookUp), {
    code: 'DOMAIN_NOT_PROVEN',
  });
  zone.write(claimed);
  const outcomes = await Promise.allSettled(
    [claimed, rightful].map(({ id, tenantId }) => verifyTenantDomain(operator, { tenantId, id }, zone.lookUp)),
  );
  assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  const refused = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [(outcome.reason as { code: string }).code] : [],
  );
  assert.deepEqual(refused, ['DOMAIN_TAKEN']);
  const third = await newTenant();
  await assert.rejects(addTenantDomain(operator, { tenantId: third.id, domain: 'wanted.example', kind: 'app' }), {
    code: 'DOMAIN_TAKEN',
  });
});

test('adding the same domain ten times at once adds it once, and a tenant has at most 20 of its own', async () => {
  const { id } = await newTenant();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => addTenantDomain(operator, { tenantId: id, domain: 'once.example', kind: 'app' })),
  );
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  for (let added = 1; added < 20; added += 1)
    await addTenantDomain(operator, { tenantId: id, domain: `more-${added}.example`, kind: 'app' });
  await assert.rejects(addTenantDomain(operator, { tenantId: id, domain: 'too-many.example', kind: 'app' }), {
    code: 'TOO_MANY_DOMAINS',
  });
});

test('a tenant’s staff name their own tenant only; a domain of another is not there; a deleted tenant takes none', async () => {
  const [own, other] = [await newTenant(), await newTenant()];
  const staff = world.context('tenants', {
    tenant: { id: own.id, schema: own.schemaName },
    permissions: ['manage_tenant'],
  });
  assert.equal(targetTenant(staff, undefined), own.id);
  assert.throws(() => targetTenant(staff, other.id), { code: 'NOT_FOUND' });
  assert.throws(() => targetTenant(operator, undefined), { code: 'VALIDATION_FAILED' });
  const foreign = await addTenantDomain(operator, { tenantId: other.id, domain: 'foreign.example', kind: 'app' });
  const place = { tenantId: own.id, id: foreign.id };
  for (const change of [setPrimaryDomain, removeTenantDomain, verifyTenantDomain])
    await assert.rejects(change(staff, place), { code: 'NOT_FOUND' });
  await deleteTenant(operator, { id: other.id });
  await assert.rejects(addTenantDomain(operator, { tenantId: other.id, domain: 'late.example', kind: 'app' }), {
    code: 'TENANT_STATE_INVALID',
  });
});
