import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { findRatesFor } from '../usage/usage-rates.query.ts';
import { PriceBook } from './price-book.ts';
import { findEffectivePrices } from './rate-card.query.ts';

/** Reads every price that may hold for usage of these kinds in these organizations, from `from` until `until`: two statements. */
export async function readPriceBook(
  db: ScopedQueryable,
  organizationIds: readonly Uuid[],
  eventTypes: readonly string[],
  span: { from: Date; until: Date },
): Promise<PriceBook> {
  const rates = await findRatesFor(db, organizationIds, eventTypes);
  return new PriceBook(rates, await findEffectivePrices(db, organizationIds, eventTypes, span));
}
