import { ValidationError } from '../../../platform/errors/errors.ts';

/** A limit that was asked for, when it lies between 1 and `most`; throws ValidationError otherwise. */
export function rowLimit(limit: number, most: number): number {
  if (limit < 1 || limit > most) throw ValidationError.of('limit', `Ask for 1 to ${most}.`);
  return limit;
}
