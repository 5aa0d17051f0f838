import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { partnerVisibility } from './partner-visibility.ts';
import { countActiveAccounts, findPartners } from './partners.query.ts';

/** A partner by id; null when it is not the caller's to see. */
export const partnerById = defineLoader(
  (context: RequestContext, ids) => findPartners(context.session, ids, partnerVisibility(context)),
  (partner) => partner.id,
);

/** How many organizations a partner has now; null when none. */
export const activeAccountCount = defineLoader(
  (context: RequestContext, partnerIds) => countActiveAccounts(context.session, partnerIds),
  (row) => row.partnerId,
);
