import type { Transaction } from '../../../platform/database/session.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { noticesOfMoves } from '../credits/credit-notices.ts';
import { lockBalances, readEntityFacts, readMemberFacts, type EntityFacts } from '../credits/movement-facts.query.ts';
import type { CreditSpend, SpendOrder } from './credit-spend.ts';
import { findEarlierSpends, writeSpends } from './credit-spends.query.ts';
import { SpendBook } from './spend-book.ts';

/**
 * Spends what a group of callers of one scope ask for, in their order, in one transaction: locks the balances by id, reads what decides,
 * decides on one after the other, and writes all of it at once. Answers each with its spend or its refusal.
 */
export async function spendTogether(orders: readonly SpendOrder[]): Promise<(CreditSpend | DomainError)[]> {
  const { session, clock } = orders[0]!.context;
  return session.transaction(
    async (transaction) => {
      const entityIds = [...new Set(orders.map((order) => order.entityId))].toSorted();
      await lockBalances(transaction, entityIds);
      const now = clock.now();
      const entities = await readEntityFacts(transaction, entityIds, now);
      const book = await openBook(transaction, orders, entities, now);
      const outcomes = orders.map((order) => book.decide(order));
      if (book.spends.length > 0) await writeSpends(transaction, book, now);
      const contexts = new Map(orders.map(({ entityId, context }) => [entityId, context]));
      transaction.publish(...noticesOfMoves(entities, book.moves, (entityId) => contexts.get(entityId)!));
      return outcomes;
    },
    { isPlannedByIndex: true },
  );
}

async function openBook(
  transaction: Transaction,
  orders: readonly SpendOrder[],
  entities: readonly EntityFacts[],
  now: Date,
): Promise<SpendBook> {
  const members = orders.flatMap(({ entityId, userId }) => (userId ? [{ entityId, userId }] : []));
  const facts = {
    entities,
    members: await readMemberFacts(transaction, members),
    earlier: await findEarlierSpends(transaction, keysOf(orders, entities)),
  };
  return new SpendBook(facts, now);
}

function keysOf(orders: readonly SpendOrder[], entities: readonly EntityFacts[]): { organizationId: Uuid; key: string }[] {
  const owners = new Map(entities.map((entity) => [entity.entityId, entity.organizationId]));
  return orders.flatMap(({ entityId, key }) => {
    const organizationId = owners.get(entityId);
    return organizationId ? [{ organizationId, key }] : [];
  });
}
