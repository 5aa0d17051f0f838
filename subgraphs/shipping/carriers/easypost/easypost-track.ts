import type { TrackerStatus } from '../../trackers/tracker-status.ts';
import type { TrackAnswer } from '../carrier-exchanges.ts';
import type { EasyPostTracker } from './easypost-shapes.ts';

const TRACKER_STATUS_BY_NAME: Readonly<Record<string, TrackerStatus>> = {
  pre_transit: 'pending',
  in_transit: 'in_transit',
  out_for_delivery: 'out_for_delivery',
  delivered: 'delivered',
  available_for_pickup: 'ready_for_pickup',
  return_to_sender: 'return_to_sender',
  failure: 'delivery_failed',
  cancelled: 'cancelled',
  error: 'on_hold',
};

/** What EasyPost knows of a parcel, asked or by itself. */
export function easyPostTracked(tracker: EasyPostTracker): TrackAnswer {
  const scans = tracker.tracking_details.map((detail) => {
    const place = detail.tracking_location;
    const status = TRACKER_STATUS_BY_NAME[detail.status] ?? 'unknown';
    return {
      status,
      code: detail.status_detail ?? detail.status,
      description: detail.message ?? status.replaceAll('_', ' '),
      location: [place?.city, place?.state, place?.country].filter(Boolean).join(', ') || null,
      occurredAt: new Date(detail.datetime),
    };
  });
  const estimate = tracker.est_delivery_date ? new Date(tracker.est_delivery_date) : null;
  return { scans, estimatedDelivery: estimate && !Number.isNaN(estimate.getTime()) ? estimate : null };
}
