import { auditFacts, requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { UniqueViolationError } from '../../../platform/database/database-error.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { OrderCreated } from '../../../contracts/events/order-events.ts';
import { UsageOrderCreated } from '../../../contracts/events/usage-events.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { fingerprint } from '../fingerprint.ts';
import { checkMark, checkOrder, type CheckedOrder, type OrderInput } from './check-order.ts';
import { orderEvent, orderValue } from './order-event.ts';
import { writeOrderLines } from './order-lines.query.ts';
import { announceOrder } from './order-topics.ts';
import { ExternalIdTakenError } from './orders.errors.ts';
import { fileOrder, findOrderOfSource, insertOrder, type OrderRow } from './orders.query.ts';

const OWN_SOURCE = 'api';

/** An order to be kept. */
export interface CreateOrder extends OrderInput {
  /** Where it was placed, e.g. `shopify`; `api` by default. */
  source?: string | null | undefined;
  /** By what the source knows it: the same once more is the same order. */
  externalId?: string | null | undefined;
  /** Now by default. */
  placedAt?: Date | null | undefined;
}

/**
 * Keeps an order. One that its source has sent before is answered as it is now when it says the same, and refused with
 * ExternalIdTakenError when it does not.
 */
export async function createOrder(context: RequestContext, command: CreateOrder): Promise<OrderRow> {
  const organizationId = requireOrganization(context);
  const faults: ErrorDetail[] = [];
  const source = checkMark(command.source, 'source', faults) ?? OWN_SOURCE;
  const externalId = checkMark(command.externalId, 'externalId', faults);
  const checked = checkOrder({ ...command, number: command.number ?? externalId }, faults);
  const order = newOrder(context, { organizationId, source, externalId, placedAt: command.placedAt ?? null }, checked);
  const earlier = externalId ? await findOrderOfSource(context.session, { organizationId, source, externalId }) : undefined;
  if (earlier) return sameOrder(earlier, order);
  try {
    await context.session.transaction((transaction) => record(context, transaction, order, checked));
    return order;
  } catch (error) {
    const isTaken = error instanceof UniqueViolationError && error.constraint === 'orders_external_id';
    const winner = isTaken
      ? await findOrderOfSource(context.session, { organizationId, source, externalId: externalId! })
      : undefined;
    if (!winner) throw error;
    return sameOrder(winner, order);
  }
}

function sameOrder(earlier: OrderRow, { contentHash }: OrderRow): OrderRow {
  if (earlier.contentHash !== contentHash) throw new ExternalIdTakenError();
  return earlier;
}

function newOrder(
  context: RequestContext,
  facts: { organizationId: Uuid; source: string; externalId: string | null; placedAt: Date | null },
  { content, lines }: CheckedOrder,
): OrderRow {
  const now = context.clock.now();
  const goods = lines.map(({ id: _id, ...line }) => line);
  return {
    ...facts,
    ...content,
    id: newId(),
    testMode: context.identity.testMode,
    status: 'unfulfilled',
    contentHash: fingerprint({ content, goods, placedAt: facts.placedAt?.toISOString() ?? null }),
    placedAt: facts.placedAt ?? now,
    createdAt: now,
    updatedAt: now,
    cancelledAt: null,
  };
}

async function record(
  context: RequestContext,
  transaction: Transaction,
  order: OrderRow,
  { lines }: CheckedOrder,
): Promise<void> {
  const { id, organizationId, source, externalId, number } = order;
  await insertOrder(transaction, order);
  await writeOrderLines(transaction, order, lines);
  await fileOrder(transaction, order, lines);
  announceOrder(transaction, order);
  const usage = { orderId: id, source, value: orderValue(order) };
  transaction.publish(
    orderEvent(context, OrderCreated, order),
    newEvent(context, UsageOrderCreated, { subject: `order/${id}`, organizationId, data: usage }),
  );
  transaction.audit({
    action: 'order.created',
    resourceType: 'order',
    resourceId: id,
    organizationId,
    after: { source, externalId, number, lines: lines.length, value: orderValue(order) },
    ...auditFacts(context),
  });
}
