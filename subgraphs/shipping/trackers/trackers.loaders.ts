import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineListLoader, defineLoader } from '../../../platform/loaders/loader.ts';
import { findTrackers, findTrackersOfShipments, findTrackingEvents } from './trackers.query.ts';

/** A tracker by id. */
export const loadTracker = defineLoader(
  (context: RequestContext, ids) => findTrackers(context.session, ids),
  (tracker) => tracker.id,
);

/** The trackers of a shipment, by the shipment's id, in the order of its parcels. */
export const loadTrackersOfShipment = defineListLoader(
  (context: RequestContext, ids) => findTrackersOfShipments(context.session, ids),
  (tracker) => tracker.shipmentId ?? '',
);

/** The scans of a tracker, in the order in which they happened. */
export const loadTrackingEvents = defineListLoader(
  (context: RequestContext, ids) => findTrackingEvents(context.session, ids),
  (event) => event.trackerId,
);
