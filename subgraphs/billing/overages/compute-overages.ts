import { UsageOverageReached } from '../../../contracts/events/usage-events.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { PendingEvent } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { includedQuantity } from '../charge-models/included-quantity.ts';
import { chargesOf, type UsageCharge } from '../usage/usage-charges.ts';
import { startOfDay } from './overage-day.ts';
import { lockTotalsToCompute, markComputed, saveOverages, type UsageOverage } from './overage.query.ts';

const BATCH_SIZE = 500;
const BATCHES_A_TURN = 20;

/**
 * Computes what was used beyond what its price includes, once a day for every total that was added to since. The first time that a
 * month goes beyond it is told. Cut off and run again it goes on where it stood. Answers how many totals were looked at.
 */
export async function computeOverages(context: RequestContext): Promise<number> {
  let looked = 0;
  for (let batch = 0; batch < BATCHES_A_TURN; batch += 1) {
    const count = await computeBatch(context);
    looked += count;
    if (count < BATCH_SIZE) break;
  }
  return looked;
}

async function computeBatch(context: RequestContext): Promise<number> {
  const now = context.clock.now();
  return context.session.transaction(async (transaction) => {
    const totals = await lockTotalsToCompute(transaction, startOfDay(now), BATCH_SIZE);
    if (totals.length === 0) return 0;
    const overages = (await chargesOf(transaction, totals)).flatMap((charge) => overageOf(charge, now));
    const first = overages.length > 0 ? await saveOverages(transaction, overages) : new Set<string>();
    await markComputed(transaction, totals, now);
    transaction.publish(...overages.filter(({ id }) => first.has(id)).map((overage) => overageReached(context, overage)));
    return totals.length;
  });
}

function overageOf({ total, price, charge }: UsageCharge, now: Date): UsageOverage[] {
  const included = includedQuantity(price!.model);
  if (included.isZero() || included.isGreaterThanOrEqualTo(total.quantity)) return [];
  const { organizationId, entityId, period, meter, currency, quantity } = total;
  return [
    {
      id: newId(),
      organizationId,
      entityId,
      period,
      meter,
      priceId: price!.id,
      day: now.toISOString().slice(0, 10),
      currency,
      includedQuantity: included.toFixed(),
      quantity,
      amount: charge.amount.toFixed(),
      computedAt: now,
    },
  ];
}

function overageReached(context: RequestContext, overage: UsageOverage): PendingEvent {
  const { entityId, organizationId, period, meter, quantity, currency } = overage;
  return newEvent(context, UsageOverageReached, {
    subject: `entity/${entityId}`,
    organizationId,
    data: {
      entityId,
      period,
      meter,
      includedQuantity: overage.includedQuantity,
      quantity,
      amount: Money.of(overage.amount, currency).rounded().toJSON(),
    },
  });
}
