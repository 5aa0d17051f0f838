import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { findLabels } from './labels.query.ts';
import { findShipments } from './shipments.query.ts';

/** A shipment by id. */
export const loadShipment = defineLoader(
  (context: RequestContext, ids) => findShipments(context.session, ids),
  (shipment) => shipment.id,
);

/** The labels of a shipment, by the shipment's id, the document of all parcels first, where there is one. */
export const loadLabelsOfShipment = defineListLoader(
  (context: RequestContext, ids) => findLabels(context.session, ids),
  (label) => label.shipmentId,
);
