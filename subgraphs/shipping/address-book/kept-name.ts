import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ConflictError } from '../../../platform/errors/errors.ts';

const LONGEST_NAME = 100;

/** The name under which something is kept: trimmed, 1 to 100 characters. */
export function checkName(name: string, faults: ErrorDetail[]): string {
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > LONGEST_NAME)
    faults.push({ code: 'VALIDATION_FAILED', message: `A name has 1 to ${LONGEST_NAME} characters.`, field: 'name' });
  return trimmed;
}

/** Something of this name is kept already. */
export class NameTakenError extends ConflictError {
  constructor(what: string) {
    super(`Another ${what} has this name: choose a new one.`, { code: 'NAME_TAKEN', field: 'name' });
  }
}
