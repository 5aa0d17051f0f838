/** One thing wrong with a request, as clients see it. */
export interface ErrorDetail {
  /** Stable, SCREAMING_SNAKE_CASE. */
  code: string;
  /** What went wrong and what to do, in one sentence, without internals. */
  message: string;
  /** Dotted path of the input it is about, e.g. `parcel.weightOunces`. */
  field?: string | undefined;
}

/**
 * A refusal that the caller can act on. Mutations answer it in their payload's `errors`, queries as a GraphQL error;
 * whatever is not a DomainError is masked as INTERNAL_ERROR.
 */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  readonly field: string | undefined;

  constructor(message: string, options: { field?: string | undefined; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.field = options.field;
  }

  /** Everything to tell the caller; one entry unless several inputs were wrong at once. */
  details(): ErrorDetail[] {
    return [{ code: this.code, message: this.message, field: this.field }];
  }
}
