import { DomainError } from '../../../platform/errors/domain-error.ts';

/** The package is not offered any more. */
export class PackageInactiveError extends DomainError {
  readonly code = 'PACKAGE_INACTIVE';

  constructor(name: string) {
    super(`"${name}" is not offered any more: choose another package.`, { field: 'packageId' });
  }
}

/** There is nothing of it that could be given back. */
export class NothingToRefundError extends DomainError {
  readonly code = 'NOTHING_TO_REFUND';

  constructor(reason: string) {
    super(reason, { field: 'purchaseId' });
  }
}
