import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { requireReason } from '../partners/stated-text.ts';
import { COMMISSION_EVENTS, commissionEventFacts } from './commission-records.ts';
import { CommissionMoveError, CommissionReversedError } from './commissions.errors.ts';
import { findCommissions } from './partner-commission.query.ts';
import { takeBackCommissions, type TakenBack } from './take-back-commissions.ts';

/**
 * Takes the commission of a refunded invoice back, once: before a payout has claimed it by reversing it, after that by a
 * negative commission that the next payout deducts. Throws NotFoundError, CommissionReversedError, CommissionMoveError.
 */
export async function reversePartnerCommission(
  context: RequestContext,
  command: { id: Uuid; reason: string },
): Promise<TakenBack> {
  requireTenant(context);
  const reason = requireReason(command.reason);
  return context.session.transaction(async (transaction) => {
    const { occurredAt: now, ...auditor } = auditFacts(context);
    const [takenBack] = await takeBackCommissions(transaction, { ids: [command.id], reason, now, auditor });
    if (!takenBack) {
      const [commission] = await findCommissions(transaction, [command.id], 'all');
      if (!commission) throw new NotFoundError('The commission', 'id');
      if (commission.status === 'rejected') throw new CommissionMoveError('rejected', 'reversed');
      throw new CommissionReversedError();
    }
    transaction.publish(newEvent(context, COMMISSION_EVENTS.reversed, commissionEventFacts(takenBack.commission)));
    return takenBack;
  });
}
