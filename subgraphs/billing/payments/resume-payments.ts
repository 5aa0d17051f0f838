import type { RequestContext } from '../../../platform/context/request-context.ts';
import { chargePayment } from './pay-invoice.ts';
import { findUnansweredPayments } from './payment.query.ts';

const BATCH_SIZE = 200;
const PATIENCE_MS = 60_000;

/** Asks providers again for payments that a crash or a lost answer cut off. Answers how many it carried on. */
export async function resumePayments(context: RequestContext): Promise<number> {
  const before = new Date(context.clock.now().getTime() - PATIENCE_MS);
  const payments = await findUnansweredPayments(context.session, before, BATCH_SIZE);
  let resumed = 0;
  for (const payment of payments) {
    try {
      await chargePayment(context, payment);
      resumed += 1;
    } catch (error) {
      context.log.error({ err: error, paymentId: payment.id }, 'a payment could not be resumed; it is tried again');
    }
  }
  return resumed;
}
