import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Money } from '../../../platform/money/money.ts';

/** Where a payout stands: made, checked, on its way; then arrived, failed or called off. */
export type PayoutStatus = 'pending' | 'ready' | 'processing' | 'completed' | 'failed' | 'cancelled';

/** A batch of commissions that is paid to a partner at once. */
export interface PartnerPayout {
  id: Uuid;
  testMode: boolean;
  partnerId: Uuid;
  /** The sum of its commissions; above zero; never changes. */
  totalAmount: Money;
  currency: string;
  commissionCount: number;
  paymentReference: string | null;
  paymentMethod: string;
  status: PayoutStatus;
  /** When the batch was made. */
  payoutDate: Date;
  completedAt: Date | null;
  /** What it was made for: commissions of [periodStart, periodEnd), and refunds of whenever. */
  periodStart: Date;
  periodEnd: Date;
  notes: string | null;
  /** Why it failed or was cancelled. */
  failureReason: string | null;
  createdAt: Date;
  updatedAt: Date;
}

// Steps may be left out (who pays by hand completes at once), but none is taken twice or back.
const PAYOUT_MOVES: Readonly<Record<PayoutStatus, readonly PayoutStatus[]>> = {
  pending: ['ready', 'processing', 'completed', 'failed', 'cancelled'],
  ready: ['processing', 'completed', 'failed', 'cancelled'],
  processing: ['completed', 'failed', 'cancelled'],
  completed: [],
  failed: [],
  cancelled: [],
};

/** Whether a payout may go from one status to another. */
export function isPayoutMove(from: PayoutStatus, to: PayoutStatus): boolean {
  return PAYOUT_MOVES[from].includes(to);
}
