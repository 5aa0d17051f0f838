import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { findProvisionings, type Provisioning } from './provisioning.query.ts';

/** How far the making of a tenant is; null for those made before it was kept. */
export const provisioningOfTenant = defineLoader(
  (context: RequestContext, ids) => findProvisionings(context.session, ids),
  (provisioning: Provisioning) => provisioning.tenantId,
);
