import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The refresh token opens nothing: unknown, ended, expired, or used before. */
export class RefreshRefusedError extends DomainError {
  readonly code = 'REFRESH_REFUSED';

  constructor() {
    super('This refresh token is unknown or its session has ended; sign in again.', { field: 'refreshToken' });
  }
}

/** Another refresh with the same token has been answered a moment ago. */
export class RefreshRacedError extends DomainError {
  readonly code = 'REFRESH_RACED';

  constructor() {
    super(
      'Another refresh with this token has just been answered: use what it brought. If its answer was lost, ask again in a second.',
      {
        field: 'refreshToken',
      },
    );
  }
}
