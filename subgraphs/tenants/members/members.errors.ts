import { ConflictError } from '../../../platform/errors/errors.ts';

/** Without this person the organization would belong to nobody. */
export class LastOwnerError extends ConflictError {
  constructor(field?: string) {
    super('This is the organization’s last owner; make somebody else an owner first.', {
      code: 'LAST_OWNER',
      ...(field ? { field } : {}),
    });
  }
}
