import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { findOrganizationCommissions } from './organization-commission.query.ts';

/** What was agreed with an organization about commission; null when nothing was. */
export const loadOrganizationCommission = defineLoader(
  (context: RequestContext, organizationIds) => findOrganizationCommissions(context.session, organizationIds),
  (agreed) => agreed.organizationId,
);
