import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { partnerVisibility } from '../partners/partner-visibility.ts';
import { findCommissions } from './partner-commission.query.ts';

/** A commission by id; null when it is not the caller's to see. */
export const commissionById = defineLoader(
  (context: RequestContext, ids) => findCommissions(context.session, ids, partnerVisibility(context)),
  (commission) => commission.id,
);
