import { BigNumber } from 'bignumber.js';
import { chargeFor } from './charge-for.ts';
import type { ChargeModel } from './charge-model.ts';

/** A quantity at which one more unit makes everything cheaper. */
export interface UsagePriceCliff {
  quantity: BigNumber;
  amount: BigNumber;
  amountOfOneMore: BigNumber;
}

/** Where a volume price falls so much from one tier to the next that one more unit costs less in all; in ascending order. */
export function usagePriceCliffs(model: ChargeModel): UsagePriceCliff[] {
  if (model.kind !== 'volume') return [];
  return model.tiers.flatMap(({ upTo }) => {
    if (upTo === null) return [];
    const quantity = new BigNumber(upTo);
    const amountAt = (asked: BigNumber): BigNumber => chargeFor(model, { quantity: asked, events: 0 }).amount;
    const cliff = { quantity, amount: amountAt(quantity), amountOfOneMore: amountAt(quantity.plus(1)) };
    return cliff.amountOfOneMore.isLessThan(cliff.amount) ? [cliff] : [];
  });
}
