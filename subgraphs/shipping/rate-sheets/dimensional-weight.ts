import { BigNumber } from 'bignumber.js';
import { decimal } from '../../../platform/money/money.ts';
import type { ParcelSize } from './measure-parcels.ts';
import type { DimensionalRule } from './rate-sheet.ts';

const Exact = BigNumber.clone({ DECIMAL_PLACES: 60 });
const OUNCES_IN_POUND = 16;
/** By definition: 1 oz = 28.349523125 g, 1 in = 2.54 cm. */
const GRAMS_IN_OUNCE = new Exact('28.349523125');
const CUBIC_CENTIMETRES_IN_CUBIC_INCH = new Exact('2.54').pow(3);
const GRAMS_IN_KILOGRAM = 1000;
/** Where what a division and its inverse leave behind is dropped: far below what a volume is given to. */
const SETTLED_DECIMALS = 40;

/** The weight that a parcel's size stands for, capped where the rule says so; undefined for parcels that are not large enough. */
export function dimensionalOunces(rule: DimensionalRule | undefined, size: ParcelSize | undefined): BigNumber | undefined {
  if (!rule || !size?.volumeCubicInches.isGreaterThan(decimal(rule.appliesOverCubicInches))) return undefined;
  const ounces = 'divisorCubicInchesPerPound' in rule ? byPounds(rule, size) : byKilograms(rule, size);
  return rule.cappedAtOunces === undefined ? ounces : BigNumber.min(ounces, decimal(rule.cappedAtOunces));
}

function byPounds(rule: { divisorCubicInchesPerPound: string }, size: ParcelSize): BigNumber {
  const pounds = size.volumeCubicInches.dividedBy(decimal(rule.divisorCubicInchesPerPound));
  return pounds.integerValue(BigNumber.ROUND_CEIL).times(OUNCES_IN_POUND);
}

function byKilograms(
  rule: { divisorCubicCentimetresPerKilogram: string; roundedUpToGrams: string },
  size: ParcelSize,
): BigNumber {
  const cubicCentimetres = size.volumeCubicInches.times(CUBIC_CENTIMETRES_IN_CUBIC_INCH).decimalPlaces(SETTLED_DECIMALS);
  const grams = cubicCentimetres.dividedBy(decimal(rule.divisorCubicCentimetresPerKilogram)).times(GRAMS_IN_KILOGRAM);
  const step = decimal(rule.roundedUpToGrams);
  const steps = grams.dividedBy(step).decimalPlaces(SETTLED_DECIMALS).integerValue(BigNumber.ROUND_CEIL);
  return new Exact(steps.times(step)).dividedBy(GRAMS_IN_OUNCE);
}
