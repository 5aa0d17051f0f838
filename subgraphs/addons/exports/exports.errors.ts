import { DomainError } from '../../../platform/errors/domain-error.ts';

/** How many rows one export holds, so that its memory is bounded. */
export const MOST_EXPORTED = 10_000;

/** A list is longer than one export holds. */
export class ExportTooLargeError extends DomainError {
  readonly code = 'EXPORT_TOO_LARGE';

  constructor() {
    super(`An export holds ${MOST_EXPORTED} rows; narrow the filter, for example by from and until.`, { field: 'filter' });
  }
}
