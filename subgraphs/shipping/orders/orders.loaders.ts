import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { definePageLoader } from '../../../platform/loaders/page-loader.ts';
import { listShipmentsOfOrders } from '../shipments/shipments.query.ts';
import { findOrderLines, findShippedLines } from './order-lines.query.ts';
import { findOrders } from './orders.query.ts';

/** An order by id. */
export const loadOrder = defineLoader(
  (context: RequestContext, ids) => findOrders(context.session, ids),
  (order) => order.id,
);

/** The lines of an order, in their order. */
export const loadLinesOfOrder = defineListLoader(
  (context: RequestContext, ids) => findOrderLines(context.session, ids),
  (line) => line.orderId,
);

/** What a shipment brings of its order. */
export const loadLinesOfShipment = defineListLoader(
  (context: RequestContext, ids) => findShippedLines(context.session, ids),
  (line) => line.shipmentId,
);

/** A page of the shipments of an order. */
export const loadShipmentsOfOrder = definePageLoader((context, orderIds, page) =>
  listShipmentsOfOrders(context.session, orderIds, page),
);
