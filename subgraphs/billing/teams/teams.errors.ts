import { ConflictError } from '../../../platform/errors/errors.ts';

/** Two teams of an organization do not share a name. */
export class TeamNameTakenError extends ConflictError {
  constructor(name: string) {
    super(`Another team of the organization is called "${name}".`, { field: 'name', code: 'NAME_TAKEN' });
  }
}

/** Whoever is in a team does not join it again. */
export class AlreadyInTeamError extends ConflictError {
  constructor() {
    super('This person is in the team already: change the membership instead.', { field: 'userId', code: 'ALREADY_IN_TEAM' });
  }
}
