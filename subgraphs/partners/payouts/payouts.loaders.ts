import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { partnerVisibility } from '../partners/partner-visibility.ts';
import { findPayouts } from './partner-payout.query.ts';

/** A payout by id; null when it is not the caller's to see. */
export const payoutById = defineLoader(
  (context: RequestContext, ids) => findPayouts(context.session, ids, partnerVisibility(context)),
  (payout) => payout.id,
);
