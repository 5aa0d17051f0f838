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

/** What goes wrong with one parcel is what the shipment is in, before anything that goes well with others; the worst first. */
const TROUBLES: readonly ShipmentStatus[] = ['delivery_failed', 'needs_attention'];
/** How far a parcel has come that nothing is wrong with; the slowest parcel says how far the shipment is. */
const PROGRESS: readonly ShipmentStatus[] = ['created', 'shipped', 'in_transit', 'out_for_delivery', 'delivered'];

/**
 * Where a shipment stands once the tracker of one of its parcels has moved: in the trouble of any parcel, else as far as the slowest, and
 * shipped as soon as the carrier has one of them. One that somebody moved farther by hand, or cancelled, stays there.
 */
export function followTrackers(shipment: ShipmentStatus, parcels: readonly TrackerStatus[]): ShipmentStatus {
  const next = statusOfAll(parcels.map((status) => SHIPMENT_STATUS_OF[status] ?? 'created'));
  return MOVES[shipment].includes(next) ? next : shipment;
}

function statusOfAll(parcels: readonly ShipmentStatus[]): ShipmentStatus {
  const sent: readonly ShipmentStatus[] = parcels.filter((status) => status !== 'cancelled');
  if (sent.length === 0) return 'cancelled';
  const trouble = TROUBLES.find((status) => sent.includes(status));
  if (trouble) return trouble;
  const steps = sent.map((status) => PROGRESS.indexOf(status));
  const isBegun = steps.some((step) => step > 0);
  return PROGRESS[Math.max(Math.min(...steps), isBegun ? 1 : 0)]!;
}
