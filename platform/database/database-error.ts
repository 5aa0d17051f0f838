import { ConflictError } from '../errors/errors.ts';

const UNIQUE_VIOLATION = '23505';

/** A row with the same unique value exists. Carries the constraint so that a use case can name the field. */
export class UniqueViolationError extends ConflictError {
  readonly constraint: string;

  constructor(constraint: string) {
    super('A row with this value exists already.');
    this.constraint = constraint;
  }
}

/**
 * Turns a violated unique constraint, as the driver or the entity manager reports it, into ours, so that a use case can
 * react; everything else passes unchanged.
 */
export function databaseError(error: unknown): unknown {
  const { code, constraint } = (error ?? {}) as { code?: unknown; constraint?: unknown };
  return code === UNIQUE_VIOLATION && !(error instanceof UniqueViolationError)
    ? new UniqueViolationError(typeof constraint === 'string' ? constraint : '')
    : error;
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
