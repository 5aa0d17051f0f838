import type { ErrorDetail } from '../errors/domain-error.ts';
import { ValidationError } from '../errors/errors.ts';

const DEEPEST_NESTING = 40;
// Ten thousand rows of a batch with all that can be said of each; how long a request may be bounds most callers before.
const MOST_VALUES = 1_000_000;

/**
 * Throws a ValidationError for arguments that no database can keep, naming the field: text with NUL or with half of a
 * surrogate pair, and values nested more than 40 deep or more than a million in number.
 */
export function assertStorable(args: Readonly<Record<string, unknown>>): void {
  const walk = { values: 0 };
  for (const [name, value] of Object.entries(args)) check(value, name === 'input' ? null : { key: name, above: null }, 0, walk);
}

/** Where a value stands; written out only for one that is refused, because there may be many. */
interface Place {
  key: string | number;
  above: Place | null;
}

function check(value: unknown, place: Place | null, depth: number, walk: { values: number }): void {
  walk.values += 1;
  if (depth > DEEPEST_NESTING) throw refusal(place, `Values are nested at most ${DEEPEST_NESTING} deep.`);
  if (walk.values > MOST_VALUES) throw refusal(place, `An operation takes at most ${MOST_VALUES} values.`);
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed())
      throw refusal(place, 'Text may hold neither NUL nor halves of characters.');
  } else if (Array.isArray(value)) {
    value.forEach((each, key) => check(each, { key, above: place }, depth + 1, walk));
  } else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    for (const [key, each] of Object.entries(value)) {
      check(key, place, depth + 1, walk);
      check(each, { key, above: place }, depth + 1, walk);
    }
  }
}

function pathOf(place: Place | null): string {
  if (!place) return '';
  const above = pathOf(place.above);
  return above ? `${above}.${place.key}` : String(place.key);
}

function refusal(place: Place | null, message: string): ValidationError {
  const detail: ErrorDetail = { field: pathOf(place).slice(0, 200), message, code: 'UNSTORABLE_VALUE' };
  return new ValidationError([detail]);
}
