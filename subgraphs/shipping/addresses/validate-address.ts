import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Address, AddressInput } from './address.ts';
import { countryRules, isCountryCode, type CountryRules } from './country-rules.ts';

/** Stable codes of address faults. */
export type AddressFaultCode =
  | 'ADDRESS_FIELD_REQUIRED'
  | 'ADDRESS_FIELD_TOO_LONG'
  | 'ADDRESS_COUNTRY_UNKNOWN'
  | 'ADDRESS_STATE_UNKNOWN'
  | 'ADDRESS_POSTAL_CODE_INVALID'
  | 'ADDRESS_PHONE_INVALID'
  | 'ADDRESS_EMAIL_INVALID';

const LONGEST = 100;
const TEXT_FIELDS = [
  'name',
  'company',
  'street1',
  'street2',
  'city',
  'state',
  'postalCode',
  'country',
  'phone',
  'email',
] as const;
type TextField = (typeof TEXT_FIELDS)[number];
type Texts = Partial<Record<TextField, string>>;

/**
 * Checks an address by the rules of its country and brings it to normal form: blanks collapsed, country, state and postal
 * code upper case and as the country prints them, a state's full name as its abbreviation. Answers the address, or every
 * fault with its field under `field` (e.g. `shipTo.postalCode`). Says nothing about whether mail arrives there.
 */
export function validateAddress(
  input: AddressInput,
  field: string,
): { address: Address; faults: readonly [] } | { address: undefined; faults: readonly ErrorDetail[] } {
  const faults: ErrorDetail[] = [];
  const report = (part: TextField, code: AddressFaultCode, message: string): void => {
    faults.push({ code, message, field: `${field}.${part}` });
  };
  const texts = collapse(input);
  for (const part of TEXT_FIELDS) {
    if ((texts[part]?.length ?? 0) > LONGEST)
      report(part, 'ADDRESS_FIELD_TOO_LONG', `At most ${LONGEST} characters are allowed.`);
  }
  if (!texts.name && !texts.company) report('name', 'ADDRESS_FIELD_REQUIRED', 'A name or a company is required.');
  if (!texts.street1) report('street1', 'ADDRESS_FIELD_REQUIRED', 'The street is required.');
  if (!texts.city) report('city', 'ADDRESS_FIELD_REQUIRED', 'The city is required.');

  const country = texts.country?.toUpperCase();
  if (!country) report('country', 'ADDRESS_FIELD_REQUIRED', 'The country is required.');
  else if (!isCountryCode(country))
    report('country', 'ADDRESS_COUNTRY_UNKNOWN', 'The country must be an ISO 3166 two-letter code, such as US.');
  // Without a country nothing can be said about state and postal code.
  const rules = country && isCountryCode(country) ? countryRules(country) : undefined;
  const state = rules && readState(rules, texts.state, report);
  const postalCode = rules && readPostalCode(rules, texts.postalCode, report);

  if (texts.phone && !isPhone(texts.phone))
    report('phone', 'ADDRESS_PHONE_INVALID', 'The phone number must have 5 to 15 digits.');
  if (texts.email && !/^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/.test(texts.email))
    report('email', 'ADDRESS_EMAIL_INVALID', 'The e-mail address is malformed.');
  if (faults.length > 0) return { address: undefined, faults };

  const address = {
    name: texts.name,
    company: texts.company,
    street1: texts.street1,
    street2: texts.street2,
    city: texts.city,
    state,
    postalCode,
    country,
    phone: texts.phone,
    email: texts.email,
    isResidential: input.isResidential ?? undefined,
  };
  return { address: withoutAbsent(address) as unknown as Address, faults: [] };
}

/** The address in normal form; throws ValidationError with every fault, each on its field under `field`. */
export function normalizeAddress(input: AddressInput, field: string): Address {
  const { address, faults } = validateAddress(input, field);
  if (!address) throw new ValidationError(faults);
  return address;
}

type Report = (part: TextField, code: AddressFaultCode, message: string) => void;

function readState(rules: CountryRules, given: string | undefined, report: Report): string | undefined {
  if (!rules.states) return given;
  if (!given) {
    report('state', 'ADDRESS_FIELD_REQUIRED', `The ${rules.stateWord} is required.`);
    return undefined;
  }
  const wanted = plain(given);
  const found = Object.entries(rules.states).find(([code, name]) => plain(code) === wanted || plain(name) === wanted);
  if (!found)
    report(
      'state',
      'ADDRESS_STATE_UNKNOWN',
      `"${given.slice(0, 40)}" is not a ${rules.stateWord} of that country; send its abbreviation, such as ${Object.keys(rules.states)[0]}.`,
    );
  return found?.[0];
}

function readPostalCode(rules: CountryRules, given: string | undefined, report: Report): string | undefined {
  if (!given) {
    if (rules.isPostalCodeRequired) report('postalCode', 'ADDRESS_FIELD_REQUIRED', 'The postal code is required.');
    return undefined;
  }
  // Where the country's own form is unknown, spaces and dashes may mean something and stay.
  if (!rules.postalPattern) {
    const code = given.toUpperCase();
    if (!/^[A-Z0-9][A-Z0-9 -]{0,11}$/.test(code))
      report('postalCode', 'ADDRESS_POSTAL_CODE_INVALID', 'The postal code must be up to 12 letters, digits, spaces and dashes.');
    return code;
  }
  const compact = given.toUpperCase().replace(/[\s-]/g, '');
  if (rules.postalPattern.test(compact)) return rules.formatPostalCode(compact);
  report(
    'postalCode',
    'ADDRESS_POSTAL_CODE_INVALID',
    `"${given.slice(0, 20)}" is not a postal code of that country, which looks like ${rules.postalExample}.`,
  );
  return undefined;
}

function isPhone(text: string): boolean {
  if (!/^\+?[\d\s().\-/]+(\s?(x|ext\.?)\s?\d{1,6})?$/i.test(text)) return false;
  const digits = text.replace(/(x|ext\.?)\s?\d{1,6}$/i, '').replace(/\D/g, '');
  return digits.length >= 5 && digits.length <= 15;
}

/** Without accents, case, dots and doubled spaces, so that "Québec" and "QUEBEC" are one. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f.]/g, '')
    .toLowerCase();
}

function collapse(input: AddressInput): Texts {
  const texts: Texts = {};
  for (const part of TEXT_FIELDS) {
    const text = input[part]
      ?.normalize('NFC')
      .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
      .trim();
    if (text) texts[part] = text;
  }
  return texts;
}

function withoutAbsent<Shape extends object>(shape: Shape): Partial<Shape> {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Partial<Shape>;
}
