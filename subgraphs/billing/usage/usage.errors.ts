import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The event was taken back before, or takes another one back itself. */
export class UsageEventVoidedError extends DomainError {
  readonly code = 'USAGE_EVENT_VOIDED';

  constructor() {
    super('The event was taken back already; correct what stands in its place, if anything does.', { field: 'id' });
  }
}
