import { ConflictError } from '../../../platform/errors/errors.ts';
import type { Money } from '../../../platform/money/money.ts';
import type { PayoutStatus } from './partner-payout.ts';

/** What could be paid is less than the partner's smallest payout. */
export class BelowMinimumPayoutError extends ConflictError {
  constructor(payable: Money, minimum: Money) {
    super(`${payable.toString()} can be paid, less than the partner’s minimum of ${minimum.toString()}; nothing was claimed.`, {
      field: 'partnerId',
      code: 'BELOW_MINIMUM_PAYOUT',
    });
  }
}

/** There is no approved commission that is unpaid, or refunds outweigh them. */
export class NothingToPayError extends ConflictError {
  constructor(payable: Money) {
    const balance = payable.isNegative() ? ` Refunds outweigh commissions by ${payable.negated().toString()}.` : '';
    super(`The partner has no approved, unpaid commissions that add up to something.${balance}`, {
      field: 'partnerId',
      code: 'NOTHING_TO_PAY',
    });
  }
}

/** A payout cannot go from where it stands to where it should. */
export class PayoutMoveError extends ConflictError {
  constructor(from: PayoutStatus, to: PayoutStatus) {
    super(`The payout is ${from}; it cannot become ${to}.`, { field: 'id', code: 'ILLEGAL_STATUS_MOVE' });
  }
}

/** The key belongs to another payout. */
export class PayoutKeyReusedError extends ConflictError {
  constructor() {
    super('This idempotency key was used for another payout: choose a new one.', {
      field: 'idempotencyKey',
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  }
}
