import type { DomainError } from '../../../platform/errors/domain-error.ts';
import { noticesOfMoves } from '../credits/credit-notices.ts';
import { entityFacts, lockedBalances, memberFacts } from '../credits/movement-facts.query.ts';
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
      const named = orders.flatMap(({ entityId, userId }) => (userId ? [{ entityId, userId }] : []));
      const now = clock.now();
      const [, entities, members, earlier] = await transaction.queryTogether(
        lockedBalances(transaction, entityIds),
        entityFacts(transaction, entityIds, now),
        memberFacts(transaction, named),
        earlierSpends(transaction, orders),
      );
      const book = new SpendBook({ entities, members, earlier: earlier.map(toSpend) }, now);
      const outcomes = orders.map((order) => book.decide(order));
      if (book.spends.length > 0) transaction.finish(spendsWritten(transaction, book, now));
      const contexts = new Map(orders.map(({ entityId, context }) => [entityId, context]));
      transaction.publish(...noticesOfMoves(entities, book.moves, (entityId) => contexts.get(entityId)!));
      return outcomes;
    },
    { isPlannedByIndex: true },
  );
}
