import type { Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { lineAmount } from '../usage/line-amount.ts';
import { claimShipping, claimUsage, findBillableGroups, type BillableWindow } from './billable.query.ts';
import type { InvoiceLineRow } from './invoice-line.query.ts';

/** A line before it is written. */
export type NewLine = Omit<InvoiceLineRow, 'currency'>;

/**
 * Takes everything that the window may bill and no other line has, and makes lines of it: one for each kind of usage, rate
 * and month, and one for what was shipped on invoice. Each is rounded once. Call it under the lock of the entity's balance.
 */
export async function claimLines(
  transaction: Transaction,
  invoice: { id: Uuid; currency: string },
  window: BillableWindow,
): Promise<NewLine[]> {
  const lines = [
    ...(await claimUsageLines(transaction, invoice, window)),
    ...(await claimShippingLine(transaction, invoice, window)),
  ];
  return lines.map((line, index) => ({ ...line, position: index + 1 }));
}

async function claimUsageLines(
  transaction: Transaction,
  invoice: { id: Uuid; currency: string },
  window: BillableWindow,
): Promise<NewLine[]> {
  const groups = (await findBillableGroups(transaction, window)).map((group) => ({ ...group, lineId: newId() }));
  if (groups.length === 0) return [];
  const claimed = new Map((await claimUsage(transaction, window, groups)).map((line) => [line.lineId, line.quantity]));
  return groups.flatMap(({ lineId, ...group }): NewLine[] => {
    const quantity = claimed.get(lineId);
    if (quantity === undefined) return [];
    const amount = lineAmount(quantity, group.unitPrice, invoice.currency).toDecimalString();
    return [{ ...group, id: lineId, invoiceId: invoice.id, position: 0, kind: 'usage', quantity, amount }];
  });
}

async function claimShippingLine(
  transaction: Transaction,
  invoice: { id: Uuid; currency: string },
  window: BillableWindow,
): Promise<NewLine[]> {
  const id = newId();
  const { amount, count } = await claimShipping(transaction, window, id);
  if (count === 0) return [];
  return [
    {
      id,
      invoiceId: invoice.id,
      position: 0,
      kind: 'shipping',
      eventType: null,
      period: null,
      isAdjustment: false,
      quantity: String(count),
      unitPrice: null,
      amount: Money.of(amount, invoice.currency).rounded().toDecimalString(),
      rateId: null,
      rateVersion: null,
    },
  ];
}
