import { ValidationError } from '../../../platform/errors/errors.ts';
import type { WeightUnit } from './measure-parcels.ts';
import type { Zone } from './rate-sheet.ts';

/** What the columns of a price list mean. */
export interface PriceListColumns {
  unit: WeightUnit;
  /** Whether each row also says where its band begins. */
  hasLowerBound: boolean;
  zones: Zone[];
  /** How many cells a row has. */
  width: number;
}

const UNITS: readonly WeightUnit[] = ['oz', 'lb', 'g', 'kg'];
const OTHER_DELIMITERS: ReadonlyMap<string, string> = new Map([
  [';', 'semicolons'],
  ['\t', 'tabs'],
  ['|', 'bars'],
]);

/** Reads the first row: service, price_list, perhaps weight_over_<unit>, weight_not_over_<unit>, then zone_<name>_<currency> for each zone. */
export function readColumns(header: readonly string[], options: { currency: string; field: string }): PriceListColumns {
  const { currency, field } = options;
  refuseOtherDelimiter(header, field);
  const unit = UNITS.find((each) => header.includes(`weight_not_over_${each}`)) ?? 'oz';
  const hasLowerBound = header[2] === `weight_over_${unit}`;
  const fixed = ['service', 'price_list', ...(hasLowerBound ? [`weight_over_${unit}`] : []), `weight_not_over_${unit}`];
  const pattern = new RegExp(`^zone_([A-Za-z0-9-]{1,16})_${currency.toLowerCase()}$`);
  const zones = header.slice(fixed.length).map((column) => pattern.exec(column)?.[1]);
  const isFixedPartRight = fixed.every((name, index) => header[index] === name);
  if (isFixedPartRight && zones.length > 0 && !zones.includes(undefined) && new Set(zones).size === zones.length)
    return { unit, hasLowerBound, zones: zones as Zone[], width: header.length };
  const expected = [...fixed, `zone_<name>_${currency.toLowerCase()}`].join(',');
  throw ValidationError.of(
    `${field}.1`,
    `Row 1: the header must be ${expected} with one column for each zone.`,
    'PRICE_LIST_HEADER',
  );
}

function refuseOtherDelimiter(header: readonly string[], field: string): void {
  if (header.length !== 1) return;
  for (const [delimiter, words] of OTHER_DELIMITERS)
    if (header[0]!.includes(delimiter))
      throw ValidationError.of(
        `${field}.1`,
        `Row 1: cells must be separated by commas, not by ${words}.`,
        'PRICE_LIST_DELIMITER',
      );
}
