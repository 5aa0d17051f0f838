import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { TrackerUpdated } from '../../../contracts/events/shipment-events.ts';
import type { CarrierScan } from '../carriers/carrier-exchanges.ts';
import { recordShipmentStatus } from '../shipments/move-shipment.ts';
import { followTrackers, IllegalStatusError, type ShipmentStatus } from '../shipments/shipment-status.ts';
import { trackerStatusAfter, type TrackerStatus } from './tracker-status.ts';
import { announceTracker } from './tracker-topics.ts';
import { insertTrackingEvents, updateTracker, type LockedTracker } from './trackers.query.ts';

/** What scans came to. */
export interface RecordedScans {
  tracker: LockedTracker;
  /** How many of them were new. */
  filed: number;
}

/**
 * Files scans under a tracker that the caller holds, and moves it and its shipment along. Scans older than what is known are filed in
 * their place and move nothing; known ones change nothing. A scan that may not follow what is known is refused with IllegalStatusError
 * when it `isStrict`; of a carrier it is filed, for the carrier said so, and moves nothing.
 */
export async function recordScans(
  context: RequestContext,
  transaction: Transaction,
  tracker: LockedTracker,
  scans: readonly CarrierScan[],
  { isStrict }: { isStrict: boolean },
): Promise<RecordedScans> {
  const now = context.clock.now();
  const filed = await insertTrackingEvents(transaction, tracker, scans, now);
  if (filed.length === 0) return { tracker, filed: 0 };
  const moved = moveTracker(tracker, filed, isStrict);
  const { id, organizationId, shipmentId, trackingNumber } = tracker;
  await updateTracker(transaction, id, { ...moved, now });
  announceTracker(transaction, tracker);
  if (moved.status !== tracker.status) {
    if (shipmentId && moved.shipmentStatus && moved.shipmentStatus !== tracker.shipmentStatus)
      await recordShipmentStatus(context, transaction, { ...tracker, id: shipmentId }, moved.shipmentStatus);
    const data = { trackerId: id, shipmentId, trackingNumber, status: moved.status };
    transaction.publish(newEvent(context, TrackerUpdated, { subject: `tracker/${id}`, organizationId, data }));
  }
  return { tracker: { ...tracker, ...moved, updatedAt: now }, filed: filed.length };
}

interface Standing {
  status: TrackerStatus;
  lastScanAt: Date;
  shipmentStatus: ShipmentStatus | null;
}

/** Where tracker and shipment stand after the scans, taken in the order in which they happened. */
function moveTracker(tracker: LockedTracker, scans: readonly CarrierScan[], isStrict: boolean): Standing {
  const { otherParcels } = tracker;
  let { status, lastScanAt, shipmentStatus } = tracker;
  for (const scan of scans.toSorted((left, right) => left.occurredAt.getTime() - right.occurredAt.getTime())) {
    // Of a parcel that nothing is known of, the first scan counts however old it is.
    if (status !== 'unknown' && scan.occurredAt < lastScanAt) continue;
    const next = trackerStatusAfter(status, scan.status);
    if (!next && isStrict) throw new IllegalStatusError('tracker', status, scan.status, 'events');
    if (!next) continue;
    status = next;
    lastScanAt = scan.occurredAt;
    if (shipmentStatus) shipmentStatus = followTrackers(shipmentStatus, [status, ...otherParcels]);
  }
  return { status, lastScanAt, shipmentStatus };
}
