import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { requireReason } from '../partners/stated-text.ts';
import { moveCommission } from './commission-moves.query.ts';
import { COMMISSION_EVENTS, commissionAudit, commissionEventFacts } from './commission-records.ts';
import { CommissionMoveError } from './commissions.errors.ts';
import { commissionStatusesBefore, type PartnerCommission } from './partner-commission.ts';
import { findCommissions } from './partner-commission.query.ts';

/** Approves a pending commission before its holding period is over. Throws NotFoundError and CommissionMoveError. */
export async function approvePartnerCommission(context: RequestContext, id: Uuid): Promise<PartnerCommission> {
  return decide(context, { id, to: 'approved', reason: null });
}

/** Rejects a pending commission for good. Throws NotFoundError and CommissionMoveError. */
export async function rejectPartnerCommission(
  context: RequestContext,
  command: { id: Uuid; reason: string },
): Promise<PartnerCommission> {
  return decide(context, { id: command.id, to: 'rejected', reason: requireReason(command.reason) });
}

async function decide(
  context: RequestContext,
  decision: { id: Uuid; to: 'approved' | 'rejected'; reason: string | null },
): Promise<PartnerCommission> {
  requireTenant(context);
  const from = commissionStatusesBefore(decision.to);
  return context.session.transaction(async (transaction) => {
    const commission = await moveCommission(transaction, { ...decision, from, now: context.clock.now() });
    if (!commission) {
      const [unmoved] = await findCommissions(transaction, [decision.id], 'all');
      if (!unmoved) throw new NotFoundError('The commission', 'id');
      throw new CommissionMoveError(unmoved.status, decision.to);
    }
    // There is no event of a rejection: nothing was promised while it was pending.
    if (decision.to === 'approved')
      transaction.publish(newEvent(context, COMMISSION_EVENTS.approved, commissionEventFacts(commission)));
    transaction.audit({ ...commissionAudit(decision.to, commission, { status: 'pending' }), ...auditFacts(context) });
    return commission;
  });
}
