import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { partnerVisibility } from '../partners/partner-visibility.ts';
import { findPartnerAccounts, findPartnersOfOrganizations } from './accounts.query.ts';

/** An account by id; null when it is not the caller's to see. */
export const partnerAccountById = defineLoader(
  (context: RequestContext, ids) => findPartnerAccounts(context.session, ids, partnerVisibility(context)),
  (account) => account.id,
);

/** The present partner of an organization; null when it has none that the caller may see. */
export const partnerOfOrganization = defineLoader(
  (context: RequestContext, organizationIds) =>
    findPartnersOfOrganizations(context.session, organizationIds, partnerVisibility(context)),
  (partner) => partner.organizationId,
);
