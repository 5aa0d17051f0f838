import { ValidationError } from '../../../platform/errors/errors.ts';

const LONGEST_REASON = 500;

/** A reason that somebody stated, without blanks around it; throws a ValidationError when it is empty or too long. */
export function requireReason(reason: string): string {
  return requireText(reason, 'reason', LONGEST_REASON);
}

/** A text of 1 to `longest` characters, without blanks around it; throws a ValidationError for others. */
export function requireText(text: string, field: string, longest: number): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > longest || trimmed.includes('\0'))
    throw ValidationError.of(field, `Send 1 to ${longest} characters.`);
  return trimmed;
}
