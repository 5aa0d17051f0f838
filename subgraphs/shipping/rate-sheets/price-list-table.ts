import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { decimal } from '../../../platform/money/money.ts';
import { boundInOunces, type WeightUnit } from './measure-parcels.ts';
import type { PriceListColumns } from './price-list-columns.ts';
import type { WeightBand, Zone } from './rate-sheet.ts';

/** The bands of one service at one price list, as a published list prints them. */
export interface PriceListTable {
  serviceCode: string;
  priceList: string;
  zones: Zone[];
  /** In ascending order of their bound. */
  weightBands: WeightBand[];
}

/** What is wrong with a row. */
export type RowFault = Pick<ErrorDetail, 'code' | 'message'>;

const CODE_PATTERN = /^[a-z0-9][a-z0-9_]*$/;
const DECIMAL_PATTERN = /^\d{1,14}(\.\d{1,6})?$/;
// Bounds of metric lists come to many digits in ounces, and an exported list must be read again.
const WEIGHT_PATTERN = /^\d{1,14}(\.\d{1,12})?$/;
const POSITIVE_PATTERN = /[1-9]/;

/** Collects the rows of a price list into tables; one at a time, so that a fault is known by its row. */
export class PriceListTables {
  private readonly columns: PriceListColumns;
  private readonly tables = new Map<string, PriceListTable>();
  /** The bounds of each table so far, and the last of them as it was printed. */
  private readonly bounds = new Map<string, { last: string; seen: Set<string> }>();

  constructor(columns: PriceListColumns) {
    this.columns = columns;
  }

  /** In the order of their first row. */
  get all(): PriceListTable[] {
    return [...this.tables.values()];
  }

  /** Adds a row to its table; answers what is wrong with it, if anything. */
  add(cells: readonly string[]): RowFault | undefined {
    const { width, zones, hasLowerBound } = this.columns;
    if (cells.length !== width) return fault('ROW_CELLS', `expected ${width} cells, found ${cells.length}.`);
    const [serviceCode, priceList, ...rest] = cells as [string, string, ...string[]];
    if (!CODE_PATTERN.test(serviceCode)) return fault('ROW_CODE', `"${shown(serviceCode)}" is not a service code.`);
    if (!CODE_PATTERN.test(priceList)) return fault('ROW_CODE', `"${shown(priceList)}" is not a price list code.`);
    const lower = hasLowerBound ? rest.shift()! : undefined;
    const [bound, ...amounts] = rest as [string, ...string[]];
    const weightFault = this.boundFault({ serviceCode, priceList, lower, bound });
    if (weightFault) return weightFault;
    const wrong = amounts.findIndex((amount) => !DECIMAL_PATTERN.test(amount) || !POSITIVE_PATTERN.test(amount));
    if (wrong >= 0)
      return amounts[wrong] === ''
        ? fault('ROW_PRICE_MISSING', `there is no price for zone ${zones[wrong]}.`)
        : fault('ROW_AMOUNT', `"${shown(amounts[wrong]!)}" is not an amount greater than 0 (zone ${zones[wrong]}).`);
    this.store({ serviceCode, priceList, bound, amounts });
    return undefined;
  }

  private boundFault(row: {
    serviceCode: string;
    priceList: string;
    lower: string | undefined;
    bound: string;
  }): RowFault | undefined {
    const { serviceCode, priceList, lower, bound } = row;
    const words = UNIT_WORDS[this.columns.unit];
    if (!WEIGHT_PATTERN.test(bound) || !POSITIVE_PATTERN.test(bound))
      return fault('ROW_WEIGHT', `"${shown(bound)}" is not a weight in ${words} greater than 0.`);
    const bounds = this.bounds.get(keyOf(row));
    const name = `${serviceCode} ${priceList}`;
    if (bounds?.seen.has(decimal(bound).toFixed()))
      return fault('ROW_BAND_REPEATED', `the bound ${bound} of ${name} stands in an earlier row already.`);
    const previous = bounds?.last;
    if (previous !== undefined && decimal(bound).isLessThan(decimal(previous)))
      return fault('ROW_BAND_ORDER', `the bound ${bound} must be over the one before it (${previous}) of ${name}.`);
    if (lower === undefined) return undefined;
    if (!WEIGHT_PATTERN.test(lower)) return fault('ROW_WEIGHT', `"${shown(lower)}" is not a weight in ${words}.`);
    const expected = previous ?? '0';
    if (decimal(lower).isEqualTo(decimal(expected))) return undefined;
    const relation = decimal(lower).isGreaterThan(decimal(expected)) ? 'leaves a gap after' : 'overlaps';
    return fault('ROW_BAND_GAP', `a band over ${lower} ${relation} the one before it, which ends at ${expected} (${name}).`);
  }

  private store(row: { serviceCode: string; priceList: string; bound: string; amounts: readonly string[] }): void {
    const { serviceCode, priceList, bound, amounts } = row;
    const { zones, unit } = this.columns;
    const key = keyOf(row);
    const table = this.tables.get(key) ?? { serviceCode, priceList, zones: [...zones], weightBands: [] };
    table.weightBands.push({
      notOverOunces: boundInOunces(bound, unit),
      amountsByZone: Object.fromEntries(zones.map((zone, index) => [zone, amounts[index]!])),
    });
    this.tables.set(key, table);
    const seen = this.bounds.get(key)?.seen ?? new Set();
    this.bounds.set(key, { last: bound, seen: seen.add(decimal(bound).toFixed()) });
  }
}

const UNIT_WORDS: Readonly<Record<WeightUnit, string>> = { oz: 'ounces', lb: 'pounds', g: 'grams', kg: 'kilograms' };

function keyOf(row: { serviceCode: string; priceList: string }): string {
  return `${row.serviceCode}/${row.priceList}`;
}

function fault(code: string, message: string): RowFault {
  return { code, message };
}

function shown(cell: string): string {
  return cell.slice(0, 40);
}
