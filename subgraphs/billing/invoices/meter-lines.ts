import { BigNumber } from 'bignumber.js';
import type { Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { chargesOf } from '../usage/usage-charges.ts';
import type { BillableWindow } from './billable.query.ts';
import type { NewLine } from './invoice-line.query.ts';
import { findBillableTotals, type BillableTotal } from './meter-lines.query.ts';

/**
 * A line for each meter, price and month: what the month comes to now, rounded once, less what other invoices have billed of it. So
 * the lines of a month always add up to its charge, whatever is reported late or taken back.
 */
export async function meterLines(
  transaction: Transaction,
  invoice: { id: Uuid; currency: string },
  window: BillableWindow,
): Promise<NewLine[]> {
  const totals = await findBillableTotals(transaction, window);
  const charges = await chargesOf(transaction, totals);
  return charges.flatMap(({ price, amount }, index): NewLine[] => {
    const total = totals[index]!;
    const { quantity, owed } = stillToBill(total, amount);
    if (quantity.isZero() && owed.isZero()) return [];
    return [
      {
        id: newId(),
        invoiceId: invoice.id,
        position: 0,
        kind: 'meter',
        eventType: total.eventType,
        period: total.period,
        isAdjustment: total.isAdjustment,
        quantity: quantity.toFixed(),
        unitPrice: null,
        amount: owed.toDecimalString(),
        rateId: null,
        rateVersion: price!.cardVersion,
        meter: total.meter,
        priceId: total.priceId,
        rateCardId: price!.rateCardId,
      },
    ];
  });
}

function stillToBill(total: BillableTotal, amount: Money): { quantity: BigNumber; owed: Money } {
  const quantity = new BigNumber(total.quantity).minus(total.billedQuantity);
  return { quantity, owed: amount.minus(Money.of(new BigNumber(total.billedAmount), total.currency)) };
}
