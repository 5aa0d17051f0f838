import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { findLabels, readLabels } from './labels.query.ts';
import { findShipments } from './shipments.query.ts';

/** A shipment by id. */
export const loadShipment = defineLoader(
  (context: RequestContext, ids) => findShipments(context.session, ids),
  (shipment) => shipment.id,
);

/** The label of a shipment, by the shipment's id, without its content. */
export const loadLabelOfShipment = defineLoader(
  (context: RequestContext, ids) => findLabels(context.session, ids),
  (label) => label.shipmentId,
);

/** The content of a label, by its id. */
export const loadLabelContent = defineLoader(
  (context: RequestContext, ids) => readLabels(context.session, ids),
  (label) => label.id,
);
