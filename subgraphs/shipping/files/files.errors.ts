import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The link was good, and is not any more. */
export class FileLinkExpiredError extends DomainError {
  readonly code = 'FILE_LINK_EXPIRED';

  constructor() {
    super('This link has expired; ask for the file again to get a new one.', { field: 'token' });
  }
}

/** Nobody here made this link, or somebody altered it. */
export class FileLinkInvalidError extends DomainError {
  readonly code = 'FILE_LINK_INVALID';

  constructor() {
    super('This is no link to a file: it was altered, or cut off.', { field: 'token' });
  }
}

/** What is stored is not what was put there. */
export class FileDamagedError extends DomainError {
  readonly code = 'FILE_DAMAGED';

  constructor() {
    super('The stored file is damaged or gone; ask for help.');
  }
}

/** An upload took so long that it was swept away before it was recorded; the step may be repeated. */
export class UploadSweptError extends DomainError {
  readonly code = 'UPLOAD_SWEPT';

  constructor() {
    super('Storing the file took too long; try again.');
  }
}
