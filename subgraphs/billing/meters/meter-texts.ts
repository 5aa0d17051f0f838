import { ValidationError } from '../../../platform/errors/errors.ts';

const LONGEST_NAME = 100;
const LONGEST_DESCRIPTION = 1_000;

/** The name without spaces around it; throws ValidationError unless it has 1 to 100 characters. */
export function checkName(name: string, field = 'name'): string {
  const trimmed = name.trim();
  if (trimmed.length === 0 || trimmed.length > LONGEST_NAME || trimmed.includes('\0'))
    throw ValidationError.of(field, `A name has 1 to ${LONGEST_NAME} characters.`);
  return trimmed;
}

/** The description, null when there is none; throws ValidationError beyond 1,000 characters. */
export function checkDescription(description: string | null | undefined): string | null {
  const trimmed = description?.trim() ?? '';
  if (trimmed.length > LONGEST_DESCRIPTION || trimmed.includes('\0'))
    throw ValidationError.of('description', `A description has at most ${LONGEST_DESCRIPTION} characters.`);
  return trimmed === '' ? null : trimmed;
}
