import { ValidationError } from '../../../platform/errors/errors.ts';

const LONGEST_NAME = 120;
const LONGEST_DESCRIPTION = 1_000;

/** The name of a team as it is stored; throws a ValidationError when it is none. */
export function checkTeamName(text: string): string {
  const name = text
    .slice(0, LONGEST_NAME * 10)
    .trim()
    .normalize('NFC');
  if (name.length === 0 || name.length > LONGEST_NAME || /\p{Cc}/u.test(name))
    throw ValidationError.of('name', `Enter a name of 1 to ${LONGEST_NAME} characters.`);
  return name;
}

/** What a team is for, as it is stored; throws a ValidationError when it is too long. */
export function checkTeamDescription(text: string | null): string | null {
  const description = text?.trim() ?? null;
  if (description !== null && description.length > LONGEST_DESCRIPTION)
    throw ValidationError.of('description', `Describe the team in at most ${LONGEST_DESCRIPTION} characters.`);
  return description === '' ? null : description;
}
