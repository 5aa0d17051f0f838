import type { PendingEvent, Transaction } from '../../../platform/database/session.ts';
import type { DomainError } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { noticesOfFall, unspentCredits } from '../credits/credit-notices.ts';
import type { LedgerPosting } from '../ledger/ledger-posting.ts';
import type { CreditSpend, SpendDraw, SpendOrder } from './credit-spend.ts';
import { writeSpends } from './credit-spends.query.ts';
import { SpendBook } from './spend-book.ts';
import { findEarlierSpends, lockBalances, readEntityFacts, readMemberFacts, type EntityFacts } from './spend-facts.query.ts';

/**
 * Spends what a group of callers of one scope ask for, in their order, in one transaction: locks the balances by id, reads what decides,
 * decides on one after the other, and writes all of it at once. Answers each with its spend or its refusal.
 */
export async function spendTogether(orders: readonly SpendOrder[]): Promise<(CreditSpend | DomainError)[]> {
  const { session, clock } = orders[0]!.context;
  return session.transaction(async (transaction) => {
    const entityIds = [...new Set(orders.map((order) => order.entityId))].toSorted();
    await lockBalances(transaction, entityIds);
    const now = clock.now();
    const entities = await readEntityFacts(transaction, entityIds, now);
    const book = new SpendBook(
      {
        entities,
        members: await readMemberFacts(transaction, orders),
        earlier: await findEarlierSpends(transaction, keysOf(orders, entities)),
      },
      now,
    );
    const outcomes = orders.map((order) => book.decide(order));
    if (book.spends.length > 0) await record(transaction, book);
    transaction.publish(...notices(orders, entities, book));
    return outcomes;
  });
}

function keysOf(orders: readonly SpendOrder[], entities: readonly EntityFacts[]): { organizationId: Uuid; key: string }[] {
  const owners = new Map(entities.map((entity) => [entity.entityId, entity.organizationId]));
  return orders.flatMap(({ entityId, key }) => {
    const organizationId = owners.get(entityId);
    return organizationId ? [{ organizationId, key }] : [];
  });
}

async function record(transaction: Transaction, book: SpendBook): Promise<void> {
  await writeSpends(transaction, {
    spends: book.spends,
    postings: book.draws.map(toPosting),
    grants: book.takenByGrant(),
    entities: book.spentByEntity(),
    members: book.usedByMember(),
  });
}

function toPosting({ spend, grantId, amount }: SpendDraw): LedgerPosting {
  const { id, organizationId, entityId, occurredAt } = spend;
  return {
    kind: 'credits.spent',
    causeId: id,
    organizationId,
    entityId,
    debit: { account: 'credits', subjectId: grantId },
    credit: { account: 'revenue', subjectId: entityId },
    amount,
    currency: spend.amount.currency,
    occurredAt,
  };
}

// A group falls as one: of each entity every threshold that the group crosses is told once, in the name of the first who spent of it.
function notices(orders: readonly SpendOrder[], entities: readonly EntityFacts[], book: SpendBook): PendingEvent[] {
  const fallen = new Map(book.spentByEntity().map(({ entityId, amount }) => [entityId, amount]));
  return entities.flatMap((entity) => {
    const amount = fallen.get(entity.entityId);
    if (!amount) return [];
    const { context } = orders.find((order) => order.entityId === entity.entityId)!;
    const before = unspentCredits(entity, entity.currency);
    const after = before.minus(Money.of(amount, entity.currency));
    return noticesOfFall(context, entity, entity, { before, after });
  });
}
