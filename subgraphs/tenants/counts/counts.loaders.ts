import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { findTenantCounts, type TenantCounts } from './counts.query.ts';

/** How many organizations, members and tokens a tenant has. */
export const countsOfTenant = defineLoader(
  (context: RequestContext, ids) => findTenantCounts(context.session, ids),
  (counts: TenantCounts) => counts.tenantId,
);
