import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import type { Tenant } from './tenant.entity.ts';
import { findTenants } from './tenants.query.ts';

/** A tenant by id. */
export const tenantById = defineLoader(
  (context: RequestContext, ids) => findTenants(context.session, ids),
  (tenant: Tenant) => tenant.id,
);
