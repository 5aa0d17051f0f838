import type { BigNumber } from 'bignumber.js';
import { Money } from '../../../platform/money/money.ts';
import type { TierCharge } from './charge-for.ts';

/** A tier's charge as the graph shows it. */
export interface PresentedTier {
  from: string;
  upTo: string | null;
  quantity: string;
  unitPrice: string | null;
  flatAmount: { amount: string; currency: string };
  amount: { amount: string; currency: string };
}

/** Tiers with their amounts in the currency, in full precision. */
export function presentTiers(tiers: readonly TierCharge[], currency: string): PresentedTier[] {
  const money = (amount: BigNumber): { amount: string; currency: string } => Money.of(amount, currency).toJSON();
  return tiers.map((tier) => ({
    from: tier.from.toFixed(),
    upTo: tier.upTo?.toFixed() ?? null,
    quantity: tier.quantity.toFixed(),
    unitPrice: tier.unitPrice?.toFixed() ?? null,
    flatAmount: money(tier.flatAmount),
    amount: money(tier.amount),
  }));
}
