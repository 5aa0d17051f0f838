import { BigNumber } from 'bignumber.js';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { decimal, Money } from '../../../platform/money/money.ts';
import { dueSurcharges, type DueSurcharge, type Delivery } from './due-surcharges.ts';
import { dimensionalOunces } from './dimensional-weight.ts';
import type { MeasuredParcel, ParcelSize } from './measure-parcels.ts';
import type { DecimalText, RateSheetService, SizeLimits, WeightBand, Zone } from './rate-sheet.ts';

/** One parcel's share of a rate. Ounces are rounded up at the sixth decimal for display; charging used the exact ones. */
export interface ParcelCharge {
  actualOunces: DecimalText;
  /** Present where the parcel is large enough for its dimensional weight to count. */
  dimensionalOunces?: DecimalText | undefined;
  /** The greater of the two (capped where the sheet says so). */
  billableOunces: DecimalText;
  /** The upper bound of the weight band that priced it. */
  bandNotOverOunces: DecimalText;
  base: Money;
  surcharges: DueSurcharge[];
  /** base + surcharges. */
  total: Money;
  /** One sentence for people. */
  explanation: string;
}

/** Why a service does not take a parcel. */
export interface ParcelFault extends ErrorDetail {
  code: 'OVER_WEIGHT_LIMIT' | 'OVER_SIZE_LIMIT';
}

/** Prices one parcel by one service in one zone; every limit it breaks is a fault, and then there is no charge. */
export function chargeParcel(
  service: RateSheetService,
  parcel: MeasuredParcel,
  at: { zone: Zone; currency: string; position: number; delivery: Delivery },
): { charge?: ParcelCharge; faults: ParcelFault[] } {
  const field = `parcels.${at.position}`;
  const faults = parcel.size ? sizeFaults(service, parcel.size, `${field}.dimensions`) : [];
  const limit = service.maxWeightOunces;
  if (parcel.weightOunces.isGreaterThan(decimal(limit))) {
    const message = `${service.name} takes parcels of up to ${limit} oz; this one weighs ${shown(parcel.weightOunces)} oz.`;
    faults.push({ code: 'OVER_WEIGHT_LIMIT', message, field: `${field}.weight` });
  }
  const dimensional = dimensionalOunces(service.dimensional, parcel.size);
  const billable = dimensional ? BigNumber.max(parcel.weightOunces, dimensional) : parcel.weightOunces;
  const band = bandFor(service.weightBands, billable);
  if (!band && faults.length === 0) {
    const message = `The dimensional weight of ${shown(billable)} oz is over the last weight band of ${service.name}.`;
    faults.push({ code: 'OVER_WEIGHT_LIMIT', message, field: `${field}.dimensions` });
  }
  if (!band || faults.length > 0) return { faults };

  const base = Money.of(band.amountsByZone[at.zone]!, at.currency);
  const surcharges = dueSurcharges(service.surcharges, { base, parcel, delivery: at.delivery });
  const total = surcharges.reduce((sum, surcharge) => sum.plus(surcharge.amount), base);
  const charge = {
    actualOunces: shown(parcel.weightOunces),
    dimensionalOunces: dimensional && shown(dimensional),
    billableOunces: shown(billable),
    bandNotOverOunces: band.notOverOunces,
    base,
    surcharges,
    total,
  };
  return {
    charge: { ...charge, explanation: explain(charge, { position: at.position, hasSize: parcel.size !== undefined }) },
    faults,
  };
}

/** Ounces as plain text with at most six decimals, rounded up, so that a parcel just over a bound never reads as on it. */
export function shown(value: BigNumber): DecimalText {
  return value.decimalPlaces(6, BigNumber.ROUND_UP).toFixed();
}

function sizeFaults(service: RateSheetService, size: ParcelSize, field: string): ParcelFault[] {
  const measures: readonly [keyof SizeLimits, BigNumber, string][] = [
    ['maxLengthInches', size.longestSideInches, 'a longest side'],
    ['maxGirthInches', size.lengthPlusGirthInches.minus(size.longestSideInches), 'a girth'],
    ['maxLengthPlusGirthInches', size.lengthPlusGirthInches, 'a length plus girth'],
  ];
  return measures.flatMap(([name, measured, words]): ParcelFault[] => {
    const limit = service.limits[name];
    if (limit === undefined || measured.isLessThanOrEqualTo(decimal(limit))) return [];
    return [
      {
        code: 'OVER_SIZE_LIMIT',
        message: `${service.name} takes ${words} of up to ${limit} in; this parcel has ${shown(measured)} in.`,
        field,
      },
    ];
  });
}

/** The first band whose bound is not exceeded, by bisection: bands ascend. */
function bandFor(bands: readonly WeightBand[], ounces: BigNumber): WeightBand | undefined {
  let [low, high] = [0, bands.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ounces.isGreaterThan(decimal(bands[middle]!.notOverOunces))) low = middle + 1;
    else high = middle;
  }
  return bands[low];
}

function explain(charge: Omit<ParcelCharge, 'explanation'>, about: { position: number; hasSize: boolean }): string {
  const actual = `${charge.actualOunces} oz actual`;
  const dimensional =
    charge.dimensionalOunces === undefined
      ? about.hasSize
        ? ''
        : ', size not given'
      : `, ${charge.dimensionalOunces} oz dimensional`;
  const billed = `billed as ${charge.billableOunces} oz in the band not over ${charge.bandNotOverOunces} oz: ${charge.base.toString()}`;
  const fees = charge.surcharges
    .map(({ amount, name, basis }) => ` + ${amount.toString()} (${basis ? `${name}, ${basis}` : name})`)
    .join('');
  return `Parcel ${about.position + 1}: ${actual}${dimensional}, ${billed}${fees}.`;
}
