import { TenantCreated } from '../../../contracts/events/tenant-events.ts';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { claimSpareSchema, newSchemaName } from '../../../platform/database/tenant-schemas.query.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { insertTenantDomain } from '../domains/domains.query.ts';
import { tenantEvent } from '../lifecycle/tell-of-tenant.ts';
import { requireLiveMode } from '../live-mode.ts';
import { wholeTenantSession } from '../operators/whole-tenant-session.ts';
import { openProvisioningJob } from '../provisioning/provisioning-job.ts';
import { provisionTenant, TURN_MS } from '../provisioning/provision-tenant.ts';
import { writeProvisioning, type ProvisioningStep } from '../provisioning/provisioning.query.ts';
import { auditedTenant } from './audited-tenant.ts';
import { answerAgain, type CreatedTenant } from './answer-again.ts';
import { inviteAdministrator } from './invite-administrator.ts';
import { TenantEntity } from './tenant.entity.ts';
import { checkTenantOrder, type CreateTenant, type TenantOrder } from './tenant-order.ts';
import { DomainTakenError } from './tenants.errors.ts';
import { findTenants } from './tenants.query.ts';

/**
 * Makes a tenant and invites its administrator. With a spare schema and no carriers asked for it is active at once; else it is
 * provisioned step by step, by this call as far as it comes and by a job from there on.
 */
export async function createTenant(context: RequestContext, command: CreateTenant): Promise<CreatedTenant> {
  requireLiveMode(context);
  const order = checkTenantOrder(command);
  const begun = await begin(context, order);
  if (begun.tenant.status !== 'provisioning') return begun;
  await provisionTenant(context, wholeTenantSession(context), begun.tenant.id);
  const [tenant] = await findTenants(context.session, [begun.tenant.id]);
  return { ...begun, tenant: tenant ?? begun.tenant };
}

async function begin(context: RequestContext, order: TenantOrder): Promise<CreatedTenant> {
  const taken = (): DomainTakenError => new DomainTakenError(order.domain);
  return onUniqueViolation('tenants_slug', taken, () =>
    onUniqueViolation('tenant_domains_domain', taken, () =>
      wholeTenantSession(context).transaction(
        async (transaction) => (await answerAgain(transaction, context, order)) ?? insertTenant(transaction, context, order),
      ),
    ),
  );
}

async function insertTenant(transaction: Transaction, context: RequestContext, order: TenantOrder): Promise<CreatedTenant> {
  const id = newId();
  const now = context.clock.now();
  const claimed = await claimSpareSchema(transaction, id);
  const step = nextStep(claimed, order);
  const tenant = transaction.em.create(TenantEntity, {
    id,
    kind: 'customer',
    name: order.name,
    slug: order.domain,
    plan: order.plan,
    status: step === 'done' ? 'active' : 'provisioning',
    schemaName: claimed ?? newSchemaName(),
    region: order.region,
    branding: order.branding,
    featureFlags: Object.fromEntries(order.features.map((feature) => [feature, true])),
    createdAt: now,
    idempotencyKey: order.idempotencyKey,
    requestHash: order.hash,
  });
  await transaction.em.flush();
  await insertTenantDomain(transaction, { tenantId: id, domain: order.domain, now });
  const invitation = await inviteAdministrator(transaction, context, tenant, order.adminEmail);
  await writeProvisioning(transaction, {
    tenantId: id,
    step,
    carriers: order.carriers.map((carrier) => ({ carrier, status: 'requested' })),
    attempts: 0,
    lastError: null,
    startedAt: now,
    finishedAt: step === 'done' ? now : null,
    nextAttemptAt: step === 'done' ? null : new Date(now.getTime() + TURN_MS),
  });
  await openProvisioningJob(transaction, context, { tenantId: id, step, hasCarriers: order.carriers.length > 0 });
  if (step === 'done') {
    const { name, slug, plan, region } = tenant;
    transaction.publish(tenantEvent(context, TenantCreated, id, { tenantId: id, name, slug, plan, region }));
  }
  transaction.audit({
    action: 'tenant.created',
    resourceType: 'tenant',
    resourceId: id,
    organizationId: null,
    after: auditedTenant(tenant),
    ...auditFacts(context),
  });
  return { tenant, invitation };
}

function nextStep(claimedSchema: string | undefined, order: TenantOrder): ProvisioningStep {
  if (!claimedSchema) return 'schema';
  return order.carriers.length > 0 ? 'carriers' : 'done';
}
