import { ConflictError, ValidationError } from '../../../platform/errors/errors.ts';

/** Somebody has the role, and no role was named to take its place. */
export class RoleInUseError extends ConflictError {
  constructor() {
    super('Somebody has this role or is invited to it; name the role that takes its place.', {
      field: 'replacement',
      code: 'ROLE_IN_USE',
    });
  }
}

/** The tenant has a role of this key already. */
export class RoleKeyTakenError extends ConflictError {
  constructor(key: string) {
    super(`A role with the key "${key}" exists already; choose another.`, { field: 'key', code: 'ROLE_KEY_TAKEN' });
  }
}

/** The refusal of permissions that the caller does not hold: nobody hands out more than they have. */
export function permissionNotHeld(field: string, what: string): ValidationError {
  return ValidationError.of(field, `${what} needs every permission it gives.`, 'PERMISSION_NOT_HELD');
}
