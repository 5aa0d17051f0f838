import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Money } from '../../../platform/money/money.ts';
import type { CommissionRuleColumns } from '../partners/commission-rule.ts';

/** Where a commission stands: held, payable (or in a payout that is under way), paid out, refused, or taken back. */
export type CommissionStatus = 'pending' | 'approved' | 'paid' | 'rejected' | 'reversed';

/** What made a commission: a paid invoice, or the refund of one whose commission was in a payout already. */
export type CommissionEventType = 'invoice_payment' | 'refund';

/** What a partner earned on a paid invoice, with the rule it was computed by; or, negative, what it owes after a refund. */
export interface PartnerCommission extends CommissionRuleColumns {
  id: Uuid;
  partnerId: Uuid;
  accountId: Uuid;
  organizationId: Uuid;
  invoiceId: Uuid;
  invoiceNumber: string;
  invoiceTotal: Money;
  eventType: CommissionEventType;
  /** When the invoice was paid, or refunded. */
  eventDate: Date;
  /** At the currency's scale; never changes. */
  amount: Money;
  currency: string;
  status: CommissionStatus;
  heldUntil: Date;
  approvedAt: Date | null;
  /** Why it was rejected or taken back. */
  reason: string | null;
  /** The payout that claims it; null while none does. */
  payoutId: Uuid | null;
  createdAt: Date;
  updatedAt: Date;
}

/** From which status to which a commission may go; paid, rejected and reversed ones stay what they are. */
const COMMISSION_MOVES: Readonly<Record<CommissionStatus, readonly CommissionStatus[]>> = {
  pending: ['approved', 'rejected', 'reversed'],
  approved: ['paid', 'reversed'],
  paid: [],
  rejected: [],
  reversed: [],
};

/** The statuses from which a commission may become `status`. */
export function commissionStatusesBefore(status: CommissionStatus): CommissionStatus[] {
  return (Object.keys(COMMISSION_MOVES) as CommissionStatus[]).filter((from) => COMMISSION_MOVES[from].includes(status));
}
