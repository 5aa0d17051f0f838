import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { decimal } from '../../../platform/money/money.ts';
import type { StatedAmount } from '../carriers/consignment.ts';
import { readHsCode, readOriginCountry, weightFaults, type Report } from '../customs/check-customs.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import type { OrderLine } from './order-lines.query.ts';

const MOST_LINES = 500;
const LARGEST_QUANTITY = 1_000_000;
const LARGEST_VALUE = 1_000_000_000;
const LONGEST_SKU = 100;
const LONGEST_TITLE = 200;
const LONGEST_METADATA = 4_096;

/** A line of an order as given. */
export interface OrderLineInput {
  /** Of a line that is there already. */
  id?: Uuid | null | undefined;
  sku?: string | null | undefined;
  title: string;
  quantity: number;
  weight?: Parcel['weight'] | null | undefined;
  unitValue?: StatedAmount | null | undefined;
  originCountry?: string | null | undefined;
  hsCode?: string | null | undefined;
  metadata?: unknown;
}

/** Brings lines to normal form; faults go into the list, each on its line's field. */
export function checkOrderLines(lines: readonly OrderLineInput[], faults: ErrorDetail[]): OrderLine[] {
  const report: Report = (field, message, code = 'VALIDATION_FAILED') => void faults.push({ code, message, field });
  if (lines.length === 0 || lines.length > MOST_LINES) {
    report('lineItems', `An order has 1 to ${MOST_LINES} lines.`, lines.length === 0 ? 'LINES_EMPTY' : 'TOO_MANY_LINES');
    return [];
  }
  const currency = lines.find(({ unitValue }) => unitValue)?.unitValue?.currency;
  return lines.map((line, index) => {
    const field = `lineItems.${index}`;
    if (line.unitValue && line.unitValue.currency !== currency)
      report(`${field}.unitValue`, 'All values of an order are in one currency.', 'CURRENCY_MISMATCH');
    if (line.weight) faults.push(...weightFaults(line.weight, `${field}.weight`));
    return checkLine(line, field, report);
  });
}

function checkLine(line: OrderLineInput, field: string, report: Report): OrderLine {
  const { quantity, unitValue } = line;
  const title = line.title.trim();
  if (title === '' || title.length > LONGEST_TITLE) report(`${field}.title`, `A title has 1 to ${LONGEST_TITLE} characters.`);
  const sku = line.sku?.trim() || null;
  if ((sku?.length ?? 0) > LONGEST_SKU) report(`${field}.sku`, `An SKU has at most ${LONGEST_SKU} characters.`);
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > LARGEST_QUANTITY)
    report(`${field}.quantity`, `The quantity must be 1 to ${LARGEST_QUANTITY}.`);
  if (unitValue && !isValue(unitValue.amount))
    report(`${field}.unitValue`, `The value must be 0 to ${LARGEST_VALUE}, with at most 6 decimals.`);
  return {
    id: line.id ?? newId(),
    sku,
    title,
    quantity,
    weight: line.weight ?? null,
    unitValue: unitValue?.amount ?? null,
    currency: unitValue?.currency ?? null,
    originCountry: line.originCountry ? readOriginCountry(line.originCountry, `${field}.originCountry`, report) : null,
    hsCode: line.hsCode ? readHsCode(line.hsCode, `${field}.hsCode`, report) : null,
    metadata: checkMetadata(line.metadata, `${field}.metadata`, report),
  };
}

// What the columns hold exactly.
function isValue(amount: string): boolean {
  const value = decimal(amount);
  return !value.isLessThan(0) && !value.isGreaterThan(LARGEST_VALUE) && (value.decimalPlaces() ?? 0) <= 6;
}

function checkMetadata(given: unknown, field: string, report: Report): Record<string, unknown> {
  const metadata = given ?? {};
  if (typeof metadata !== 'object' || Array.isArray(metadata)) report(field, 'Metadata is a JSON object.');
  else if (JSON.stringify(metadata).length > LONGEST_METADATA)
    report(field, `Metadata of a line has at most ${LONGEST_METADATA} characters as JSON.`);
  return metadata as Record<string, unknown>;
}
