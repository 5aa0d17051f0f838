import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The addon is active and was charged lately, so that whoever deletes it may not know what they end. */
export class AddonInUseError extends DomainError {
  readonly code = 'ADDON_IN_USE';

  constructor(chargedAt: Date) {
    super(`The addon was last charged at ${chargedAt.toISOString()}. Make it inactive first, or set acceptInUse to end it now.`, {
      field: 'id',
    });
  }
}
