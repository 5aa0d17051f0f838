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

/** The moves a tracker may make. Carriers skip scans, so a parcel may be delivered without ever having been seen on its way. */
const MOVES: Readonly<Record<TrackerStatus, readonly TrackerStatus[]>> = {
  unknown: ['pending', ...ON_THE_WAY, 'cancelled'],
  pending: [...ON_THE_WAY, 'cancelled', 'unknown'],
  picked_up: [...ON_THE_WAY.filter((status) => status !== 'picked_up'), 'unknown'],
  in_transit: [...ON_THE_WAY.filter((status) => status !== 'picked_up'), 'unknown'],
  on_hold: [...ON_THE_WAY.filter((status) => status !== 'picked_up'), 'unknown'],
  delivery_delayed: [...ON_THE_WAY.filter((status) => status !== 'picked_up'), 'unknown'],
  ready_for_pickup: ['in_transit', 'on_hold', 'ready_for_pickup', 'out_for_delivery', 'delivered', 'delivery_failed', 'return_to_sender', 'unknown'],
  out_for_delivery: [...ON_THE_WAY.filter((status) => status !== 'picked_up'), 'unknown'],
  delivery_failed: ['in_transit', 'on_hold', 'ready_for_pickup', 'out_for_delivery', 'delivered', 'delivery_failed', 'return_to_sender', 'unknown'],
  return_to_sender: ['in_transit', 'return_to_sender', 'delivered'],
  delivered: [],
  cancelled: [],
};

/** Whether a scan may take a tracker from one status to the other; repeating a status is a scan like any other. */
export function mayTrackerMove(from: TrackerStatus, to: TrackerStatus): boolean {
  return from === to || MOVES[from].includes(to);
}
