import { ConflictError } from '../../../platform/errors/errors.ts';

/** Another organization of the tenant has the slug. */
export class SlugTakenError extends ConflictError {
  constructor() {
    super('An organization with this slug exists already; choose another.', { field: 'slug', code: 'SLUG_TAKEN' });
  }
}
