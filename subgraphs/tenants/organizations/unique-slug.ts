import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import type { Session, Transaction } from '../../../platform/database/session.ts';
import { SlugTakenError } from './organizations.errors.ts';

/** Runs a change of organizations in one transaction; a slug that another of the tenant has is refused with SLUG_TAKEN, also under a race. */
export function withUniqueSlug<T>(session: Session, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return onUniqueViolation(
    'organizations_slug',
    () => new SlugTakenError(),
    () => session.transaction(work),
  );
}
