import { sql } from 'kysely';
import type { CarrierScan } from '../carriers/carrier-exchanges.ts';
import type { KeyedAddress } from '../keyed-address.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { TrackerStatus } from '../trackers/tracker-status.ts';

/** What anybody with the token sees of a parcel: no name, no street. */
export interface TrackingPage {
  carrierName: string;
  trackingNumber: string;
  status: TrackerStatus;
  estimatedDelivery: string | null;
  lastScanAt: Date;
  /** City and country, where the shipment is ours. */
  destination: string | null;
  events: CarrierScan[];
}

/** The page that a token leads to, in one statement; undefined when its key is not the tracker's. */
export async function findTrackingPage(db: ScopedQueryable, { id, key }: KeyedAddress): Promise<TrackingPage | undefined> {
  return db.first(sql<TrackingPage>`
    select t.carrier_name as "carrierName", t.tracking_number as "trackingNumber", t.status, t.estimated_delivery as "estimatedDelivery",
      t.last_scan_at as "lastScanAt", s.recipient->>'city' || ', ' || (s.recipient->>'country') as destination,
      (select coalesce(jsonb_agg(jsonb_build_object('status', e.status, 'code', e.code, 'description', e.description, 'location', e.location,
          'occurredAt', e.occurred_at) order by e.occurred_at, e.id), '[]')
        from tracking_events e where e.tracker_id = t.id) as events
    from trackers t left join shipments s on s.id = t.shipment_id
    where t.id = ${id} and t.page_key = ${key} and ${inScope(db, 't')}`);
}
