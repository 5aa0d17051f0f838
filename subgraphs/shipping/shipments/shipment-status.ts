import { ConflictError } from '../../../platform/errors/errors.ts';
import type { TrackerStatus } from '../trackers/tracker-status.ts';

/** Where a shipment stands. */
export const SHIPMENT_STATUSES = [
  'draft',
  'created',
  'shipped',
  'in_transit',
  'out_for_delivery',
  'delivered',
  'needs_attention',
  'delivery_failed',
  'cancelled',
] as const;
export type ShipmentStatus = (typeof SHIPMENT_STATUSES)[number];

/** The moves a shipment may make. Once the carrier has it, it is no longer cancelled; once delivered, it is done. */
const MOVES: Readonly<Record<ShipmentStatus, readonly ShipmentStatus[]>> = {
  draft: ['created', 'cancelled'],
  created: ['shipped', 'in_transit', 'out_for_delivery', 'delivered', 'needs_attention', 'delivery_failed', 'cancelled'],
  shipped: ['in_transit', 'out_for_delivery', 'delivered', 'needs_attention', 'delivery_failed'],
  in_transit: ['out_for_delivery', 'delivered', 'needs_attention', 'delivery_failed'],
  out_for_delivery: ['in_transit', 'delivered', 'needs_attention', 'delivery_failed'],
  needs_attention: ['in_transit', 'out_for_delivery', 'delivered', 'delivery_failed'],
  delivery_failed: ['in_transit', 'out_for_delivery', 'delivered', 'needs_attention'],
  delivered: [],
  cancelled: [],
};

/** What a tracker's status means for its shipment; undefined where it says nothing new. */
const SHIPMENT_STATUS_OF: Readonly<Record<TrackerStatus, ShipmentStatus | undefined>> = {
  pending: undefined,
  picked_up: 'shipped',
  in_transit: 'in_transit',
  on_hold: 'needs_attention',
  delivery_delayed: 'in_transit',
  ready_for_pickup: 'needs_attention',
  out_for_delivery: 'out_for_delivery',
  delivered: 'delivered',
  delivery_failed: 'delivery_failed',
  return_to_sender: 'delivery_failed',
  cancelled: 'cancelled',
  unknown: undefined,
};

/** A status that cannot follow the present one. */
export class IllegalStatusError extends ConflictError {
  constructor(what: string, from: string, to: string, field?: string) {
    super(`A ${what} that is ${from} cannot become ${to}.`, { code: 'ILLEGAL_STATUS', ...(field ? { field } : {}) });
  }
}

/** The status after a move; throws IllegalStatusError for a move that is not in the table. Staying is not a move. */
export function moveShipment(from: ShipmentStatus, to: ShipmentStatus, field?: string): ShipmentStatus {
  if (from !== to && !MOVES[from].includes(to)) throw new IllegalStatusError('shipment', from, to, field);
  return to;
}

/** Where a shipment stands once its tracker has moved. One that somebody moved farther by hand, or cancelled, stays there. */
export function followTracker(shipment: ShipmentStatus, tracker: TrackerStatus): ShipmentStatus {
  const next = SHIPMENT_STATUS_OF[tracker];
  return next !== undefined && MOVES[shipment].includes(next) ? next : shipment;
}
