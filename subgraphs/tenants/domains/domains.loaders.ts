import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader } from '../../../platform/loaders/loader.ts';
import { findTenantDomains, type TenantDomain } from './domains.query.ts';

/** A tenant's domains, the primary one first. */
export const domainsOfTenant = defineListLoader(
  (context: RequestContext, ids) => findTenantDomains(context.session, ids),
  (domain: TenantDomain) => domain.tenantId,
);
