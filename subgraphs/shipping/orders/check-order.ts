import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { Money } from '../../../platform/money/money.ts';
import type { Address, AddressInput } from '../addresses/address.ts';
import { validateAddress } from '../addresses/validate-address.ts';
import { checkOwnMarks } from '../consignments/own-marks.ts';
import { checkOrderLines, type OrderLineInput } from './check-order-lines.ts';
import type { OrderLine } from './order-lines.query.ts';
import type { OrderRow } from './orders.query.ts';

const LONGEST_MARK = 100;

/** What an order says, as given. */
export interface OrderInput {
  number?: string | null | undefined;
  shipper?: AddressInput | null | undefined;
  recipient: AddressInput;
  lineItems: readonly OrderLineInput[];
  notes?: string | null | undefined;
  metadata?: unknown;
}

/** What an order says, in normal form. */
export interface CheckedOrder {
  content: Pick<OrderRow, 'number' | 'shipper' | 'recipient' | 'value' | 'currency' | 'notes' | 'metadata'>;
  lines: OrderLine[];
}

/**
 * Brings an order to normal form; throws ValidationError with every fault, those of lines on the line's field. Lines that name an id
 * keep it.
 */
export function checkOrder(input: OrderInput, faults: ErrorDetail[] = []): CheckedOrder {
  const shipper = input.shipper ? checkAddress(input.shipper, 'shipper', faults) : null;
  const recipient = checkAddress(input.recipient, 'recipient', faults);
  const lines = checkOrderLines(input.lineItems, faults);
  const { notes, metadata } = checkOwnMarks({ notes: input.notes, metadata: input.metadata }, faults);
  const number = checkMark(input.number, 'number', faults);
  if (faults.length > 0) throw new ValidationError(faults);
  return { content: { number, shipper, recipient: recipient!, notes, metadata, ...valueOf(lines) }, lines };
}

/** A short mark in normal form: trimmed, null when blank. */
export function checkMark(given: string | null | undefined, field: string, faults: ErrorDetail[]): string | null {
  const mark = given?.trim() || null;
  if ((mark?.length ?? 0) > LONGEST_MARK)
    faults.push({ code: 'VALIDATION_FAILED', message: `At most ${LONGEST_MARK} characters are allowed.`, field });
  return mark;
}

function checkAddress(input: AddressInput, field: string, faults: ErrorDetail[]): Address | null {
  const checked = validateAddress(input, field);
  faults.push(...checked.faults);
  return checked.address ?? null;
}

function valueOf(lines: readonly OrderLine[]): Pick<OrderRow, 'value' | 'currency'> {
  const valued = lines.filter(({ unitValue }) => unitValue !== null);
  const [first] = valued;
  if (!first) return { value: null, currency: null };
  const values = valued.map(({ unitValue, currency, quantity }) => Money.of(unitValue!, currency!).times(quantity));
  const value = Money.sum(values, first.currency!);
  return { value: value.toDecimalString(), currency: value.currency };
}
