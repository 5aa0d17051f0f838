import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ListSize } from '../../../platform/graphql/federation.ts';
import type { ShipmentRow } from '../shipments/shipments.query.ts';
import { ShipmentType } from '../shipments/shipments.types.ts';
import type { ShippedLineRow } from './order-lines.query.ts';
import { loadLinesOfShipment, loadOrder } from './orders.loaders.ts';
import { OrderType, ShippedLineItemType } from './orders.types.ts';

/** What shipments bring of orders. */
@Resolver(() => ShipmentType)
export class ShipmentOrdersResolver {
  @FieldResolver(() => OrderType, {
    nullable: true,
    description: 'The order of which it brings lines; null where there is none.',
  })
  async order(@Root() shipment: ShipmentRow, @Ctx() context: RequestContext): Promise<OrderType | null> {
    return shipment.orderId === null ? null : loadOrder(context, shipment.orderId);
  }

  @ListSize(5)
  @FieldResolver(() => [ShippedLineItemType], { description: 'What it brings of its order; empty where there is none.' })
  async lineItems(@Root() shipment: ShipmentRow, @Ctx() context: RequestContext): Promise<ShippedLineRow[]> {
    return shipment.orderId === null ? [] : loadLinesOfShipment(context, shipment.id);
  }
}
