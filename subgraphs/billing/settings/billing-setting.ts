import { ValidationError } from '../../../platform/errors/errors.ts';
import { decimal, Money } from '../../../platform/money/money.ts';
import { isCurrencyCode } from '../../../platform/money/currency.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { spendableAmount } from '../credits/credit-amount.ts';
import { checkEntity } from '../entities/check-entity.ts';

/** What can be set for billing. */
export const SETTING_NAMES = [
  'PAYMENT_TERM_DAYS',
  'LOW_BALANCE_THRESHOLD',
  'DEFAULT_CREDIT_LIMIT',
  'BILLING_EMAIL',
  'TAX_ID',
  'COST_CENTER',
  'PURCHASE_ORDER',
] as const;
export type SettingName = (typeof SETTING_NAMES)[number];

/** Where a value can be set, from the widest place to the narrowest: each inherits from those before it. */
export const SETTING_LEVELS = ['organization', 'entity', 'team', 'user'] as const;
export type SettingLevel = (typeof SETTING_LEVELS)[number];

/** A place at which something is set: the organization itself, or one entity, team or person of it. */
export interface SettingPlace {
  organizationId: Uuid;
  entityId: Uuid | null;
  teamId: Uuid | null;
  userId: Uuid | null;
}

/** A value as it holds at a place, with where it comes from; `default` where nothing is set on the way. */
export interface EffectiveSetting {
  name: SettingName;
  value: string | null;
  source: SettingLevel | 'default';
  /** The entity, team or person at which it is set; null for the organization and the default. */
  sourceId: Uuid | null;
}

/** How long after its issue an invoice is due, unless something else is set. */
export const DEFAULT_PAYMENT_TERM_DAYS = 14;

const LONGEST_TERM_DAYS = 120;
const LONGEST_TEXT = 100;

interface SettingRule {
  levels: readonly SettingLevel[];
  /** The value in the form in which it is stored; throws a ValidationError. */
  check(value: string): string;
  default: string | null;
}

const ABOVE_TEAMS: readonly SettingLevel[] = ['organization', 'entity'];

/** What each setting may be, and where. */
export const SETTING_RULES: Readonly<Record<SettingName, SettingRule>> = {
  PAYMENT_TERM_DAYS: { levels: ABOVE_TEAMS, check: checkDays, default: String(DEFAULT_PAYMENT_TERM_DAYS) },
  LOW_BALANCE_THRESHOLD: { levels: ABOVE_TEAMS, check: checkAmount, default: null },
  DEFAULT_CREDIT_LIMIT: { levels: ABOVE_TEAMS, check: checkAmount, default: null },
  BILLING_EMAIL: { levels: ABOVE_TEAMS, check: checkEmail, default: null },
  TAX_ID: { levels: ABOVE_TEAMS, check: checkText, default: null },
  COST_CENTER: { levels: SETTING_LEVELS, check: checkText, default: null },
  PURCHASE_ORDER: { levels: SETTING_LEVELS, check: checkText, default: null },
};

/** The amount that a value states (`20.00 USD`), where it is of the currency; undefined for one of another currency. */
export function amountIn(value: string, currency: string): Money | undefined {
  const [amount, stated] = value.split(' ');
  return stated === currency ? Money.of(amount!, currency) : undefined;
}

function checkDays(value: string): string {
  const days = Number(value);
  if (!/^\d{1,3}$/.test(value) || days > LONGEST_TERM_DAYS)
    throw ValidationError.of('value', `Send a whole number of days from 0 to ${LONGEST_TERM_DAYS}.`);
  return String(days);
}

function checkAmount(value: string): string {
  const [amount, currency, ...rest] = value.trim().split(/\s+/);
  if (!amount || !/^\d{1,14}(\.\d{1,6})?$/.test(amount) || !currency || rest.length > 0 || !isCurrencyCode(currency))
    throw ValidationError.of('value', 'Send an amount of 0 or more with its currency, e.g. "20.00 USD".');
  return `${spendableAmount({ amount: decimal(amount).toFixed(), currency }, 'value').toDecimalString()} ${currency}`;
}

function checkEmail(value: string): string {
  try {
    return checkEntity({ billingEmail: value }).billingEmail!;
  } catch (error) {
    if (error instanceof ValidationError) throw ValidationError.of('value', error.message);
    throw error;
  }
}

function checkText(value: string): string {
  const text = value.trim().normalize('NFC');
  if (text.length === 0 || text.length > LONGEST_TEXT || /\p{Cc}/u.test(text))
    throw ValidationError.of('value', `Send 1 to ${LONGEST_TEXT} characters.`);
  return text;
}
