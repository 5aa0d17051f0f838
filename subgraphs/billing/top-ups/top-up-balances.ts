import { BigNumber } from 'bignumber.js';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { calendarMonth } from '../periods/calendar-month.ts';
import { purchaseCredits } from '../purchases/purchase-credits.ts';
import { findDueTopUps, pauseAutoTopUp, sumAutomaticPurchases, type DueTopUp } from './auto-top-ups.query.ts';

const BATCH_SIZE = 100;

/**
 * Buys a package for every balance that fell to its threshold, as long as the month's ceiling allows it. The key is the month and which of its automatic
 * purchases it is, so that one cut off and one under way are found again, and nothing is bought twice. A payment that fails pauses the terms.
 */
export async function topUpBalances(context: RequestContext): Promise<number> {
  let bought = 0;
  for (const due of await findDueTopUps(context.session, BATCH_SIZE)) {
    try {
      if (await topUp(context, due)) bought += 1;
    } catch (error) {
      context.log.error({ err: error, entityId: due.entityId }, 'a balance could not be topped up; it is tried again');
    }
  }
  return bought;
}

async function topUp(context: RequestContext, due: DueTopUp): Promise<boolean> {
  const now = context.clock.now();
  const month = calendarMonth(now, due.timeZone);
  const { paid, count } = await sumAutomaticPurchases(context.session, due.entityId, month.start);
  if (new BigNumber(paid).plus(due.price).isGreaterThan(due.monthlyCeiling)) return false;
  const purchase = await purchaseCredits(context, {
    entityId: due.entityId,
    packageId: due.packageId,
    paymentMethodToken: due.paymentMethodToken,
    idempotencyKey: `auto-top-up/${due.entityId}/${month.label}/${count + 1}`,
    isAutomatic: true,
  });
  if (purchase.status === 'failed') await pauseAutoTopUp(context.session, due.entityId, now);
  return purchase.status === 'paid';
}
