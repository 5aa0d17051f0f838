import type { Transaction } from '../../../platform/database/session.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { checkChargeModel, type ChargeModelTerms } from '../charge-models/check-charge-model.ts';
import { findMetersByKey } from '../meters/meter.query.ts';
import { MeterArchivedError } from '../meters/meters.errors.ts';
import type { RateCardPrice } from './rate-card.ts';
import { UnknownMeterError } from './rate-cards.errors.ts';

const MOST_PRICES = 100;

/** A price as it is asked for: a charge model over the meter with the key. */
export interface AskedPrice {
  meter: string;
  model: ChargeModelTerms;
}

/** The prices of a new card; throws for an unknown, archived or repeated meter and for terms that state no model. */
export async function checkPrices(
  transaction: Transaction,
  cardId: Uuid,
  prices: readonly AskedPrice[],
  currency: string,
): Promise<RateCardPrice[]> {
  if (prices.length === 0 || prices.length > MOST_PRICES)
    throw ValidationError.of('prices', `A rate card has 1 to ${MOST_PRICES} prices.`);
  const keys = prices.map((price) => price.meter);
  const meters = new Map((await findMetersByKey(transaction, keys)).map((meter) => [meter.key, meter]));
  return prices.map(({ meter: key, model }, position) => {
    const field = `prices.${position}.meter`;
    const meter = meters.get(key);
    if (!meter) throw new UnknownMeterError(field);
    if (meter.archivedAt) throw new MeterArchivedError(field);
    if (keys.indexOf(key) !== position) throw ValidationError.of(field, 'A rate card has one price for a meter.');
    const checked = checkChargeModel(model, currency, `prices.${position}.model`);
    return { id: newId(), rateCardId: cardId, meterId: meter.id, position, model: checked };
  });
}
