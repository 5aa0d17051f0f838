import { BigNumber } from 'bignumber.js';
import type { Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { lineAmount } from '../usage/line-amount.ts';
import { claimShipping, claimUsage, findBillableGroups, freeBilled, type BillableWindow } from './billable.query.ts';
import type { NewLine } from './invoice-line.query.ts';
import { meterLines } from './meter-lines.ts';

const NO_METER = { meter: null, priceId: null, rateCardId: null } as const;

/**
 * Takes everything that the window may bill and no other line has, and makes lines of it: one for each kind of usage, rate
 * and month, one for each meter, price and month, and one for what was shipped on invoice. Each is rounded once. What is given
 * back is taken off as far as the rest covers it; the lines that go beyond wait for the next invoice. Call it under the lock of the
 * entity's balance.
 */
export async function claimLines(
  transaction: Transaction,
  invoice: { id: Uuid; currency: string },
  window: BillableWindow,
): Promise<NewLine[]> {
  const found = [
    ...(await claimUsageLines(transaction, invoice, window)),
    ...(await meterLines(transaction, invoice, window)),
    ...(await claimShippingLine(transaction, invoice, window)),
  ];
  const { lines, beyond } = coveredLines(found);
  if (beyond.length > 0)
    await freeBilled(
      transaction,
      window,
      beyond.map((line) => line.id),
    );
  return lines.map((line, index) => ({ ...line, position: index + 1 }));
}

// An invoice is never over less than nothing.
function coveredLines(found: readonly NewLine[]): { lines: NewLine[]; beyond: NewLine[] } {
  const isGivenBack = (line: NewLine): boolean => new BigNumber(line.amount).isLessThan(0);
  let left = found.reduce((sum, line) => (isGivenBack(line) ? sum : sum.plus(line.amount)), new BigNumber(0));
  const beyond: NewLine[] = [];
  for (const line of found.filter(isGivenBack)) {
    if (left.plus(line.amount).isLessThan(0)) beyond.push(line);
    else left = left.plus(line.amount);
  }
  return { lines: found.filter((line) => !beyond.includes(line)), beyond };
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
    return [{ ...group, id: lineId, invoiceId: invoice.id, position: 0, kind: 'usage', quantity, amount, ...NO_METER }];
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
      ...NO_METER,
    },
  ];
}
