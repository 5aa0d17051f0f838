import { requireOrganization, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { liveTopic } from '../../../platform/events/live-topic.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { ORDERS_TOPIC, orderTopic } from './order-topics.ts';
import { findLatestOrder, findOrders, type OrderRow } from './orders.query.ts';

/** Wakes at once and after each change of the order, or of any of the organization's; refused like `presentOrder`. */
export async function watchOrder(context: RequestContext, asked: Uuid | undefined): Promise<AsyncIterable<undefined>> {
  await presentOrder(context, asked);
  const organizationId = requireOrganization(context);
  const place = { tenantId: requireTenant(context).id, organizationId, testMode: context.identity.testMode };
  return context.topics.watch(liveTopic(asked ? orderTopic(asked) : ORDERS_TOPIC, place));
}

/** An order as it is now, or the one that changed last; throws NotFoundError for one that is not in view. */
export async function presentOrder(context: RequestContext, asked: Uuid | undefined): Promise<OrderRow | null> {
  if (!asked) return (await findLatestOrder(context.session)) ?? null;
  const [order] = await findOrders(context.session, [asked]);
  if (!order) throw new NotFoundError('The order', 'orderId');
  return order;
}
