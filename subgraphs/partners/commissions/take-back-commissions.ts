import type { PendingAuditEntry, Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { commissionAudit } from './commission-records.ts';
import { insertRefundCommissions, lockCommissions, reverseCommissions } from './commission-moves.query.ts';
import { commissionStatusesBefore, type PartnerCommission } from './partner-commission.ts';

/** One commission that was taken back: reversed itself, or set off by a negative one where a payout had claimed it. */
export interface TakenBack {
  commission: PartnerCommission;
  refund: PartnerCommission | null;
}

/**
 * Takes back commissions on invoices, whoever claims them at the same moment: what no payout claims is reversed, what one
 * claims gets its negative for the next payout. Those that are taken back or rejected already stay as they are.
 */
export async function takeBackCommissions(
  transaction: Transaction,
  order: {
    ids: readonly Uuid[];
    reason: string;
    now: Date;
    auditor: Pick<PendingAuditEntry, 'actor' | 'ipAddress' | 'userAgent'>;
  },
): Promise<TakenBack[]> {
  const { reason, now, auditor } = order;
  const locked = (await lockCommissions(transaction, order.ids)).filter(({ eventType }) => eventType === 'invoice_payment');
  const claimed = locked.filter(({ payoutId }) => payoutId !== null);
  const reversed = await reverseCommissions(transaction, {
    ids: locked.filter(({ payoutId }) => payoutId === null).map(({ id }) => id),
    from: commissionStatusesBefore('reversed'),
    reason,
    now,
  });
  const refunds = await insertRefundCommissions(transaction, { ids: claimed.map(({ id }) => id), reason, now });
  const before = new Map(locked.map((commission) => [commission.id, commission]));
  transaction.audit(
    ...reversed.map((commission) => ({
      ...commissionAudit('reversed', commission, { status: before.get(commission.id)?.status }),
      ...auditor,
      occurredAt: now,
    })),
    ...refunds.map((refund) => ({ ...commissionAudit('refunded', refund), ...auditor, occurredAt: now })),
  );
  return [
    ...reversed.map((commission) => ({ commission, refund: null })),
    ...refunds.map((refund) => ({ commission: claimed.find(({ invoiceId }) => invoiceId === refund.invoiceId)!, refund })),
  ];
}
