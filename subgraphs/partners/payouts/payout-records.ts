import type { PendingAuditEntry } from '../../../platform/database/session.ts';
import type { PartnerPayout } from './partner-payout.ts';

/** What every event of a payout tells. */
export function payoutFacts(payout: PartnerPayout) {
  return {
    payoutId: payout.id,
    partnerId: payout.partnerId,
    total: payout.totalAmount.toJSON(),
    commissionCount: payout.commissionCount,
  };
}

/** What the audit log keeps of a change of a payout; the caller adds who did it and when. */
export function payoutAudit(payout: PartnerPayout, before?: PartnerPayout): Omit<PendingAuditEntry, 'actor' | 'occurredAt'> {
  return {
    action: before ? `partner_payout.${payout.status}` : 'partner_payout.created',
    resourceType: 'partner_payout',
    resourceId: payout.id,
    organizationId: null,
    before: before && audited(before),
    after: audited(payout),
  };
}

function audited(payout: PartnerPayout): object {
  const { totalAmount, commissionCount, status, paymentReference, paymentMethod, failureReason } = payout;
  return {
    partnerId: payout.partnerId,
    total: totalAmount.toJSON(),
    commissionCount,
    status,
    paymentReference,
    paymentMethod,
    failureReason,
  };
}
