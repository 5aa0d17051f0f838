/** A span of quantities with its price: beyond the tier before, up to and including `upTo`. Numbers are exact decimals. */
export interface PriceTier {
  /** Null for the last tier, which has no end. */
  upTo: string | null;
  unitPrice: string;
  /** Charged once when the tier is reached. */
  flatPrice: string;
}

/** How the usage of a period becomes an amount of money. */
export type PriceFormula =
  | { kind: 'per_unit'; unitPrice: string }
  /** Whole packages, each one that was begun; a quantity in front is free. */
  | { kind: 'package'; packageSize: string; packagePrice: string; freeQuantity: string }
  /** Each unit at the price of the tier that it falls into. */
  | { kind: 'graduated'; tiers: readonly PriceTier[] }
  /** All units at the price of the tier that the last one falls into. */
  | { kind: 'volume'; tiers: readonly PriceTier[] }
  /** A share of what was turned over (0.025 is 2.5 %), and a fee for each event. */
  | { kind: 'percentage'; rate: string; fixedFee: string };

/** A formula with the least and the most that a period in which something was used comes to. */
export type ChargeModel = PriceFormula & { minimum: string | null; maximum: string | null };

/** The kinds of formulas there are. */
export const CHARGE_MODEL_KINDS = {
  PER_UNIT: 'per_unit',
  PACKAGE: 'package',
  GRADUATED: 'graduated',
  VOLUME: 'volume',
  PERCENTAGE: 'percentage',
} as const;
export type ChargeModelKind = (typeof CHARGE_MODEL_KINDS)[keyof typeof CHARGE_MODEL_KINDS];
