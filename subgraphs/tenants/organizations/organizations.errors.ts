import { ConflictError } from '../../../platform/errors/errors.ts';

/** An organization was deleted too long ago to come back. */
export class OrganizationGraceOverError extends ConflictError {
  constructor() {
    super('The grace of this organization is over: its people are being removed and it cannot be restored.', {
      field: 'id',
      code: 'GRACE_OVER',
    });
  }
}

/** Another organization of the tenant has the slug. */
export class SlugTakenError extends ConflictError {
  constructor() {
    super('An organization with this slug exists already; choose another.', { field: 'slug', code: 'SLUG_TAKEN' });
  }
}
