import { ConflictError, ValidationError } from '../errors/errors.ts';

const UNIQUE_VIOLATION = '23505';
// Values that no column can hold: out of range, not text, not a date. They come from the request; what we make ourselves fits.
const UNSTORABLE_VALUES = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05']);

/** A row with the same unique value exists. Carries the constraint so that a use case can name the field. */
export class UniqueViolationError extends ConflictError {
  readonly constraint: string;

  constructor(constraint: string) {
    super('A row with this value exists already.');
    this.constraint = constraint;
  }
}

/**
 * Turns a violated unique constraint and values that no column can hold, as the driver or the entity manager reports them,
 * into refusals; everything else passes unchanged.
 */
export function databaseError(error: unknown): unknown {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown };
  if (error instanceof UniqueViolationError || typeof code !== 'string') return error;
  if (code === UNIQUE_VIOLATION) return new UniqueViolationError(typeof constraint === 'string' ? constraint : '');
  return UNSTORABLE_VALUES.has(code) ? unstorable() : error;
}

function unstorable(): ValidationError {
  const message = 'A value of the request cannot be stored: a number or date out of range, or text that is none.';
  return new ValidationError([{ code: 'UNSTORABLE_VALUE', message }]);
}

/** Runs `work` and, when it fails on the named unique constraint, throws `replacement` instead. */
export async function onUniqueViolation<T>(constraint: string, replacement: () => Error, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const error = databaseError(thrown);
    if (error instanceof UniqueViolationError && error.constraint === constraint) throw replacement();
    throw error;
  }
}
