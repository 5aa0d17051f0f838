import { z } from 'zod';
import type { RateSheetService } from './rate-sheet.ts';
import { MOST_PARCELS } from './measure-parcels.ts';
import { code, decimalText, isLess, label, positive, share, weight, zone, type Fault } from './sheet-shapes.ts';
import { places } from './zoning-shape.ts';

const transitDays = z
  .strictObject({ minimum: z.int().min(0).max(365), maximum: z.int().min(0).max(365) })
  .refine((days) => days.minimum <= days.maximum, 'minimum must not exceed maximum');

function sideCondition<On extends 'longest_side' | 'length_plus_girth'>(on: On) {
  return z
    .strictObject({ on: z.literal(on), overInches: decimalText, notOverInches: positive.optional() })
    .refine((side) => side.notOverInches === undefined || isLess(side.overInches, side.notOverInches), {
      path: ['notOverInches'],
      message: 'must be greater than overInches',
    });
}

const surcharge = z
  .strictObject({
    code,
    name: label,
    per: z.enum(['parcel', 'shipment']).optional(),
    amount: decimalText.optional(),
    percentage: z.strictObject({ rate: share, of: z.enum(['base', 'running_total']) }).optional(),
    condition: z.discriminatedUnion('on', [
      z.strictObject({ on: z.literal('always') }),
      sideCondition('longest_side'),
      sideCondition('length_plus_girth'),
      z.strictObject({ on: z.literal('volume'), overCubicInches: decimalText }),
      z.strictObject({ on: z.literal('weight'), overOunces: weight }),
      z.strictObject({ on: z.literal('residential') }),
      z.strictObject({ on: z.literal('destination'), places }),
      z.strictObject({ on: z.literal('option'), option: z.enum(['signature', 'adult_signature', 'insurance', 'saturday']) }),
    ]),
  })
  .refine((fee) => (fee.amount === undefined) !== (fee.percentage === undefined), 'must have either amount or percentage');

const volumeBound = { appliesOverCubicInches: decimalText, cappedAtOunces: weight.optional() };
const dimensional = z.union(
  [
    z.strictObject({ divisorCubicInchesPerPound: positive, ...volumeBound }),
    z.strictObject({ divisorCubicCentimetresPerKilogram: positive, roundedUpToGrams: positive, ...volumeBound }),
  ],
  'must have divisorCubicInchesPerPound, or divisorCubicCentimetresPerKilogram with roundedUpToGrams',
);

const schedule = z.strictObject({
  timeZone: z.string().refine(isTimeZone, 'must be a time zone such as "America/New_York"'),
  cutOffHour: z.int().min(0).max(23),
  businessDays: z
    .array(z.int().min(1).max(7))
    .min(1)
    .refine((days) => new Set(days).size === days.length, 'must not repeat a day'),
  holidays: z.array(z.iso.date()).max(500),
});

/** The shape and rules of one service of a sheet. */
export const service = z
  .strictObject({
    code,
    name: label,
    carrierName: label,
    priceList: code,
    zones: z.array(zone).min(1).max(100),
    transitDays: z.strictObject({ standard: transitDays, byZone: z.record(zone, transitDays).optional() }),
    schedule: schedule.optional(),
    maxWeightOunces: weight,
    maxParcels: z.int().min(1).max(MOST_PARCELS).optional(),
    limits: z.strictObject({
      maxLengthInches: positive.optional(),
      maxGirthInches: positive.optional(),
      maxLengthPlusGirthInches: positive.optional(),
    }),
    dimensional: dimensional.optional(),
    weightBands: z
      .array(z.strictObject({ notOverOunces: weight, amountsByZone: z.record(zone, decimalText) }))
      .min(1)
      .max(2_000),
    surcharges: z.array(surcharge).max(100),
  })
  .check((context) => {
    if (context.issues.length > 0) return;
    for (const fault of serviceFaults(context.value)) context.issues.push({ code: 'custom', input: context.value, ...fault });
  });

function serviceFaults(candidate: RateSheetService): Fault[] {
  const faults: Fault[] = [];
  const { zones, weightBands, maxWeightOunces } = candidate;
  const surchargeCodes = candidate.surcharges.map((fee) => fee.code);
  if (new Set(surchargeCodes).size !== surchargeCodes.length)
    faults.push({ path: ['surcharges'], message: 'must not repeat a code' });
  if (new Set(zones).size !== zones.length) faults.push({ path: ['zones'], message: 'must not repeat a zone' });
  weightBands.forEach((band, index) => {
    const path = ['weightBands', index];
    const previous = weightBands[index - 1];
    if (previous && !isLess(previous.notOverOunces, band.notOverOunces)) {
      faults.push({ path: [...path, 'notOverOunces'], message: `must be over the band before it (${previous.notOverOunces})` });
    }
    const missing = zones.filter((name) => band.amountsByZone[name] === undefined);
    const unknown = Object.keys(band.amountsByZone).filter((name) => !zones.includes(name));
    if (missing.length > 0) faults.push({ path: [...path, 'amountsByZone'], message: `lacks zone ${missing.join(', ')}` });
    if (unknown.length > 0) faults.push({ path: [...path, 'amountsByZone'], message: `has unknown zone ${unknown.join(', ')}` });
  });
  const lastBound = weightBands[weightBands.length - 1]!.notOverOunces;
  if (isLess(lastBound, maxWeightOunces)) {
    faults.push({
      path: ['maxWeightOunces'],
      message: `is over the last band (${lastBound}), which leaves weights without a price`,
    });
  }
  const cap = candidate.dimensional?.cappedAtOunces;
  if (cap !== undefined && isLess(lastBound, cap))
    faults.push({ path: ['dimensional', 'cappedAtOunces'], message: `is over the last band (${lastBound})` });
  const strange = Object.keys(candidate.transitDays.byZone ?? {}).filter((name) => !zones.includes(name));
  if (strange.length > 0) faults.push({ path: ['transitDays', 'byZone'], message: `has unknown zone ${strange.join(', ')}` });
  return faults;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name }).format(0);
    return true;
  } catch {
    return false;
  }
}
