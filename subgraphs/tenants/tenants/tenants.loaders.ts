import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import type { Tenant } from './tenant.entity.ts';
import { findTenantDomains, findTenants, type TenantDomain } from './tenants.query.ts';

/** A tenant by id. */
export const tenantById = defineLoader(
  (context: RequestContext, ids) => findTenants(context.session, ids),
  (tenant: Tenant) => tenant.id,
);

/** A tenant's domains, the primary one first. */
export const domainsOfTenant = defineListLoader(
  (context: RequestContext, ids) => findTenantDomains(context.session, ids),
  (domain: TenantDomain) => domain.tenantId,
);
