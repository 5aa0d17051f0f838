import { DomainError } from '../../../platform/errors/domain-error.ts';
import type { Money } from '../../../platform/money/money.ts';

/** Spending was named for a team that is no more. */
export class TeamArchivedError extends DomainError {
  readonly code = 'TEAM_ARCHIVED';

  constructor(teamName: string) {
    super(`"${teamName}" is archived and spends nothing any more: name another team.`, { field: 'teamId' });
  }
}

/** A team of one entity does not spend of another. */
export class TeamOfAnotherEntityError extends DomainError {
  readonly code = 'TEAM_OF_ANOTHER_ENTITY';

  constructor(teamName: string) {
    super(`"${teamName}" belongs to another entity: let that one pay, or name a team that may spend of this one.`, {
      field: 'teamId',
    });
  }
}

/** Only its people spend for a team. */
export class NotInTeamError extends DomainError {
  readonly code = 'NOT_IN_TEAM';

  constructor(teamName: string) {
    super(`Only members of "${teamName}" spend for it: become one, or name another team.`, { field: 'teamId' });
  }
}

/** What has limits spends only in the currencies that they name. */
export class CurrencyWithoutLimitError extends DomainError {
  readonly code = 'LIMIT_REACHED';

  constructor(subject: string, needed: Money, currencies: readonly string[]) {
    super(
      `${needed} are needed, but ${subject} has limits in ${currencies.join(', ')} only, and so spends nothing in ${needed.currency}.`,
      { field: 'amount' },
    );
  }
}

/** Contractors spend nothing from the date on at which they leave. */
export class MembershipEndedError extends DomainError {
  readonly code = 'MEMBERSHIP_ENDED';

  constructor() {
    super('This person’s time in the organization is over, and so they spend nothing of it any more.', { field: 'userId' });
  }
}
