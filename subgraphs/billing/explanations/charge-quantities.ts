import { BigNumber } from 'bignumber.js';
import { Money } from '../../../platform/money/money.ts';
import { chargeFor, type Charge, type TierCharge } from '../charge-models/charge-for.ts';
import { findPricesById } from '../rate-cards/rate-card.query.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { PricedQuantity } from './explained-amount.query.ts';

const NOTHING = new BigNumber(0);

/** What quantities come to by their prices, tier by tier. */
export interface QuantityCharge {
  tiers: TierCharge[];
  /** What minimums add, or (negative) maximums take off. */
  adjustment: BigNumber;
}

/** Charges quantities by the prices that they were recorded at: one statement, and none without a rate card. Each is rounded once. */
export async function chargeQuantities(
  db: ScopedQueryable,
  quantities: readonly PricedQuantity[],
  currency: string,
): Promise<QuantityCharge & { amount: BigNumber }> {
  const ids = quantities.flatMap(({ priceId }) => priceId ?? []);
  const models = new Map(ids.length === 0 ? [] : (await findPricesById(db, ids)).map((price) => [price.id, price.model]));
  const charges = quantities.map((priced) =>
    priced.priceId === null
      ? unitCharge(priced)
      : chargeFor(models.get(priced.priceId)!, { quantity: new BigNumber(priced.quantity), events: priced.events }),
  );
  const sum = (amounts: readonly BigNumber[]): BigNumber => amounts.reduce((total, each) => total.plus(each), NOTHING);
  return {
    tiers: charges.flatMap((charge) => charge.tiers),
    adjustment: sum(charges.map((charge) => charge.adjustment)),
    amount: sum(charges.map((charge) => Money.of(charge.amount, currency).rounded().amount)),
  };
}

// What is taken back by the unit is below zero.
function unitCharge(priced: PricedQuantity): Charge {
  const [quantity, unitPrice] = [new BigNumber(priced.quantity), new BigNumber(priced.unitPrice!)];
  const amount = quantity.times(unitPrice);
  return {
    amount,
    adjustment: NOTHING,
    tiers: [{ from: NOTHING, upTo: null, quantity, unitPrice, flatAmount: NOTHING, amount }],
  };
}
