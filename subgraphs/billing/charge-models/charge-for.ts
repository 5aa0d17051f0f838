import { BigNumber } from 'bignumber.js';
import type { ChargeModel, PriceTier } from './charge-model.ts';

/** What was used in a period, as its meter measured it. */
export interface MeasuredUsage {
  quantity: BigNumber;
  /** How many events it comes from. */
  events: number;
}

/** The part of a charge that one tier makes: amount = quantity × unit price + flat amount. */
export interface TierCharge {
  /** The quantity beyond which the tier begins, and up to which it goes (null: without end). */
  from: BigNumber;
  upTo: BigNumber | null;
  quantity: BigNumber;
  /** Null for packages, which are not priced by the unit. */
  unitPrice: BigNumber | null;
  /** Packages, fees for each event, or what was charged once for reaching the tier. */
  flatAmount: BigNumber;
  amount: BigNumber;
}

/** What usage comes to, in full precision: amount = sum of the tiers + adjustment. */
export interface Charge {
  amount: BigNumber;
  tiers: TierCharge[];
  /** What the minimum adds, or (negative) the maximum takes off. */
  adjustment: BigNumber;
}

const ZERO = new BigNumber(0);

/** What the usage of one period comes to under a model. Usage of nothing costs nothing, whatever the minimum. */
export function chargeFor(model: ChargeModel, usage: MeasuredUsage): Charge {
  if (usage.quantity.isNegative() && !usage.quantity.isZero()) throw new RangeError('usage is never negative');
  const tiers = usage.quantity.isZero() ? [] : tiersOf(model, usage);
  const sum = tiers.reduce((total, tier) => total.plus(tier.amount), ZERO);
  const amount = tiers.length === 0 ? ZERO : bounded(sum, model);
  return { amount, tiers, adjustment: amount.minus(sum) };
}

function bounded(amount: BigNumber, { minimum, maximum }: ChargeModel): BigNumber {
  const raised = minimum === null ? amount : BigNumber.max(amount, minimum);
  return maximum === null ? raised : BigNumber.min(raised, maximum);
}

function tiersOf(model: ChargeModel, { quantity, events }: MeasuredUsage): TierCharge[] {
  if (model.kind === 'per_unit') return [wholeTier(quantity, new BigNumber(model.unitPrice))];
  if (model.kind === 'package') return packageTiers(model, quantity);
  if (model.kind === 'graduated') return graduatedTiers(model.tiers, quantity);
  if (model.kind === 'volume') return volumeTiers(model.tiers, quantity);
  return [wholeTier(quantity, new BigNumber(model.rate), new BigNumber(model.fixedFee).times(events))];
}

function tierCharge(facts: Omit<TierCharge, 'amount'>): TierCharge {
  return { ...facts, amount: facts.quantity.times(facts.unitPrice ?? ZERO).plus(facts.flatAmount) };
}

function wholeTier(quantity: BigNumber, unitPrice: BigNumber, flatAmount = ZERO): TierCharge {
  return tierCharge({ from: ZERO, upTo: null, quantity, unitPrice, flatAmount });
}

function packageTiers(model: ChargeModel & { kind: 'package' }, quantity: BigNumber): TierCharge[] {
  const free = new BigNumber(model.freeQuantity);
  const tiers: TierCharge[] = [];
  if (free.isPositive() && !free.isZero()) {
    tiers.push(
      tierCharge({ from: ZERO, upTo: free, quantity: BigNumber.min(quantity, free), unitPrice: ZERO, flatAmount: ZERO }),
    );
  }
  const beyond = quantity.minus(free);
  if (!beyond.isGreaterThan(0)) return tiers;
  const whole = beyond.dividedToIntegerBy(model.packageSize);
  const packages = beyond.modulo(model.packageSize).isZero() ? whole : whole.plus(1);
  const flatAmount = packages.times(model.packagePrice);
  return [...tiers, tierCharge({ from: free, upTo: null, quantity: beyond, unitPrice: null, flatAmount })];
}

function graduatedTiers(tiers: readonly PriceTier[], quantity: BigNumber): TierCharge[] {
  return spansOf(tiers)
    .filter(({ from }) => quantity.isGreaterThan(from))
    .map(({ from, upTo, tier }) => {
      const end = upTo === null ? quantity : BigNumber.min(quantity, upTo);
      const [unitPrice, flatAmount] = [new BigNumber(tier.unitPrice), new BigNumber(tier.flatPrice)];
      return tierCharge({ from, upTo, quantity: end.minus(from), unitPrice, flatAmount });
    });
}

function volumeTiers(tiers: readonly PriceTier[], quantity: BigNumber): TierCharge[] {
  const { from, upTo, tier } = spansOf(tiers).find((span) => span.upTo === null || quantity.isLessThanOrEqualTo(span.upTo))!;
  const [unitPrice, flatAmount] = [new BigNumber(tier.unitPrice), new BigNumber(tier.flatPrice)];
  return [tierCharge({ from, upTo, quantity, unitPrice, flatAmount })];
}

function spansOf(tiers: readonly PriceTier[]): { from: BigNumber; upTo: BigNumber | null; tier: PriceTier }[] {
  return tiers.map((tier, index) => ({
    from: new BigNumber(tiers[index - 1]?.upTo ?? 0),
    upTo: tier.upTo === null ? null : new BigNumber(tier.upTo),
    tier,
  }));
}
