import { BigNumber } from 'bignumber.js';
import type { ChargeModel } from './charge-model.ts';

/** How much of a month costs nothing before the rest does: the free quantity of packages, or free tiers at the start. */
export function includedQuantity(model: ChargeModel): BigNumber {
  if (model.kind === 'package') return new BigNumber(model.freeQuantity);
  if (model.kind !== 'graduated') return new BigNumber(0);
  const firstPaid = model.tiers.findIndex((tier) => !isFree(tier.unitPrice) || !isFree(tier.flatPrice));
  return new BigNumber(model.tiers[firstPaid - 1]?.upTo ?? 0);
}

function isFree(price: string): boolean {
  return new BigNumber(price).isZero();
}
