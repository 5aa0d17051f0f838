import { z } from 'zod';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { currencyScale, isCurrencyCode } from '../../../platform/money/currency.ts';
import { decimal } from '../../../platform/money/money.ts';
import type { RateSheet, RateSheetService, Zoning } from './rate-sheet.ts';

const code = z.string().regex(/^[a-z0-9][a-z0-9_]{0,63}$/, 'must be lower case letters, digits and underscores');
const label = z.string().trim().min(1).max(120);
const zone = z.string().regex(/^[A-Za-z0-9_-]{1,16}$/, 'must be 1 to 16 letters, digits, dashes or underscores');
const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 alpha-2 code');
const decimalText = z.string().regex(/^\d{1,14}(\.\d{1,6})?$/, 'must be a decimal such as "12.50"');
const positive = decimalText.refine((text) => !/^[0.]+$/.test(text), 'must be greater than 0');
const transitDays = z
  .strictObject({ minimum: z.int().min(0).max(365), maximum: z.int().min(0).max(365) })
  .refine((days) => days.minimum <= days.maximum, 'minimum must not exceed maximum');

const surcharge = z.strictObject({
  code,
  name: label,
  amount: decimalText,
  condition: z.discriminatedUnion('on', [
    z
      .strictObject({ on: z.literal('longest_side'), overInches: decimalText, notOverInches: positive.optional() })
      .refine((side) => side.notOverInches === undefined || isLess(side.overInches, side.notOverInches), {
        path: ['notOverInches'],
        message: 'must be greater than overInches',
      }),
    z.strictObject({ on: z.literal('volume'), overCubicInches: decimalText }),
  ]),
});

const service = z
  .strictObject({
    code,
    name: label,
    carrierName: label,
    priceList: code,
    zones: z.array(zone).min(1).max(100),
    transitDays: z.strictObject({ standard: transitDays, byZone: z.record(zone, transitDays).optional() }),
    maxWeightOunces: positive,
    limits: z.strictObject({ maxLengthInches: positive.optional(), maxLengthPlusGirthInches: positive.optional() }),
    dimensional: z
      .strictObject({
        divisorCubicInchesPerPound: positive,
        appliesOverCubicInches: decimalText,
        cappedAtOunces: positive.optional(),
      })
      .optional(),
    weightBands: z
      .array(z.strictObject({ notOverOunces: positive, amountsByZone: z.record(zone, decimalText) }))
      .min(1)
      .max(2_000),
    surcharges: z.array(surcharge).max(100),
  })
  .check((context) => {
    if (context.issues.length > 0) return;
    for (const fault of serviceFaults(context.value)) context.issues.push({ code: 'custom', input: context.value, ...fault });
  });

const postalBound = z.string().regex(/^[A-Z0-9]{1,10}$/, 'must be upper case letters and digits');
const places = z
  .strictObject({
    postalCodes: z
      .array(
        z
          .strictObject({ country, from: postalBound, to: postalBound })
          .refine(
            (range) => range.from.length === range.to.length && range.from <= range.to,
            'from and to must be of one length and in order',
          ),
      )
      .optional(),
    cities: z.array(z.strictObject({ country, city: label, state: label.optional() })).optional(),
    countries: z.array(country).optional(),
  })
  .refine((list) => Object.values(list).some((entries) => entries.length > 0), 'must name at least one place');

const zoning = z.discriminatedUnion('by', [
  z.strictObject({
    by: z.literal('distance'),
    countries: z.array(country).min(1),
    sameAreaZone: zone,
    bands: z.array(z.strictObject({ zone, notOverMiles: z.int().positive().optional() })).min(1),
    remoteAreas: z.array(z.strictObject({ zone, name: label, places })),
  }),
  z.strictObject({
    by: z.literal('lists'),
    listedZones: z.array(z.strictObject({ zone, name: label, origin: places.optional(), destination: places })).min(1),
  }),
]);

/** The shape and rules of a rate sheet; its output is a RateSheet. */
export const RateSheetSchema: z.ZodType<RateSheet> = z
  .strictObject({
    code,
    name: label,
    currency: z.string().refine(isCurrencyCode, 'must be an ISO 4217 code'),
    originCountry: country,
    zoning,
    services: z.array(service).min(1).max(200),
  })
  .check((context) => {
    if (context.issues.length > 0) return;
    for (const fault of sheetFaults(context.value)) context.issues.push({ code: 'custom', input: context.value, ...fault });
  });

/**
 * Reads a rate sheet from anything; throws ValidationError with every fault, each on its dotted path under `field`.
 * Rating trusts what went through here and does not check again.
 */
export function parseRateSheet(value: unknown, field = 'rateSheet'): RateSheet {
  const result = RateSheetSchema.safeParse(value);
  if (result.success) return result.data;
  throw new ValidationError(
    result.error.issues.map((issue) => {
      const path = [field, ...issue.path].join('.');
      return { code: 'RATE_SHEET_INVALID', message: `${path}: ${issue.message}`, field: path };
    }),
  );
}

interface Fault {
  path: (string | number)[];
  message: string;
}

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

function sheetFaults(sheet: RateSheet): Fault[] {
  const faults = sheet.zoning.by === 'distance' ? distanceFaults(sheet.zoning.bands) : [];
  const seen = new Set<string>();
  sheet.services.forEach((candidate, index) => {
    const key = `${candidate.code} at ${candidate.priceList}`;
    if (seen.has(key)) faults.push({ path: ['services', index, 'code'], message: `repeats ${key}` });
    seen.add(key);
    const amounts = [
      ...candidate.surcharges.map((fee) => fee.amount),
      ...candidate.weightBands.flatMap((band) => Object.values(band.amountsByZone)),
    ];
    const fine = amounts.find((amount) => (decimal(amount).decimalPlaces() ?? 0) > currencyScale(sheet.currency));
    if (fine !== undefined)
      faults.push({ path: ['services', index], message: `has an amount (${fine}) finer than ${sheet.currency} can be paid` });
  });
  const reachable = zonesOf(sheet.zoning);
  const dead = [...new Set(sheet.services.flatMap((candidate) => candidate.zones))].filter((name) => !reachable.has(name));
  if (dead.length > 0)
    faults.push({ path: ['zoning'], message: `has no place in zone ${dead.join(', ')}, which services price` });
  return faults;
}

function distanceFaults(bands: readonly { notOverMiles?: number | undefined }[]): Fault[] {
  return bands.flatMap((band, index) => {
    const path = ['zoning', 'bands', index, 'notOverMiles'];
    const isLast = index === bands.length - 1;
    if (isLast)
      return band.notOverMiles === undefined
        ? []
        : [{ path, message: 'must be absent on the last band, so that no distance is left out' }];
    if (band.notOverMiles === undefined) return [{ path, message: 'is required on all bands but the last' }];
    const previous = bands[index - 1]?.notOverMiles ?? 0;
    return band.notOverMiles > previous ? [] : [{ path, message: `must be over the band before it (${previous})` }];
  });
}

function zonesOf(rule: Zoning): Set<string> {
  if (rule.by === 'lists') return new Set(rule.listedZones.map((listed) => listed.zone));
  return new Set([rule.sameAreaZone, ...rule.bands.map((band) => band.zone), ...rule.remoteAreas.map((area) => area.zone)]);
}

function isLess(left: string, right: string): boolean {
  return decimal(left).isLessThan(decimal(right));
}
