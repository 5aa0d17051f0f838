import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { findRatePrices } from './rate-price.query.ts';

/** The pinned price of a rate, expired or not; null for rates that were never priced or are not the caller's. */
export const loadRatePrice = defineLoader(
  async (context: RequestContext, rateIds) =>
    context.identity.tenant ? findRatePrices(context.session, rateIds, context.identity.organizationId) : [],
  (price) => price.rateId,
);
