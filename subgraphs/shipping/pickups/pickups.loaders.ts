import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { findPickups } from './pickup.query.ts';
import { findShipmentsOfPickups } from './pickup-shipments.query.ts';

/** A pickup by id. */
export const loadPickup = defineLoader(
  (context: RequestContext, ids) => findPickups(context.session, ids),
  (pickup) => pickup.id,
);

/** The shipments of a pickup, by the pickup's id. */
export const loadShipmentsOfPickup = defineListLoader(
  (context: RequestContext, ids) => findShipmentsOfPickups(context.session, ids),
  (shipment) => shipment.pickupId,
);
