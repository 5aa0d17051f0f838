import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { noticesOfMoves } from '../credits/credit-notices.ts';
import { entityFacts, lockedBalances } from '../credits/movement-facts.query.ts';
import { noticesOfLimits } from '../limits/limit-notices.ts';
import { openLimitsOfGroup } from '../limits/open-limits-of-group.ts';
import { spendersOf } from '../limits/spender.query.ts';
import type { CreditSpend, SpendOrder } from './credit-spend.ts';
import { earlierSpends, spendsWritten, toSpend } from './credit-spends.query.ts';
import { SpendBook } from './spend-book.ts';

/**
 * Spends what a group of callers of one scope ask for, in their order, in one transaction: locks the balances by id, reads what decides,
 * decides on one after the other, and writes all of it at once. Answers each with its spend or its refusal.
 */
export async function spendTogether(orders: readonly SpendOrder[]): Promise<(CreditSpend | DomainError)[]> {
  const { session, clock } = orders[0]!.context;
  return session.transaction(
    async (transaction) => {
      const entityIds = [...new Set(orders.map((order) => order.entityId))];
      const now = clock.now();
      const [, entities, spenders, earlier] = await transaction.queryTogether(
        lockedBalances(transaction, entityIds),
        entityFacts(transaction, entityIds, now),
        spendersOf(transaction, orders, now),
        earlierSpends(transaction, orders),
      );
      const limits = await openLimitsOfGroup(transaction, { entities, spenders, earlier: [], now });
      const book = new SpendBook({ entities, limits, earlier: earlier.map(toSpend) }, now);
      const outcomes = orders.map((order) => book.decide(order));
      if (book.spends.length > 0) transaction.finish(spendsWritten(transaction, book, now));
      const contexts = new Map(orders.map(({ entityId, context }) => [entityId, context]));
      transaction.publish(...noticesOfMoves(entities, book.moves, (entityId) => contexts.get(entityId)!));
      transaction.publish(...noticesOfLimits(orders[0]!.context, limits.book));
      return outcomes;
    },
    { isPlannedByIndex: true },
  );
}
