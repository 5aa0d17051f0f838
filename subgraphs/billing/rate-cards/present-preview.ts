import type { BigNumber } from 'bignumber.js';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { presentTiers, type PresentedTier } from '../charge-models/present-charge.ts';
import type { PricePlace, ResolutionStep } from './price-book.ts';
import type { UsageChargePreview } from './preview-usage-charge.ts';

interface PresentedMoney {
  amount: string;
  currency: string;
}

/** A preview as the graph shows it. */
export interface PresentedPreview {
  entityId: Uuid;
  quantity: string;
  amount: PresentedMoney | null;
  tiers: PresentedTier[];
  adjustment: PresentedMoney | null;
  additionalAmount: PresentedMoney | null;
  cliffs: { quantity: string; amount: PresentedMoney; amountOfOneMore: PresentedMoney }[];
  resolution: PresentedStep[];
}

/** A step as the graph shows it; its card is loaded when it is asked for. */
export interface PresentedStep {
  place: PricePlace;
  rateCardId: Uuid | null;
  unitPrice: PresentedMoney | null;
  isDecisive: boolean;
}

/** Presents a preview. */
export function presentPreview(preview: UsageChargePreview): PresentedPreview {
  const { currency } = preview;
  const money = (amount: BigNumber): PresentedMoney => Money.of(amount, currency).toJSON();
  return {
    entityId: preview.entityId,
    quantity: preview.quantity,
    amount: preview.amount?.toJSON() ?? null,
    tiers: presentTiers(preview.tiers, currency),
    adjustment: preview.adjustment?.toJSON() ?? null,
    additionalAmount: preview.additionalAmount?.toJSON() ?? null,
    cliffs: preview.cliffs.map((cliff) => ({
      quantity: cliff.quantity.toFixed(),
      amount: money(cliff.amount),
      amountOfOneMore: money(cliff.amountOfOneMore),
    })),
    resolution: preview.resolution.map((step) => presentStep(step, currency)),
  };
}

function presentStep({ place, pricing, isDecisive }: ResolutionStep, currency: string): PresentedStep {
  return {
    place,
    isDecisive,
    rateCardId: pricing?.kind === 'card' ? pricing.rateCardId : null,
    unitPrice: pricing?.kind === 'unit' ? Money.of(pricing.unitPrice, currency).toJSON() : null,
  };
}
