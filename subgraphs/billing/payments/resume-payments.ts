import type { RequestContext } from '../../../platform/context/request-context.ts';
import { chargePayment } from './pay-invoice.ts';
import { unansweredBefore } from './payment-patience.ts';
import { findUnansweredPayments } from './payment.query.ts';

const BATCH_SIZE = 200;

/** Asks providers again for payments that a crash or a lost answer cut off. Answers how many it carried on. */
export async function resumePayments(context: RequestContext): Promise<number> {
  const payments = await findUnansweredPayments(context.session, unansweredBefore(context.clock.now()), BATCH_SIZE);
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
