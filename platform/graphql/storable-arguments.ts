import type { ErrorDetail } from '../errors/domain-error.ts';
import { ValidationError } from '../errors/errors.ts';

const DEEPEST_NESTING = 40;
const MOST_VALUES = 50_000;

/**
 * Throws a ValidationError for arguments that no database can keep, naming the field: text with NUL or with half of a
 * surrogate pair, and values nested more than 40 deep or more than 50,000 in number.
 */
export function assertStorable(args: Readonly<Record<string, unknown>>): void {
  const walk = { values: 0 };
  for (const [name, value] of Object.entries(args)) check(value, name === 'input' ? '' : name, 0, walk);
}

function check(value: unknown, path: string, depth: number, walk: { values: number }): void {
  walk.values += 1;
  if (depth > DEEPEST_NESTING) throw refusal(path, `Values are nested at most ${DEEPEST_NESTING} deep.`);
  if (walk.values > MOST_VALUES) throw refusal(path, `An operation takes at most ${MOST_VALUES} values.`);
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) throw refusal(path, 'Text may hold neither NUL nor halves of characters.');
  } else if (Array.isArray(value)) {
    value.forEach((each, index) => check(each, join(path, String(index)), depth + 1, walk));
  } else if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    for (const [key, each] of Object.entries(value)) {
      check(key, path, depth + 1, walk);
      check(each, join(path, key), depth + 1, walk);
    }
  }
}

function join(path: string, key: string): string {
  return path ? `${path}.${key}` : key;
}

function refusal(field: string, message: string): ValidationError {
  const detail: ErrorDetail = { field: field.slice(0, 200), message, code: 'UNSTORABLE_VALUE' };
  return new ValidationError([detail]);
}
