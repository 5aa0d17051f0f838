import {
  PartnerCommissionApproved,
  PartnerCommissionCreated,
  PartnerCommissionReversed,
} from '../../../contracts/events/partner-events.ts';
import type { PendingAuditEntry } from '../../../platform/database/session.ts';
import type { PartnerCommission } from './partner-commission.ts';

/** The events of a commission's life, as contracts state them. */
export const COMMISSION_EVENTS = {
  created: PartnerCommissionCreated,
  approved: PartnerCommissionApproved,
  reversed: PartnerCommissionReversed,
};

/** The facts of a commission's event. It belongs to no organization: organizations do not see who their partner is. */
export function commissionEventFacts(commission: PartnerCommission) {
  return {
    subject: `partner_commission/${commission.id}`,
    organizationId: null,
    data: {
      commissionId: commission.id,
      partnerId: commission.partnerId,
      organizationId: commission.organizationId,
      invoiceId: commission.invoiceId,
      amount: commission.amount.toJSON(),
    },
  };
}

/** What the audit log keeps of a change of a commission; the caller adds who did it and when. */
export function commissionAudit(
  change: 'created' | 'approved' | 'rejected' | 'reversed' | 'refunded',
  commission: PartnerCommission,
  before?: object,
): Omit<PendingAuditEntry, 'actor' | 'occurredAt'> {
  return {
    action: `partner_commission.${change}`,
    resourceType: 'partner_commission',
    resourceId: commission.id,
    organizationId: null,
    before,
    after: {
      partnerId: commission.partnerId,
      organizationId: commission.organizationId,
      invoiceId: commission.invoiceId,
      eventType: commission.eventType,
      amount: commission.amount.toJSON(),
      status: commission.status,
      reason: commission.reason,
      payoutId: commission.payoutId,
    },
  };
}
