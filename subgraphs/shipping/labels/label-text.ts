import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { isValidTrackingNumber } from '../trackers/tracking-number.ts';
import type { LabelAddress, LabelFacts } from './label-facts.ts';

/** The characters of the label's built-in typeface beyond Latin-1 (Windows-1252). */
const WINDOWS_1252 = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ');

/** Letters that no accent can be taken from. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  Ł: 'L',
  ł: 'l',
  Đ: 'D',
  đ: 'd',
  Ħ: 'H',
  ħ: 'h',
  ı: 'i',
  Ŧ: 'T',
  ŧ: 't',
  ẞ: 'SS',
  ŋ: 'n',
  Ŋ: 'N',
};

/** The text in characters that the label's typeface has: accents it lacks are dropped ("Łódź" → "Lódz"); what cannot be spelt so stays. */
export function printable(text: string): string {
  return [...text.normalize('NFC')].map(printableCharacter).join('');
}

/** The first character that cannot be printed; undefined when all can. */
export function unprintableIn(text: string): string | undefined {
  return [...printable(text)].find((character) => !isInTypeface(character));
}

/**
 * Refuses what a label cannot show: LABEL_TEXT_NOT_PRINTABLE (a script the typeface lacks), LABEL_TRACKING_NUMBER_INVALID,
 * LABEL_WEIGHT_INVALID, LABEL_DATE_INVALID. Throws ValidationError with each on its field under `field`.
 */
export function assertLabelPrintable(label: LabelFacts, field = 'label'): void {
  const faults: ErrorDetail[] = [];
  const texts: [string, string | undefined][] = [
    ['carrierName', label.carrierName],
    ['serviceName', label.serviceName],
    ['reference', label.reference],
  ];
  for (const end of ['from', 'to'] as const) {
    for (const [part, text] of Object.entries(label[end])) if (typeof text === 'string') texts.push([`${end}.${part}`, text]);
  }
  for (const [part, text] of texts) {
    const strange = unprintableIn(text ?? '');
    if (strange === undefined) continue;
    const message = `"${strange}" cannot be printed on a label; write it in Latin letters.`;
    faults.push({ code: 'LABEL_TEXT_NOT_PRINTABLE', message, field: `${field}.${part}` });
  }
  if (!isValidTrackingNumber(label.trackingNumber) || label.trackingNumber.length !== 22) {
    faults.push({
      code: 'LABEL_TRACKING_NUMBER_INVALID',
      message: 'The tracking number must have 22 digits with a right check digit.',
      field: `${field}.trackingNumber`,
    });
  }
  if (!/^\d{1,9}(\.\d{1,12})?$/.test(label.weightOunces)) {
    faults.push({
      code: 'LABEL_WEIGHT_INVALID',
      message: 'The weight must be a decimal in ounces.',
      field: `${field}.weightOunces`,
    });
  }
  if (!isDay(label.shippedOn))
    faults.push({
      code: 'LABEL_DATE_INVALID',
      message: 'The ship date must be a day such as 2025-10-05.',
      field: `${field}.shippedOn`,
    });
  if (faults.length > 0) throw new ValidationError(faults);
}

function printableCharacter(character: string): string {
  if (isInTypeface(character)) return character;
  const plain = PLAIN_LETTERS[character] ?? character.normalize('NFD').replace(/\p{M}/gu, '');
  return plain !== '' && [...plain].every(isInTypeface) ? plain : character;
}

function isInTypeface(character: string): boolean {
  return /^[\u0020-\u007e\u00a0-\u00ff]$/.test(character) || WINDOWS_1252.has(character);
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** An address as it is printed, in characters that the typeface has. */
export function addressLines(address: LabelAddress): string[] {
  const region = [address.state, address.postalCode].filter(Boolean).join(' ');
  const lines = [
    address.name,
    address.company,
    address.street1,
    address.street2,
    `${address.city} ${region}`.trim(),
    address.country,
  ];
  return lines.filter((line) => line !== undefined).map(printable);
}

/** Where sorting machines look: the country, unless it is the United States, and the postal code. */
export function routingOf(to: LabelAddress): string {
  return [to.country === 'US' ? '' : to.country, to.postalCode?.slice(0, 10) ?? ''].filter(Boolean).join(' ');
}

/** A weight as it is printed: "1 lb 4.5 oz", "12 oz". */
export function poundsAndOunces(weightOunces: string): string {
  const [whole = '0', fraction] = weightOunces.split('.');
  const pounds = Math.floor(Number(whole) / 16);
  const rest = `${Number(whole) % 16}${fraction ? `.${fraction}` : ''}`;
  if (pounds === 0) return `${rest} oz`;
  return /^0(\.0*)?$/.test(rest) ? `${pounds} lb` : `${pounds} lb ${rest} oz`;
}
