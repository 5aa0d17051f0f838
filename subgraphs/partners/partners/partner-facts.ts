import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { currencyScale, isCurrencyCode } from '../../../platform/money/currency.ts';
import { decimal } from '../../../platform/money/money.ts';
import { commissionRuleFaults, type CommissionRuleCommand } from './commission-rule.ts';

/** What callers state about a partner; on a change, what is left out stays. */
export interface PartnerFacts {
  name: string;
  slug: string;
  contactEmail: string;
  commissionRule: CommissionRuleCommand;
  holdingPeriodDays: number;
  /** In the partner's currency. */
  minimumPayoutAmount: string;
}

const LONGEST_NAME = 200;
const LONGEST_EMAIL = 254;
const LONGEST_HOLDING_DAYS = 365;
const SLUG_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const EMAIL_PATTERN = /^[^\s@<>"(),:;[\]\\]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/** The facts in the form in which they are kept: no blanks around names, addresses in lower case. */
export function normalizedFacts<Facts extends Partial<PartnerFacts>>(facts: Facts): Facts {
  return {
    ...facts,
    ...(facts.name === undefined ? {} : { name: facts.name.trim() }),
    ...(facts.slug === undefined ? {} : { slug: facts.slug.trim() }),
    ...(facts.contactEmail === undefined ? {} : { contactEmail: facts.contactEmail.trim().toLowerCase() }),
  };
}

/** Throws a ValidationError that names everything wrong with the normalized facts of a partner in `currency`. */
export function assertPartnerFacts(facts: Partial<PartnerFacts>, currency: string): void {
  const isKnownCurrency = isCurrencyCode(currency);
  const faults: ErrorDetail[] = isKnownCurrency
    ? [...moneyFaults(facts, currency)]
    : [{ code: 'UNKNOWN_CURRENCY', field: 'currency', message: `"${currency.slice(0, 10)}" is not an ISO 4217 currency code.` }];
  const { name, slug, contactEmail, holdingPeriodDays } = facts;
  if (name !== undefined && (name === '' || name.length > LONGEST_NAME))
    faults.push(fault('name', `The name must have 1 to ${LONGEST_NAME} characters.`));
  if (slug !== undefined && !SLUG_PATTERN.test(slug)) {
    faults.push(
      fault('slug', 'The slug must have 1 to 63 lower-case letters, digits and hyphens, with no hyphen at either end.'),
    );
  }
  if (contactEmail !== undefined && (contactEmail.length > LONGEST_EMAIL || !EMAIL_PATTERN.test(contactEmail))) {
    faults.push(fault('contactEmail', 'The contact address must be an e-mail address.'));
  }
  if (holdingPeriodDays !== undefined && !isWholeWithin(holdingPeriodDays, LONGEST_HOLDING_DAYS)) {
    faults.push(fault('holdingPeriodDays', `The holding period must be 0 to ${LONGEST_HOLDING_DAYS} days.`));
  }
  if (faults.length > 0) throw new ValidationError(faults);
}

function moneyFaults({ commissionRule, minimumPayoutAmount }: Partial<PartnerFacts>, currency: string): ErrorDetail[] {
  const faults = commissionRule ? commissionRuleFaults(commissionRule, currency) : [];
  if (minimumPayoutAmount === undefined) return faults;
  const minimum = decimal(minimumPayoutAmount);
  const isInRange =
    !minimum.isNegative() && minimum.isLessThan('1e12') && (minimum.decimalPlaces() ?? 0) <= currencyScale(currency);
  return isInRange
    ? faults
    : [
        ...faults,
        fault(
          'minimumPayoutAmount',
          `The minimum payout must not be negative and has at most ${currencyScale(currency)} decimals in ${currency}.`,
        ),
      ];
}

function isWholeWithin(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}

function fault(field: string, message: string): ErrorDetail {
  return { code: 'VALIDATION_FAILED', field, message };
}
