import { BigNumber } from 'bignumber.js';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { currencyScale } from '../../../platform/money/currency.ts';
import type { ChargeModel, ChargeModelKind, PriceFormula, PriceTier } from './charge-model.ts';

const LARGEST_PRICE = '999999999999';
const LARGEST_QUANTITY = '99999999999999';
const QUANTITY_SCALE = 6;
const MOST_TIERS = 50;

/** A charge model as it is asked for: what its kind needs, the rest left out. */
export interface ChargeModelTerms {
  kind: ChargeModelKind;
  unitPrice?: string | null | undefined;
  packageSize?: string | null | undefined;
  packagePrice?: string | null | undefined;
  freeQuantity?: string | null | undefined;
  tiers?: readonly { upTo?: string | null; unitPrice: string; flatPrice?: string | null }[] | null | undefined;
  rate?: string | null | undefined;
  fixedFee?: string | null | undefined;
  minimum?: string | null | undefined;
  maximum?: string | null | undefined;
}

const TERMS_OF: Record<ChargeModelKind, readonly (keyof ChargeModelTerms)[]> = {
  per_unit: ['unitPrice'],
  package: ['packageSize', 'packagePrice', 'freeQuantity'],
  graduated: ['tiers'],
  volume: ['tiers'],
  percentage: ['rate', 'fixedFee'],
};

/** The model that the terms state; throws ValidationError with every fault, named by `field`, when they state none. */
export function checkChargeModel(terms: ChargeModelTerms, currency: string, field: string): ChargeModel {
  const check = new TermsCheck(terms, currency, field);
  const model = check.model();
  if (check.faults.length > 0) throw new ValidationError(check.faults);
  return model;
}

/** Reads terms and gathers what is wrong with them. */
class TermsCheck {
  readonly faults: ErrorDetail[] = [];
  private readonly terms: ChargeModelTerms;
  private readonly currency: string;
  private readonly field: string;

  constructor(terms: ChargeModelTerms, currency: string, field: string) {
    this.terms = terms;
    this.currency = currency;
    this.field = field;
  }

  model(): ChargeModel {
    this.refuseForeignTerms();
    const bounds = { minimum: this.optionalAmount('minimum'), maximum: this.optionalAmount('maximum') };
    if (bounds.minimum !== null && bounds.maximum !== null && new BigNumber(bounds.minimum).isGreaterThan(bounds.maximum))
      this.fault('minimum', 'The minimum is at most the maximum.');
    return { ...this.formula(), ...bounds };
  }

  private formula(): PriceFormula {
    const { kind, ...terms } = this.terms;
    if (kind === 'per_unit') return { kind, unitPrice: this.price('unitPrice', terms.unitPrice) };
    if (kind === 'percentage') return { kind, rate: this.rate(), fixedFee: this.price('fixedFee', terms.fixedFee ?? '0') };
    if (kind === 'graduated' || kind === 'volume') return { kind, tiers: this.tiers() };
    return {
      kind,
      packageSize: this.quantity('packageSize', terms.packageSize),
      packagePrice: this.amount('packagePrice', terms.packagePrice),
      freeQuantity: this.quantity('freeQuantity', terms.freeQuantity ?? '0', { isZeroAllowed: true }),
    };
  }

  private tiers(): PriceTier[] {
    const tiers = this.terms.tiers ?? [];
    if (tiers.length === 0 || tiers.length > MOST_TIERS) this.fault('tiers', `Send 1 to ${MOST_TIERS} tiers.`);
    return tiers.slice(0, MOST_TIERS).map((tier, index) => {
      const isLast = index === tiers.length - 1;
      const [before, upTo] = [tiers[index - 1]?.upTo ?? '0', tier.upTo ?? null];
      if (isLast !== (upTo === null)) this.fault(`tiers.${index}.upTo`, 'Every tier but the last has an end.');
      if (upTo !== null) this.quantity(`tiers.${index}.upTo`, upTo);
      if (upTo !== null && !new BigNumber(upTo).isGreaterThan(before))
        this.fault(`tiers.${index}.upTo`, 'Each tier ends beyond the one before.');
      const unitPrice = this.price(`tiers.${index}.unitPrice`, tier.unitPrice);
      return { upTo, unitPrice, flatPrice: this.amount(`tiers.${index}.flatPrice`, tier.flatPrice ?? '0') };
    });
  }

  private rate(): string {
    const rate = this.price('rate', this.terms.rate);
    if (new BigNumber(rate).isGreaterThan(1)) this.fault('rate', 'A rate is between 0 and 1: 0.025 is 2.5 %.');
    return rate;
  }

  private price(name: string, value: string | null | undefined): string {
    const isPrice =
      value !== null && value !== undefined && new BigNumber(value).gte(0) && new BigNumber(value).lte(LARGEST_PRICE);
    if (!isPrice) this.fault(name, 'A price is 0 or more, with at most 12 digits before and after the point.');
    return value ?? '0';
  }

  private amount(name: string, value: string | null | undefined): string {
    const price = this.price(name, value);
    const scale = currencyScale(this.currency);
    if ((new BigNumber(price).decimalPlaces() ?? 0) > scale)
      this.fault(name, `An amount in ${this.currency} has at most ${scale} decimals.`, 'INVALID_AMOUNT');
    return price;
  }

  private optionalAmount(name: 'minimum' | 'maximum'): string | null {
    const value = this.terms[name];
    return value === null || value === undefined ? null : this.amount(name, value);
  }

  private quantity(name: string, value: string | null | undefined, options = { isZeroAllowed: false }): string {
    const number = new BigNumber(value ?? -1);
    const isQuantity =
      (options.isZeroAllowed ? number.gte(0) : number.gt(0)) &&
      number.lte(LARGEST_QUANTITY) &&
      (number.decimalPlaces() ?? 0) <= QUANTITY_SCALE;
    if (!isQuantity)
      this.fault(name, `A quantity is above 0, with at most 14 digits before and ${QUANTITY_SCALE} after the point.`);
    return value ?? '0';
  }

  private refuseForeignTerms(): void {
    const own = TERMS_OF[this.terms.kind];
    const all = new Set(Object.values(TERMS_OF).flat());
    for (const name of all) {
      const value = this.terms[name];
      if (!own.includes(name) && value !== null && value !== undefined)
        this.fault(name, `${name} says nothing in a ${this.terms.kind} price.`);
    }
  }

  private fault(name: string, message: string, code = 'VALIDATION_FAILED'): void {
    this.faults.push({ field: `${this.field}.${name}`, message, code });
  }
}
