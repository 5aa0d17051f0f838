import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { seesBilling } from '../caller-organization.ts';
import { findPricesOfCards, findRateCards } from './rate-card.query.ts';
import type { RateCard, RateCardPrice } from './rate-card.ts';

/** A rate card by id, as far as the caller may see it. */
export const rateCardById = defineLoader(
  async (context: RequestContext, ids) => (seesBilling(context) ? findRateCards(context.session, ids) : []),
  (card: RateCard) => card.id,
);

/** The prices of a rate card, as far as the caller may see them. */
export const pricesOfCard = defineListLoader(
  async (context: RequestContext, ids) => (seesBilling(context) ? findPricesOfCards(context.session, ids) : []),
  (price: RateCardPrice) => price.rateCardId,
);
