import { ValidationError } from '../../platform/errors/errors.ts';
import type { ErrorDetail } from '../../platform/errors/domain-error.ts';

const LONGEST_NAME = 100;
const LONGEST_REMARK = 500;
const SLUG_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const EMAIL_PATTERN = /^[^\s@<>"(),:;[\]\\]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

/** A checked value, or what is wrong with it. */
export type Checked<T> = { value: T } | { fault: ErrorDetail };

/** Collects what is wrong with several inputs, so that a caller hears of all of them at once. */
export class Faults {
  private readonly found: ErrorDetail[] = [];

  /** The checked value; when it is faulty the fault is kept and `throwIfAny` will throw. */
  collect<T>(checked: Checked<T>): T {
    if ('value' in checked) return checked.value;
    this.found.push(checked.fault);
    return undefined as T;
  }

  /** Keeps a fault that was found otherwise. */
  add(field: string, message: string): void {
    this.found.push(fault(field, message).fault);
  }

  throwIfAny(): void {
    if (this.found.length > 0) throw new ValidationError(this.found);
  }
}

/** A display name: trimmed, 1 to 100 characters, without control characters and halves of characters. */
export function checkName(field: string, name: string): Checked<string> {
  const value = name
    .slice(0, LONGEST_NAME * 10)
    .trim()
    .normalize('NFC');
  if (value.length === 0) return fault(field, 'Enter a name.');
  if (value.length > LONGEST_NAME) return fault(field, `A name has at most ${LONGEST_NAME} characters.`);
  if (/[\p{Cc}\p{Cs}]/u.test(value)) return fault(field, 'A name has no control characters.');
  return { value };
}

/** A remark: trimmed, at most 500 characters; null when there is none. */
export function checkRemark(field: string, remark: string | null | undefined): Checked<string | null> {
  const value = (remark ?? '')
    .slice(0, LONGEST_REMARK * 10)
    .trim()
    .normalize('NFC');
  if (value.length > LONGEST_REMARK) return fault(field, `This has at most ${LONGEST_REMARK} characters.`);
  if (/[\p{Cs}]/u.test(value)) return fault(field, 'This has halves of characters in it.');
  return { value: value || null };
}

/** A label for domains and links: lower-case letters, digits and hyphens, 1 to 63. */
export function checkSlug(field: string, slug: string): Checked<string> {
  const value = slug.slice(0, 200).trim().toLowerCase();
  return SLUG_PATTERN.test(value)
    ? { value }
    : fault(field, 'Use 1 to 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit.');
}

/** An e-mail address: lower case, ASCII only, so that look-alike letters can't pass for another's address. */
export function checkEmail(field: string, email: string): Checked<string> {
  const value = email.slice(0, 400).trim().toLowerCase();
  const isPlain = /^[\u0021-\u007e]+$/.test(value) && value.length <= 254;
  return isPlain && EMAIL_PATTERN.test(value) ? { value } : fault(field, `"${email.slice(0, 60)}" is not an e-mail address.`);
}

/** A slug made of a name: "Acme & Söhne" becomes "acme-sohne". */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/[\u0300-\u036f]/g, '');
  const slug = plain
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60);
  return slug.replaceAll(/^-+|-+$/g, '') || 'organization';
}

/** What is wrong with a field. */
export function fault(field: string, message: string, code = 'VALIDATION_FAILED'): { fault: ErrorDetail } {
  return { fault: { field, message, code } };
}
