import type { BigNumber } from 'bignumber.js';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { decimal } from '../../../platform/money/money.ts';
import { isBookable } from '../credits/credit-amount.ts';

const LONGEST_NAME = 120;
const EMAIL_PATTERN = /^[^\s@<>"(),:;[\]\\]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;
// Codes that name no country: unknown, groups of countries, test locales.
const NO_COUNTRIES: ReadonlySet<string> = new Set(['ZZ', 'EU', 'EZ', 'UN', 'QO', 'XA', 'XB']);
const REGION_NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** What callers may say about an entity; undefined leaves a fact as it is. */
export interface EntityFacts {
  name?: string | undefined;
  country?: string | undefined;
  timeZone?: string | undefined;
  billingEmail?: string | null | undefined;
  lowBalanceThreshold?: string | null | undefined;
}

/** The facts in the form in which they are stored. Throws one ValidationError that names everything wrong. */
export function checkEntity(facts: EntityFacts): {
  name: string | undefined;
  country: string | undefined;
  timeZone: string | undefined;
  billingEmail: string | null | undefined;
  lowBalanceThreshold: BigNumber | null | undefined;
} {
  const faults: ErrorDetail[] = [];
  const check = (field: string, isRight: boolean, message: string): void => {
    if (!isRight) faults.push({ field, message, code: 'VALIDATION_FAILED' });
  };
  const name = facts.name
    ?.slice(0, LONGEST_NAME * 10)
    .trim()
    .normalize('NFC');
  const country = facts.country?.trim().toUpperCase();
  const billingEmail = facts.billingEmail?.slice(0, 400).trim().toLowerCase();
  const threshold = facts.lowBalanceThreshold ? decimal(facts.lowBalanceThreshold) : undefined;
  if (name !== undefined)
    check(
      'name',
      name.length > 0 && name.length <= LONGEST_NAME && !/\p{Cc}/u.test(name),
      `Enter a name of 1 to ${LONGEST_NAME} characters.`,
    );
  if (country !== undefined)
    check('country', isCountry(country), 'Send the country as its two-letter code (ISO 3166-1), e.g. "US".');
  if (facts.timeZone !== undefined)
    check('timeZone', isTimeZone(facts.timeZone), 'Send the time zone by its IANA name, e.g. "America/New_York".');
  if (billingEmail !== undefined)
    check('billingEmail', billingEmail.length <= 254 && EMAIL_PATTERN.test(billingEmail), 'That is not an e-mail address.');
  if (threshold)
    check(
      'lowBalanceThreshold',
      !threshold.isLessThan(0) && isBookable(threshold),
      'The threshold is an amount of 0 or more with at most 6 digits after the point.',
    );
  if (faults.length > 0) throw new ValidationError(faults);
  return {
    name,
    country,
    timeZone: facts.timeZone,
    billingEmail: facts.billingEmail === null ? null : billingEmail,
    lowBalanceThreshold: facts.lowBalanceThreshold === null ? null : threshold,
  };
}

function isCountry(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && !NO_COUNTRIES.has(code) && REGION_NAMES.of(code) !== undefined;
}

function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,60}$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
