import { auditFacts } from '../../../platform/context/request-context.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { approveHeldCommissions } from './commission-moves.query.ts';
import { COMMISSION_EVENTS, commissionAudit, commissionEventFacts } from './commission-records.ts';

const BATCH_SIZE = 200;

/** Changes that leave a commission pending name this job. */
export const APPROVE_HELD_COMMISSIONS = 'partners.approve-held-commissions';

/** Approves commissions as soon as their holding period is over. */
export const approveHeldCommissionsJob: ScheduledJob = {
  name: APPROVE_HELD_COMMISSIONS,
  everyMs: 10_000,
  async run(context) {
    for (;;) {
      const approved = await context.session.transaction(async (transaction) => {
        const commissions = await approveHeldCommissions(transaction, context.clock.now(), BATCH_SIZE);
        transaction.publish(
          ...commissions.map((commission) => newEvent(context, COMMISSION_EVENTS.approved, commissionEventFacts(commission))),
        );
        transaction.audit(
          ...commissions.map((commission) => ({
            ...commissionAudit('approved', commission, { status: 'pending' }),
            ...auditFacts(context),
          })),
        );
        return commissions.length;
      });
      if (approved < BATCH_SIZE) return;
    }
  },
};
