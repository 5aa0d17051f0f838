import { randomBytes } from 'node:crypto';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ConflictError, NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { announceTenantChange } from '../lifecycle/tell-of-tenant.ts';
import { requireLiveMode } from '../live-mode.ts';
import { DomainTakenError, TenantStateError } from '../tenants/tenants.errors.ts';
import { lockTenant } from '../tenants/tenants.query.ts';
import { Faults } from '../validation.ts';
import { checkDomain } from './domain-name.ts';
import { DomainAlreadyAddedError, DomainUnverifiedError, PlatformDomainError } from './domains.errors.ts';
import {
  countCustomDomains,
  deleteDomain,
  insertCustomDomain,
  isVerifiedElsewhere,
  lockDomain,
  markPrimary,
  type TenantDomain,
} from './domains.query.ts';

const MOST_DOMAINS = 20;

/** Adds a domain that leads to the tenant once it is verified. */
export async function addTenantDomain(
  context: RequestContext,
  command: { tenantId: Uuid; domain: string; kind: 'app' | 'api' },
): Promise<TenantDomain> {
  requireLiveMode(context);
  const faults = new Faults();
  const domain = faults.collect(checkDomain('domain', command.domain));
  faults.throwIfAny();
  const { tenantId, kind } = command;
  return onUniqueViolation(
    'tenant_domains_once',
    () => new DomainAlreadyAddedError(domain),
    () =>
      inTenant(context, tenantId, async (transaction) => {
        if (await isVerifiedElsewhere(transaction, tenantId, domain)) throw new DomainTakenError(domain);
        if ((await countCustomDomains(transaction, tenantId)) >= MOST_DOMAINS)
          throw new ConflictError(`A tenant has at most ${MOST_DOMAINS} domains of its own; remove one first.`, {
            field: 'domain',
            code: 'TOO_MANY_DOMAINS',
          });
        const token = randomBytes(20).toString('hex');
        const added = await insertCustomDomain(transaction, {
          id: newId(),
          tenantId,
          domain,
          kind,
          token,
          createdAt: context.clock.now(),
        });
        auditDomain(transaction, context, 'tenant_domain.added', added);
        return added;
      }),
  );
}

/** Makes a verified domain the one that links are made with. */
export async function setPrimaryDomain(context: RequestContext, command: { tenantId: Uuid; id: Uuid }): Promise<TenantDomain> {
  return changeDomain(context, command, 'tenant_domain.made_primary', async (domain, transaction) => {
    if (!domain.verifiedAt) throw new DomainUnverifiedError();
    await markPrimary(transaction, domain.tenantId, domain.id);
    return { ...domain, isPrimary: true };
  });
}

/** Takes a domain away: it leads to the tenant no more, from this moment on. */
export async function removeTenantDomain(context: RequestContext, command: { tenantId: Uuid; id: Uuid }): Promise<TenantDomain> {
  return changeDomain(context, command, 'tenant_domain.removed', async (domain, transaction) => {
    if (domain.kind === 'platform') throw new PlatformDomainError();
    await deleteDomain(transaction, domain);
    return domain;
  });
}

/** Changes one of a tenant's domains under a lock, with its audit entry; every gateway forgets whom it led to. */
export async function changeDomain(
  context: RequestContext,
  { tenantId, id }: { tenantId: Uuid; id: Uuid },
  action: string,
  change: (domain: TenantDomain, transaction: Transaction) => Promise<TenantDomain>,
): Promise<TenantDomain> {
  requireLiveMode(context);
  return inTenant(context, tenantId, async (transaction) => {
    const domain = await lockDomain(transaction, tenantId, id);
    if (!domain) throw new NotFoundError('The domain', 'domainId');
    const changed = await change(domain, transaction);
    auditDomain(transaction, context, action, changed);
    announceTenantChange(transaction, tenantId);
    return changed;
  });
}

async function inTenant<T>(context: RequestContext, tenantId: Uuid, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return context.session.transaction(async (transaction) => {
    const tenant = await lockTenant(transaction, tenantId);
    if (!tenant) throw new NotFoundError('The tenant', 'tenantId');
    if (tenant.status === 'deleted' || tenant.status === 'failed') throw new TenantStateError('changed', tenant.status);
    return work(transaction);
  });
}

function auditDomain(transaction: Transaction, context: RequestContext, action: string, domain: TenantDomain): void {
  const { tenantId, domain: name, kind, isPrimary, verifiedAt } = domain;
  transaction.audit({
    action,
    resourceType: 'tenant_domain',
    resourceId: domain.id,
    organizationId: null,
    after: { tenantId, domain: name, kind, isPrimary, verifiedAt },
    ...auditFacts(context),
  });
}
