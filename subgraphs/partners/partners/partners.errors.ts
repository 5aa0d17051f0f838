import { ConflictError } from '../../../platform/errors/errors.ts';

/** Another partner of the tenant has this slug. */
export class SlugTakenError extends ConflictError {
  constructor(slug: string) {
    super(`A partner with the slug "${slug}" exists already; choose another.`, { field: 'slug', code: 'SLUG_TAKEN' });
  }
}
