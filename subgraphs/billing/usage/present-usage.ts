import { BigNumber } from 'bignumber.js';
import { Money } from '../../../platform/money/money.ts';
import { presentTiers, type PresentedTier } from '../charge-models/present-charge.ts';
import type { CurrentUsage, CurrentUsageLine } from './current-usage.ts';
import type { UsageEventRow } from './usage-events.query.ts';

interface PresentedMoney {
  amount: string;
  currency: string;
}

/** A recorded usage event as the graph shows it; what it names is loaded when it is asked for. */
export interface PresentedUsageEvent extends Omit<UsageEventRow, 'unitPrice' | 'amount'> {
  unitPrice: PresentedMoney | null;
  amount: PresentedMoney | null;
  isInvoiced: boolean;
}

/** The usage of a month as the graph shows it. */
export interface PresentedUsage extends Omit<CurrentUsage, 'amount' | 'lines' | 'accruedShipping'> {
  amount: PresentedMoney;
  lines: (Omit<CurrentUsageLine, 'unitPrice' | 'amount' | 'tiers' | 'adjustment'> & {
    unitPrice: PresentedMoney | null;
    amount: PresentedMoney;
    tiers: PresentedTier[];
    adjustment: PresentedMoney;
  })[];
  accruedShipping: PresentedMoney;
}

/** Presents a recorded usage event. */
export function toUsageEventType(event: UsageEventRow): PresentedUsageEvent {
  const money = (amount: string | null): PresentedMoney | null =>
    amount === null ? null : Money.of(new BigNumber(amount), event.currency!).toJSON();
  return {
    ...event,
    quantity: new BigNumber(event.quantity).toFixed(),
    unitPrice: money(event.unitPrice),
    amount: money(event.amount),
    isInvoiced: event.invoiceLineId !== null,
  };
}

/** Presents the usage of a month. */
export function toCurrentUsageType(usage: CurrentUsage): PresentedUsage {
  const lines = usage.lines.map((line) => ({
    ...line,
    unitPrice: line.unitPrice?.toJSON() ?? null,
    amount: line.amount.toJSON(),
    tiers: presentTiers(line.tiers, line.amount.currency),
    adjustment: line.adjustment.toJSON(),
  }));
  return { ...usage, lines, amount: usage.amount.toJSON(), accruedShipping: usage.accruedShipping.toJSON() };
}
