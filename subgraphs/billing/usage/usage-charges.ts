import { BigNumber } from 'bignumber.js';
import { Money } from '../../../platform/money/money.ts';
import { chargeFor, type Charge } from '../charge-models/charge-for.ts';
import type { ChargeModel } from '../charge-models/charge-model.ts';
import { findPricesById } from '../rate-cards/rate-card.query.ts';
import type { EffectivePrice } from '../rate-cards/rate-card.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { UsageTotal } from './usage-totals.query.ts';

/** What a total comes to. */
export interface UsageCharge {
  total: UsageTotal;
  /** The price of a rate card; null where units are priced, or nothing is. */
  price: EffectivePrice | null;
  /** In full precision, tier by tier. */
  charge: Charge;
  /** Rounded half up once. */
  amount: Money;
}

/** What totals come to, by the prices that they were recorded at: one statement. */
export async function chargesOf(db: ScopedQueryable, totals: readonly UsageTotal[]): Promise<UsageCharge[]> {
  const ids = totals.flatMap((total) => total.priceId ?? []);
  const prices = new Map(ids.length === 0 ? [] : (await findPricesById(db, ids)).map((price) => [price.id, price]));
  return totals.map((total) => {
    const price = total.priceId === null ? null : prices.get(total.priceId)!;
    const charge = chargeFor(price?.model ?? unitModel(total), { quantity: new BigNumber(total.quantity), events: total.events });
    return { total, price, charge, amount: Money.of(charge.amount, total.currency).rounded() };
  });
}

function unitModel({ unitPrice }: UsageTotal): ChargeModel {
  return { kind: 'per_unit', unitPrice: unitPrice ?? '0', minimum: null, maximum: null };
}
