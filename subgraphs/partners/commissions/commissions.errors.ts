import { ConflictError } from '../../../platform/errors/errors.ts';
import type { CommissionStatus } from './partner-commission.ts';

/** A commission cannot go from where it stands to where it should. */
export class CommissionMoveError extends ConflictError {
  constructor(from: CommissionStatus, to: CommissionStatus) {
    super(`The commission is ${from}; it cannot become ${to}.`, { field: 'id', code: 'ILLEGAL_STATUS_MOVE' });
  }
}

/** The commission was taken back before; or it is the negative of one itself. */
export class CommissionReversedError extends ConflictError {
  constructor() {
    super('The commission was taken back already.', { field: 'id', code: 'COMMISSION_ALREADY_REVERSED' });
  }
}
