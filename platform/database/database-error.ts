import { DatabaseError } from 'pg';
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

/** Turns what the driver throws into ours where a use case may want to react; everything else passes unchanged. */
export function databaseError(error: unknown): unknown {
  if (error instanceof DatabaseError && error.code === UNIQUE_VIOLATION) return new UniqueViolationError(error.constraint ?? '');
  return error;
}

/** Runs `work` and, when it fails on the named unique constraint, throws `replacement` instead. */
export async function onUniqueViolation<T>(constraint: string, replacement: () => Error, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UniqueViolationError && error.constraint === constraint) throw replacement();
    throw error;
  }
}
