/** What is known of a parcel, as the field names it. */
export const TRACKER_STATUSES = [
  'pending',
  'picked_up',
  'in_transit',
  'on_hold',
  'delivery_delayed',
  'ready_for_pickup',
  'out_for_delivery',
  'delivered',
  'delivery_failed',
  'return_to_sender',
  'cancelled',
  'unknown',
] as const;
export type TrackerStatus = (typeof TRACKER_STATUSES)[number];

const ON_THE_WAY = [
  'picked_up',
  'in_transit',
  'on_hold',
  'delivery_delayed',
  'ready_for_pickup',
  'out_for_delivery',
  'delivered',
  'delivery_failed',
  'return_to_sender',
] as const;

const ONCE_SEEN = ON_THE_WAY.filter((status) => status !== 'picked_up');

/** The moves a tracker may make. Carriers skip scans, so a parcel may be delivered without ever having been seen on its way. */
const MOVES: Readonly<Record<TrackerStatus, readonly TrackerStatus[]>> = {
  unknown: ['pending', ...ON_THE_WAY, 'cancelled'],
  pending: ['unknown', ...ON_THE_WAY, 'cancelled'],
  picked_up: ONCE_SEEN,
  in_transit: ONCE_SEEN,
  on_hold: ONCE_SEEN,
  delivery_delayed: ONCE_SEEN,
  ready_for_pickup: ONCE_SEEN,
  out_for_delivery: ONCE_SEEN,
  delivery_failed: ONCE_SEEN,
  return_to_sender: ['in_transit', 'on_hold', 'delivery_delayed', 'out_for_delivery', 'delivered', 'delivery_failed'],
  delivered: [],
  cancelled: [],
};

/**
 * The status after a scan; undefined when the scan may not follow it. Repeating a status is a scan like any other, and one
 * that the carrier cannot classify says nothing new of a parcel that has been seen.
 */
export function trackerStatusAfter(status: TrackerStatus, scan: TrackerStatus): TrackerStatus | undefined {
  if (scan === status || MOVES[status].includes(scan)) return scan;
  return scan === 'unknown' ? status : undefined;
}
