import { UniqueViolationError } from '../../platform/database/database-error.ts';

// Each round has one winner, so the last of n callers at once needs n attempts.
const MOST_ATTEMPTS = 10;

/**
 * Runs `work` again when it lost a race on the named unique constraint: the winner's row is visible by then, so the next
 * attempt decides on what is true. `work` must be a whole transaction.
 */
export async function retryOnConflict<T>(constraint: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof UniqueViolationError) || error.constraint !== constraint || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}
