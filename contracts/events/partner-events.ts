import { z } from 'zod';
import { defineEvent, MoneyData } from './envelope.ts';

const CommissionFacts = z.object({
  commissionId: z.uuid(),
  partnerId: z.uuid(),
  organizationId: z.uuid(),
  invoiceId: z.uuid(),
  amount: MoneyData,
});

/** A partner earned a commission on a paid invoice. */
export const PartnerCommissionCreated = defineEvent('partner.commission.created', 1, CommissionFacts);
/** A partner's commission may be paid out. */
export const PartnerCommissionApproved = defineEvent('partner.commission.approved', 1, CommissionFacts);
/** A partner's commission was taken back: by itself, or by a negative one in the partner's next payout. */
export const PartnerCommissionReversed = defineEvent('partner.commission.reversed', 1, CommissionFacts);

const PayoutFacts = z.object({ payoutId: z.uuid(), partnerId: z.uuid(), total: MoneyData, commissionCount: z.number().int() });

/** A payout batch claimed its commissions. */
export const PartnerPayoutCreated = defineEvent('partner.payout.created', 1, PayoutFacts);
/** A payout reached the partner. */
export const PartnerPayoutCompleted = defineEvent('partner.payout.completed', 1, PayoutFacts);
/** A payout failed or was cancelled, so it does not reach the partner; its commissions are free again. */
export const PartnerPayoutFailed = defineEvent(
  'partner.payout.failed',
  1,
  PayoutFacts.extend({ status: z.enum(['failed', 'cancelled']), reason: z.string() }),
);
