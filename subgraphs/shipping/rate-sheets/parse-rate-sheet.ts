import { z } from 'zod';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { currencyScale, isCurrencyCode } from '../../../platform/money/currency.ts';
import { decimal } from '../../../platform/money/money.ts';
import type { RateSheet } from './rate-sheet.ts';
import { service } from './service-shape.ts';
import { code, country, label, type Fault } from './sheet-shapes.ts';
import { distanceFaults, zonesOf, zoning } from './zoning-shape.ts';

/** Whoever sends a sheet that is wrong everywhere is told so by fewer. */
const MOST_FAULTS = 100;

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
 * Reads a rate sheet from anything; throws ValidationError with the first hundred faults, each on its dotted path under `field`.
 * Rating trusts what went through here and does not check again.
 */
export function parseRateSheet(value: unknown, field = 'rateSheet'): RateSheet {
  const result = RateSheetSchema.safeParse(value);
  if (result.success) return result.data;
  throw new ValidationError(
    result.error.issues.slice(0, MOST_FAULTS).map((issue) => {
      const path = [field, ...issue.path].join('.');
      return { code: 'RATE_SHEET_INVALID', message: `${path}: ${issue.message}`, field: path };
    }),
  );
}

function sheetFaults(sheet: RateSheet): Fault[] {
  const faults = sheet.zoning.by === 'distance' ? distanceFaults(sheet.zoning.bands) : [];
  const seen = new Set<string>();
  sheet.services.forEach((candidate, index) => {
    const key = `${candidate.code} at ${candidate.priceList}`;
    if (seen.has(key)) faults.push({ path: ['services', index, 'code'], message: `repeats ${key}` });
    seen.add(key);
    const amounts = [
      ...candidate.surcharges.flatMap((fee) => fee.amount ?? []),
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
