import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { findLabels } from './labels.query.ts';
import { findShipments } from './shipments.query.ts';

/** A shipment by id. */
export const loadShipment = defineLoader(
  (context: RequestContext, ids) => findShipments(context.session, ids),
  (shipment) => shipment.id,
);

/** The label of a shipment, by the shipment's id. */
export const loadLabelOfShipment = defineLoader(
  (context: RequestContext, ids) => findLabels(context.session, ids),
  (label) => label.shipmentId,
);
