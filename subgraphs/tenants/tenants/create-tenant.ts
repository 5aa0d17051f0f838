import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import { claimSpareSchema, provisionSpareSchema } from '../../../platform/database/tenant-schemas.query.ts';
import { Limiter } from '../../../platform/context/limiter.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { checkEmail, checkName, checkSlug, Faults } from '../validation.ts';
import { STAFF_ROLE } from '../invitations/invitation.entity.ts';
import { invite, type IssuedInvitation } from '../invitations/invite.ts';
import { insertTenantDomain } from './tenants.query.ts';
import type { Tenant } from './tenant.entity.ts';
import { TenantEntity, type TenantPlan } from './tenant.entity.ts';
import { DomainTakenError } from './tenants.errors.ts';

/** What a new tenant is made of. */
export interface CreateTenant {
  name: string;
  /** The label under which the tenant is reached, e.g. `acme-shipping`; also its slug. */
  domain: string;
  adminEmail: string;
  plan: TenantPlan;
}

// More provisioning side by side is slower, not faster: the catalogue is written under locks.
const provisioning = new Limiter(2);

/** Makes a tenant on a claimed schema and invites its administrator; all of it or nothing. */
export async function createTenant(
  context: RequestContext,
  command: CreateTenant,
): Promise<{ tenant: Tenant; invitation: IssuedInvitation }> {
  const faults = new Faults();
  const name = faults.collect(checkName('name', command.name));
  const domain = faults.collect(checkSlug('domain', command.domain));
  const adminEmail = faults.collect(checkEmail('adminEmail', command.adminEmail));
  faults.throwIfAny();
  for (;;) {
    const created = await tryCreate(context, { ...command, name, domain, adminEmail });
    if (created) return created;
    await provisioning.run(() => provisionSpareSchema(context.session));
  }
}

// Undefined when no spare schema was left: nothing is written then.
async function tryCreate(
  context: RequestContext,
  command: CreateTenant,
): Promise<{ tenant: Tenant; invitation: IssuedInvitation } | undefined> {
  const taken = (): DomainTakenError => new DomainTakenError(command.domain);
  return onUniqueViolation('tenants_slug', taken, () =>
    onUniqueViolation('tenant_domains_domain', taken, () =>
      context.session.transaction(async (transaction) => {
        const id = newId();
        const schemaName = await claimSpareSchema(transaction, id);
        if (!schemaName) return undefined;
        const tenant = transaction.em.create(TenantEntity, {
          id,
          kind: 'customer',
          name: command.name,
          slug: command.domain,
          plan: command.plan,
          status: 'active',
          schemaName,
          createdAt: context.clock.now(),
        });
        await transaction.em.flush();
        await insertTenantDomain(transaction, { tenantId: id, domain: command.domain, isPrimary: true });
        const place = { tenantId: id, tenantName: tenant.name, organizationId: null, organizationName: null };
        const invitation = await invite(transaction, context, place, { email: command.adminEmail, roles: [STAFF_ROLE] });
        transaction.audit({
          action: 'tenant.created',
          resourceType: 'tenant',
          resourceId: id,
          organizationId: null,
          after: { name: tenant.name, slug: tenant.slug, plan: tenant.plan },
          ...auditFacts(context),
        });
        return { tenant, invitation };
      }),
    ),
  );
}
