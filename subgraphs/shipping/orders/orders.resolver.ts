import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root, Subscription } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { ListSize, RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { moneyOf } from '../money-fields.ts';
import { OrganizationStub } from '../organization-stub.types.ts';
import { ShipmentPayload } from '../shipments/shipment-changes.types.ts';
import { ShipmentConnection, type ShipmentType } from '../shipments/shipments.types.ts';
import { cancelOrder } from './cancel-order.ts';
import { openQuantityOf } from './choose-lines.ts';
import { createOrder } from './create-order.ts';
import { createOrderShipment } from './create-order-shipment.ts';
import { orderValue } from './order-event.ts';
import type { OrderLineRow } from './order-lines.query.ts';
import { CancelOrderInput, CreateOrderInput, CreateOrderShipmentInput, UpdateOrderInput } from './orders.inputs.types.ts';
import { loadLinesOfOrder, loadOrder, loadShipmentsOfOrder } from './orders.loaders.ts';
import { listOrders, ORDER_ORDERS, type OrderRow } from './orders.query.ts';
import { OrderConnection, OrderFilterInput, OrderLineItemType, OrderPayload, OrderSort, OrderType } from './orders.types.ts';
import { updateOrder } from './update-order.ts';
import { presentOrder, watchOrder } from './watch-order.ts';

const orderOf = (id: string): Uuid => decodeId(ID_PREFIX.order, id, 'orderId');
const watched = (id: string | null | undefined): Uuid | undefined => decodeOptionalId(ID_PREFIX.order, id, 'orderId');
const lineOf = (id: string | null | undefined, field: string): Uuid | undefined =>
  decodeOptionalId(ID_PREFIX.orderLine, id, field);

/** Orders and what became of them. */
@Resolver(() => OrderType)
export class OrdersResolver {
  @Query(() => OrderType, { nullable: true, description: 'One order; null when there is none of this id.' })
  @RequiresPermission('view_shipments')
  async order(
    @Arg('id', () => ID, { description: 'The order.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<OrderType | null> {
    return loadOrder(context, decodeId(ID_PREFIX.order, id));
  }

  @Query(() => OrderConnection, { description: 'The orders of the caller’s organization.' })
  @RequiresPermission('view_shipments')
  async orders(
    @Arg('filter', () => OrderFilterInput, { nullable: true, description: 'Which ones; all by default.' }) filter:
      | OrderFilterInput
      | undefined,
    @Arg('sort', () => OrderSort, { nullable: true, description: 'In which order; latest first by default.' }) sort:
      | OrderSort
      | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<OrderType>> {
    const order = ORDER_ORDERS[sort ?? OrderSort.CREATED_AT_DESC];
    return toConnection(OrderConnection, await listOrders(context.session, filter ?? {}, order, page), (row) => row);
  }

  @Mutation(() => OrderPayload, {
    description: 'Keeps an order. One that its source sent before is answered as it is; with other content it is refused.',
  })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async createOrder(
    @Arg('input', () => CreateOrderInput, { description: 'What is wanted.' }) input: CreateOrderInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<OrderPayload>> {
    return { order: await createOrder(context, input) };
  }

  @Mutation(() => OrderPayload, { description: 'Changes an order that was not cancelled; what is in a shipment stays in it.' })
  @RequiresPermission('create_shipments')
  async updateOrder(
    @Arg('input', () => UpdateOrderInput, { description: 'The changes.' }) input: UpdateOrderInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<OrderPayload>> {
    const lineItems = input.lineItems?.map((line, index) => ({ ...line, id: lineOf(line.id, `lineItems.${index}.id`) }));
    const { orderId, lineItems: _given, recipient, ...changes } = input;
    const command = { ...changes, ...(recipient && { recipient }), ...(lineItems && { lineItems }) };
    return { order: await updateOrder(context, { ...command, orderId: orderOf(orderId) }) };
  }

  @Mutation(() => OrderPayload, { description: 'Cancels an order of which nothing is in a shipment. Safe to repeat.' })
  @RequiresPermission('manage_shipments')
  async cancelOrder(
    @Arg('input', () => CancelOrderInput, { description: 'Which one.' }) input: CancelOrderInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<OrderPayload>> {
    return { order: await cancelOrder(context, orderOf(input.orderId)) };
  }

  @Mutation(() => ShipmentPayload, {
    description:
      'Prepares a shipment of lines of an order as a draft to its recipient; it can be changed, quoted (`quoteShipment`), bought or cancelled. No two shipments take the same.',
  })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async createOrderShipment(
    @Arg('input', () => CreateOrderShipmentInput, { description: 'What it brings.' }) input: CreateOrderShipmentInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ShipmentPayload>> {
    const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId');
    const lineItems = input.lineItems?.map(({ lineItemId, quantity }, index) => ({
      lineItemId: lineOf(lineItemId, `lineItems.${index}.lineItemId`)!,
      quantity,
    }));
    return { shipment: await createOrderShipment(context, { ...input, orderId: orderOf(input.orderId), entityId, lineItems }) };
  }

  @RequiresPermission('view_shipments')
  @RequiresPolicy('organization_named')
  @Subscription(() => OrderType, {
    nullable: true,
    description:
      'An order as it is now, then whenever it changes; without an id the one of the organization that changed last (null while there is none).',
    subscribe: ({ args, context }) => watchOrder(context as RequestContext, watched(args['orderId'])) as never,
  })
  orderUpdated(
    @Arg('orderId', () => ID, { nullable: true, description: 'The order; whichever changed last when left out.' })
    orderId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<OrderType | null> {
    return presentOrder(context, watched(orderId));
  }

  @ListSize(5)
  @FieldResolver(() => [OrderLineItemType], { description: 'What is wanted.' })
  async lineItems(@Root() order: OrderRow, @Ctx() context: RequestContext): Promise<OrderLineRow[]> {
    return loadLinesOfOrder(context, order.id);
  }

  @FieldResolver(() => MoneyType, { nullable: true, description: 'What its lines are worth together; null where none says.' })
  value(@Root() order: OrderRow): MoneyType | null {
    return orderValue(order);
  }

  @FieldResolver(() => ShipmentConnection, { description: 'Its shipments, earliest first; drafts and cancelled ones too.' })
  async shipments(
    @Root() order: OrderRow,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<ShipmentType>> {
    return toConnection(ShipmentConnection, await loadShipmentsOfOrder(context, order.id, page), (row) => row);
  }

  @FieldResolver(() => OrganizationStub, { nullable: true, description: 'Whose order it is.' })
  organization(@Root() order: OrderRow): OrganizationStub {
    return { id: order.organizationId };
  }
}

/** Lines of orders. */
@Resolver(() => OrderLineItemType)
export class OrderLineItemsResolver {
  @FieldResolver(() => Int, { description: 'How many are in no shipment; drafts take them too.' })
  openQuantity(@Root() line: OrderLineRow): number {
    return openQuantityOf(line);
  }

  @FieldResolver(() => MoneyType, { nullable: true, description: 'What one is worth.' })
  unitValue(@Root() { unitValue, currency }: OrderLineRow): MoneyType | null {
    return unitValue === null ? null : moneyOf(unitValue, currency!);
  }
}
