import { BigNumber } from 'bignumber.js';
import { decimal } from '../../../platform/money/money.ts';
import type { RateRow } from './quotes.query.ts';

/** In which order rates are shown. */
export type RateOrder = 'price' | 'speed' | 'value';

type SortableRate = Pick<RateRow, 'id' | 'currency' | 'carrierCharge' | 'transitDays'>;
type Comparison<Rate> = (left: Rate, right: Rate) => number;

const byCurrency: Comparison<SortableRate> = (left, right) => left.currency.localeCompare(right.currency);
const byCharge: Comparison<SortableRate> = (left, right) => decimal(left.carrierCharge).comparedTo(decimal(right.carrierCharge))!;
const byTransit: Comparison<SortableRate> = (left, right) => daysOf(left) - daysOf(right) || 0;
const byId: Comparison<SortableRate> = (left, right) => (left.id < right.id ? -1 : 1);

/**
 * Sorts rates: by price (cheapest carrier charge first, then fastest), by speed (fastest first, then cheapest) or by value. Value weighs
 * both alike: how many times the cheapest charge and how many times the shortest transit a rate takes, added up; the least first. Rates
 * that name no transit time come last in speed and value; amounts of different currencies are never compared.
 */
export function sortRates<Rate extends SortableRate>(rates: readonly Rate[], order: RateOrder): Rate[] {
  const comparisons: Record<RateOrder, Comparison<SortableRate>[]> = {
    price: [byCurrency, byCharge, byTransit, byId],
    speed: [byTransit, byCurrency, byCharge, byId],
    value: [byCurrency, byValueAmong(rates), byCharge, byId],
  };
  return rates.toSorted((left, right) => comparisons[order].reduce((result, compare) => result || compare(left, right), 0));
}

function byValueAmong(rates: readonly SortableRate[]): Comparison<SortableRate> {
  const shortest = Math.max(1, Math.min(...rates.map(daysOf)));
  const cheapest = new Map(
    [...Map.groupBy(rates, (rate) => rate.currency)].map(([currency, group]) => [
      currency,
      BigNumber.min(...group.map((rate) => decimal(rate.carrierCharge))),
    ]),
  );
  const score = (rate: SortableRate): BigNumber | undefined => {
    const base = cheapest.get(rate.currency)!;
    if (rate.transitDays === null) return undefined;
    const price = base.isZero() ? decimal(rate.carrierCharge) : decimal(rate.carrierCharge).dividedBy(base);
    return price.plus(new BigNumber(Math.max(1, rate.transitDays)).dividedBy(shortest));
  };
  return (left, right) => {
    const [one, other] = [score(left), score(right)];
    if (!one || !other) return Number(!one) - Number(!other);
    return one.comparedTo(other)!;
  };
}

function daysOf({ transitDays }: SortableRate): number {
  return transitDays ?? Number.MAX_SAFE_INTEGER;
}
