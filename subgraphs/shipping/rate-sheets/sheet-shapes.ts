import { z } from 'zod';
import { decimal } from '../../../platform/money/money.ts';

/** A code as sheets have them, e.g. `usps_priority_mail`. */
export const code = z.string().regex(/^[a-z0-9][a-z0-9_]{0,63}$/, 'must be lower case letters, digits and underscores');
/** A text for people. */
export const label = z.string().trim().min(1).max(120);
/** A zone's name. */
export const zone = z.string().regex(/^[A-Za-z0-9_-]{1,16}$/, 'must be 1 to 16 letters, digits, dashes or underscores');
/** ISO 3166 alpha-2. */
export const country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 alpha-2 code');
/** An exact decimal as text. */
export const decimalText = z.string().regex(/^\d{1,14}(\.\d{1,6})?$/, 'must be a decimal such as "12.50"');
/** A decimal over 0. */
export const positive = decimalText.refine((text) => !/^[0.]+$/.test(text), 'must be greater than 0');
/** A weight in ounces; those of metric lists come to many digits. */
export const weight = z
  .string()
  .regex(/^\d{1,14}(\.\d{1,12})?$/, 'must be a decimal such as "12.50"')
  .refine((text) => !/^[0.]+$/.test(text), 'must be greater than 0');
/** A share, e.g. "0.155". */
export const share = positive.refine((text) => !isLess('10', text), 'must be a share such as "0.155", 10 at most');

/** Something wrong with a part of a sheet, and where in that part. */
export interface Fault {
  path: (string | number)[];
  message: string;
}

/** Whether one decimal is less than another. */
export function isLess(left: string, right: string): boolean {
  return decimal(left).isLessThan(decimal(right));
}
