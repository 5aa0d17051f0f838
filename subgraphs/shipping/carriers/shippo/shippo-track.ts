import type { Track } from 'shippo';
import type { TrackerStatus } from '../../trackers/tracker-status.ts';
import type { TrackAnswer } from '../carrier-exchanges.ts';

const TRACKER_STATUS_BY_NAME: Readonly<Record<string, TrackerStatus>> = {
  PRE_TRANSIT: 'pending',
  TRANSIT: 'in_transit',
  DELIVERED: 'delivered',
  RETURNED: 'return_to_sender',
  FAILURE: 'delivery_failed',
};

/** What Shippo knows of a parcel, asked or by itself. */
export function shippoTracked(track: Track): TrackAnswer {
  const scans = track.trackingHistory.flatMap((scan) => {
    if (!scan.statusDate) return [];
    const { location } = scan;
    return [
      {
        status: TRACKER_STATUS_BY_NAME[scan.status] ?? ('unknown' as const),
        code: scan.substatus?.code ?? scan.status.toLowerCase(),
        description: scan.statusDetails,
        location: [location?.city, location?.state, location?.country].filter(Boolean).join(', ') || null,
        occurredAt: scan.statusDate,
      },
    ];
  });
  return { scans, estimatedDelivery: track.eta ?? null };
}
