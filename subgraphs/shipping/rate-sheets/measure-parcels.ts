import { BigNumber } from 'bignumber.js';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { decimal, type DecimalInput } from '../../../platform/money/money.ts';

export type WeightUnit = 'oz' | 'lb' | 'g' | 'kg';
export type LengthUnit = 'in' | 'cm';

/** The most parcels of a shipment. */
export const MOST_PARCELS = 100;

/** What a sender says of a parcel. Values are exact decimals; a fractional JavaScript number is refused. */
export interface Parcel {
  weight: { value: DecimalInput; unit: WeightUnit };
  dimensions?: { length: DecimalInput; width: DecimalInput; height: DecimalInput; unit: LengthUnit } | null | undefined;
}

/** The size of a box, whichever way its sides were named. */
export interface ParcelSize {
  longestSideInches: BigNumber;
  /** The longest side plus twice the sum of the two others. */
  lengthPlusGirthInches: BigNumber;
  volumeCubicInches: BigNumber;
}

/** A parcel in ounces and inches; without `size` nothing that depends on size is charged or refused. */
export interface MeasuredParcel {
  weightOunces: BigNumber;
  size?: ParcelSize | undefined;
}

/**
 * Divisions keep 60 digits: inputs have at most 12, a volume in cubic centimetres 36, so that a parcel that lies exactly on a
 * bound in one unit lies on it in the other, and one beside it stays beside it.
 */
const Exact = BigNumber.clone({ DECIMAL_PLACES: 60 });

/** So many decimals of an ounce tell weights apart that differ by a picogram. */
const OUNCE_DECIMALS = 12;

/** Units to one ounce and one inch, by definition: 1 lb = 16 oz = 453.59237 g, 1 in = 2.54 cm. */
const OUNCE_IN: Readonly<Record<WeightUnit, BigNumber>> = {
  oz: new Exact(1),
  lb: new Exact('0.0625'),
  g: new Exact('28.349523125'),
  kg: new Exact('0.028349523125'),
};
const INCH_IN: Readonly<Record<LengthUnit, BigNumber>> = { in: new Exact(1), cm: new Exact('2.54') };

/**
 * Converts parcels to ounces and inches, exactly. Throws ValidationError with every fault under `field`: PARCELS_EMPTY,
 * UNIT_UNKNOWN, MEASURE_INVALID (no exact decimal), WEIGHT_NOT_POSITIVE, DIMENSION_NOT_POSITIVE.
 */
export function measureParcels(parcels: readonly Parcel[], field = 'parcels'): MeasuredParcel[] {
  const faults: ErrorDetail[] = [];
  if (parcels.length === 0) faults.push({ code: 'PARCELS_EMPTY', message: 'At least one parcel is needed.', field });
  const measured = parcels.map((parcel, index) => measureParcel(parcel, `${field}.${index}`, faults));
  if (faults.length > 0) throw new ValidationError(faults);
  return measured as MeasuredParcel[];
}

function measureParcel(parcel: Parcel, field: string, faults: ErrorDetail[]): MeasuredParcel | undefined {
  const weight = measure(parcel.weight.value, { field: `${field}.weight`, what: 'weight', code: 'WEIGHT_NOT_POSITIVE' }, faults);
  const ounce = unit(OUNCE_IN, parcel.weight.unit, `${field}.weight.unit`, faults);
  const size = parcel.dimensions ? measureSize(parcel.dimensions, `${field}.dimensions`, faults) : undefined;
  if (!weight || !ounce) return undefined;
  return { weightOunces: weight.dividedBy(ounce), size };
}

/**
 * The upper bound of a band in ounces: as it was said where that is ounces, else rounded up at the twelfth decimal, so that what weighs
 * exactly as much as the bound still belongs to the band.
 */
export function boundInOunces(bound: string, weightUnit: WeightUnit): string {
  if (weightUnit === 'oz') return bound;
  return new Exact(decimal(bound)).dividedBy(OUNCE_IN[weightUnit]).decimalPlaces(OUNCE_DECIMALS, BigNumber.ROUND_UP).toFixed();
}

function measureSize(
  dimensions: NonNullable<Parcel['dimensions']>,
  field: string,
  faults: ErrorDetail[],
): ParcelSize | undefined {
  const sides = (['length', 'width', 'height'] as const).map((side) =>
    measure(dimensions[side], { field: `${field}.${side}`, what: side, code: 'DIMENSION_NOT_POSITIVE' }, faults),
  );
  const inch = unit(INCH_IN, dimensions.unit, `${field}.unit`, faults);
  const [a, b, c] = sides;
  if (!a || !b || !c || !inch) return undefined;
  const longest = BigNumber.max(a, b, c);
  const sum = a.plus(b).plus(c);
  return {
    longestSideInches: new Exact(longest).dividedBy(inch),
    lengthPlusGirthInches: sum.times(2).minus(longest).dividedBy(inch),
    volumeCubicInches: a.times(b).times(c).dividedBy(inch.pow(3)),
  };
}

function measure(
  value: DecimalInput,
  about: { field: string; what: string; code: string },
  faults: ErrorDetail[],
): BigNumber | undefined {
  let exact: BigNumber;
  try {
    exact = new Exact(decimal(value));
  } catch {
    faults.push({
      code: 'MEASURE_INVALID',
      message: `The ${about.what} must be an exact decimal such as "12.5".`,
      field: about.field,
    });
    return undefined;
  }
  if (exact.isFinite() && exact.isGreaterThan(0)) return exact;
  faults.push({ code: about.code, message: `The ${about.what} must be greater than 0.`, field: about.field });
  return undefined;
}

function unit<Unit extends string>(
  units: Readonly<Record<Unit, BigNumber>>,
  name: Unit,
  field: string,
  faults: ErrorDetail[],
): BigNumber | undefined {
  if (Object.hasOwn(units, name)) return units[name];
  faults.push({ code: 'UNIT_UNKNOWN', message: `The unit must be one of ${Object.keys(units).join(', ')}.`, field });
  return undefined;
}
