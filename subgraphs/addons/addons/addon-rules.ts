import { BigNumber } from 'bignumber.js';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { currencyScale, isCurrencyCode } from '../../../platform/money/currency.ts';
import type { NamedOrganization } from '../commission/check-organizations.ts';
import { rateFaults } from '../commission/rate-rules.ts';
import type { AddonBase, AddonVisibility, SurchargeType } from './addon.entity.ts';

/** Everything about an addon that its makers decide. */
export interface AddonDefinition {
  name: string;
  active: boolean;
  surchargeType: SurchargeType;
  amount: string;
  currency: string | null;
  base: AddonBase;
  order: number;
  visibility: AddonVisibility;
  carriers: string[];
  services: string[];
  carrierAccounts: Uuid[];
  organizations: Uuid[];
  effectiveFrom: Date | null;
  effectiveUntil: Date | null;
  commissionEnabled: boolean;
  commissionRate: string | null;
  commissionRecipient: Uuid | null;
  billingMetadata: Record<string, unknown> | null;
}

const LONGEST_NAME = 100;
const LARGEST_FIXED_AMOUNT = 1_000_000_000;
const LARGEST_PERCENTAGE = 1_000;
const LARGEST_ORDER = 1_000_000;
const LONGEST_TARGET_LIST = 1_000;
const LARGEST_METADATA = 16_384;
const STORED_SCALE = 6;
// Halves of characters (lone surrogates) cannot be stored either.
const CONTROL_CHARACTER = /[\p{Cc}\p{Cs}]/u;

/** The definition with names trimmed and lists without repeats; throws a ValidationError that names every fault. */
export function checkAddon(definition: AddonDefinition): AddonDefinition {
  const clean: AddonDefinition = {
    ...definition,
    name: definition.name.trim(),
    carriers: distinct(definition.carriers.map((carrier) => carrier.trim())),
    services: distinct(definition.services.map((service) => service.trim())),
    carrierAccounts: distinct(definition.carrierAccounts),
    organizations: distinct(definition.organizations),
  };
  const faults = [
    ...nameFaults(clean.name),
    ...amountFaults(clean),
    ...orderFaults(clean.order),
    ...targetFaults(clean),
    ...rangeFaults(clean),
    ...rateFaults('commissionRate', clean.commissionRate),
    ...metadataFaults(clean.billingMetadata),
  ];
  if (faults.length > 0) throw new ValidationError(faults);
  return clean;
}

/** The organizations that a definition names, with the fields that name them. */
export function namedOrganizations({
  organizations = [],
  commissionRecipient = null,
}: Partial<AddonDefinition>): NamedOrganization[] {
  const targets = organizations.map((id, index) => ({ field: `organizations.${index}`, id }));
  return commissionRecipient === null ? targets : [...targets, { field: 'commissionRecipient', id: commissionRecipient }];
}

function fault(field: string, message: string, code = 'VALIDATION_FAILED'): ErrorDetail {
  return { field, message, code };
}

function nameFaults(name: string): ErrorDetail[] {
  if (name === '') return [fault('name', 'Give the addon a name.')];
  if (CONTROL_CHARACTER.test(name)) return [fault('name', 'A name has no control characters.')];
  if (name.length > LONGEST_NAME)
    return [fault('name', `A name has at most ${LONGEST_NAME} characters; this one has ${name.length}.`)];
  return [];
}

function amountFaults({ surchargeType, amount, currency }: AddonDefinition): ErrorDetail[] {
  const value = new BigNumber(amount);
  if (value.isLessThan(0)) return [fault('amount', 'An addon’s amount is zero or more.', 'NEGATIVE_AMOUNT')];
  return surchargeType === 'fixed' ? fixedFaults(value, currency) : percentageFaults(value, currency);
}

function fixedFaults(value: BigNumber, currency: string | null): ErrorDetail[] {
  if (!currency) return [fault('currency', 'A fixed amount needs a currency.', 'CURRENCY_REQUIRED')];
  if (!isCurrencyCode(currency))
    return [fault('currency', `"${currency.slice(0, 10)}" is not an ISO 4217 currency.`, 'UNKNOWN_CURRENCY')];
  const scale = currencyScale(currency);
  if ((value.decimalPlaces() ?? 0) > scale)
    return [fault('amount', `Amounts in ${currency} have at most ${scale} decimal places.`, 'TOO_PRECISE')];
  if (value.isGreaterThan(LARGEST_FIXED_AMOUNT))
    return [fault('amount', `A fixed amount is at most ${LARGEST_FIXED_AMOUNT}.`, 'AMOUNT_TOO_LARGE')];
  return [];
}

function percentageFaults(value: BigNumber, currency: string | null): ErrorDetail[] {
  if (currency)
    return [
      fault('currency', 'A percentage has no currency: it is charged in the currency of the rate.', 'CURRENCY_NOT_ALLOWED'),
    ];
  if ((value.decimalPlaces() ?? 0) > STORED_SCALE)
    return [fault('amount', `A percentage has at most ${STORED_SCALE} decimal places.`, 'TOO_PRECISE')];
  if (value.isGreaterThan(LARGEST_PERCENTAGE))
    return [fault('amount', `A percentage is at most ${LARGEST_PERCENTAGE}; 5 is 5 %.`, 'AMOUNT_TOO_LARGE')];
  return [];
}

function orderFaults(order: number): ErrorDetail[] {
  return order >= 0 && order <= LARGEST_ORDER ? [] : [fault('order', `The order is between 0 and ${LARGEST_ORDER}.`)];
}

function targetFaults(definition: AddonDefinition): ErrorDetail[] {
  const faults: ErrorDetail[] = [];
  for (const field of ['carriers', 'services', 'carrierAccounts', 'organizations'] as const) {
    if (definition[field].length > LONGEST_TARGET_LIST)
      faults.push(fault(field, `At most ${LONGEST_TARGET_LIST} can be listed.`));
  }
  for (const field of ['carriers', 'services'] as const) {
    if (definition[field].some((name) => name === '' || name.length > LONGEST_NAME || CONTROL_CHARACTER.test(name))) {
      faults.push(fault(field, `Names have 1 to ${LONGEST_NAME} characters, none of them control characters.`));
    }
  }
  return faults;
}

function rangeFaults({ effectiveFrom, effectiveUntil }: AddonDefinition): ErrorDetail[] {
  if (!effectiveFrom || !effectiveUntil || effectiveFrom < effectiveUntil) return [];
  return [fault('effectiveUntil', 'The end must come after the beginning.', 'RANGE_BACKWARDS')];
}

function metadataFaults(metadata: unknown): ErrorDetail[] {
  if (metadata === null) return [];
  if (typeof metadata !== 'object' || Array.isArray(metadata))
    return [fault('billingMetadata', 'Billing metadata is a JSON object.')];
  const json = JSON.stringify(metadata);
  if (json.includes('\\u0000')) return [fault('billingMetadata', 'Billing metadata has no NUL characters.')];
  return json.length > LARGEST_METADATA
    ? [fault('billingMetadata', `Billing metadata has at most ${LARGEST_METADATA} characters of JSON.`)]
    : [];
}

function distinct<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
