import type { BigNumber } from 'bignumber.js';
import { decimal, Money, RoundingMode } from '../../../platform/money/money.ts';
import type { MeasuredParcel, ParcelSize } from './measure-parcels.ts';
import type { DecimalText, DeliveryOption, Surcharge, SurchargeCondition } from './rate-sheet.ts';
import { matchPlace, type Place } from './place-match.ts';

/** What surcharges depend on besides the parcel. */
export interface Delivery {
  destination: Place;
  /** Unknown counts as not. */
  isResidential: boolean;
  options: readonly DeliveryOption[];
}

/** A surcharge that is charged. */
export interface DueSurcharge {
  code: string;
  name: string;
  amount: Money;
  /** What a percentage was taken of, in words. */
  basis?: string | undefined;
}

/** The surcharges that are due on a parcel, in the order of the list: a percentage of the running total sees those before it. */
export function dueSurcharges(
  surcharges: readonly Surcharge[],
  facts: { base: Money; parcel: MeasuredParcel; delivery: Delivery },
): DueSurcharge[] {
  const { base, parcel, delivery } = facts;
  const due = surcharges.filter(({ per, condition }) => per !== 'shipment' && isDue(condition, { parcel, delivery }));
  return chargeEach(due, { base, total: base });
}

/** The surcharges that are due once on a shipment whose parcels come to `base` and `total`. */
export function dueOnShipment(
  surcharges: readonly Surcharge[],
  facts: { base: Money; total: Money; parcels: readonly MeasuredParcel[]; delivery: Delivery },
): DueSurcharge[] {
  const { parcels, delivery } = facts;
  const due = surcharges.filter(
    ({ per, condition }) => per === 'shipment' && parcels.some((parcel) => isDue(condition, { parcel, delivery })),
  );
  return chargeEach(due, facts);
}

function chargeEach(surcharges: readonly Surcharge[], of: { base: Money; total: Money }): DueSurcharge[] {
  const { base } = of;
  let { total } = of;
  return surcharges.map((surcharge) => {
    const charged = amountOf(surcharge, { base, total });
    total = total.plus(charged.amount);
    return { code: surcharge.code, name: surcharge.name, ...charged };
  });
}

function amountOf(surcharge: Surcharge, of: { base: Money; total: Money }): Pick<DueSurcharge, 'amount' | 'basis'> {
  const { percentage } = surcharge;
  if (!percentage) return { amount: Money.of(surcharge.amount!, of.base.currency) };
  const basis = percentage.of === 'base' ? of.base : of.total;
  const percent = decimal(percentage.rate).shiftedBy(2).toFixed();
  return { amount: basis.percentage(percentage.rate, RoundingMode.HalfUp), basis: `${percent} % of ${basis.toString()}` };
}

function isDue(condition: SurchargeCondition, { parcel, delivery }: { parcel: MeasuredParcel; delivery: Delivery }): boolean {
  const { size } = parcel;
  switch (condition.on) {
    case 'always':
      return true;
    case 'longest_side':
      return isWithin(size?.longestSideInches, condition);
    case 'length_plus_girth':
      return isWithin(size?.lengthPlusGirthInches, condition);
    case 'volume':
      return isOver(size?.volumeCubicInches, condition.overCubicInches);
    case 'weight':
      return isOver(parcel.weightOunces, condition.overOunces);
    case 'residential':
      return delivery.isResidential;
    case 'destination':
      return matchPlace(condition.places, delivery.destination) !== undefined;
    case 'option':
      return delivery.options.includes(condition.option);
    default:
      return false;
  }
}

// What depends on size is not charged where the size is not known.
function isWithin(
  measure: ParcelSize[keyof ParcelSize] | undefined,
  bounds: { overInches: DecimalText; notOverInches?: DecimalText | undefined },
): boolean {
  if (!measure || !isOver(measure, bounds.overInches)) return false;
  return bounds.notOverInches === undefined || measure.isLessThanOrEqualTo(decimal(bounds.notOverInches));
}

function isOver(measure: BigNumber | undefined, bound: DecimalText): boolean {
  return measure?.isGreaterThan(decimal(bound)) ?? false;
}
