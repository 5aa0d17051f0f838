import { CreditLimitLevelReached } from '../../../contracts/events/credit-events.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { PendingEvent } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { Money } from '../../../platform/money/money.ts';
import type { LimitBook } from './limit-book.ts';

/** The events of limits of which a share was reached: the book tells each share once a period. */
export function noticesOfLimits(context: RequestContext, book: LimitBook): PendingEvent[] {
  return book.reached().map(({ limit, period, level, used }) => {
    const { id: limitId, organizationId, entityId, teamId, userId, currency, amount } = limit;
    return newEvent(context, CreditLimitLevelReached, {
      subject: `credit_limit/${limitId}`,
      organizationId,
      data: {
        limitId,
        organizationId,
        entityId,
        teamId,
        userId,
        period,
        level,
        limit: Money.of(amount, currency).toJSON(),
        used: Money.of(used, currency).toJSON(),
      },
    });
  });
}
