import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { CarrierScan } from '../carriers/carrier-exchanges.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { TrackerStatus } from '../trackers/tracker-status.ts';
import type { PageAddress } from './page-token.ts';

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

/** The schema of a tenant; undefined for those that are none any more. */
export async function findTenantSchema(db: Queryable, tenantId: Uuid): Promise<string | undefined> {
  const row = await db.first(
    sql<{
      schema: string;
    }>`select schema_name as schema from platform.tenant_schemas where tenant_id = ${tenantId} and retired_at is null`,
  );
  return row?.schema;
}

/** The page that a token leads to, in one statement; undefined when its key is not the tracker's. */
export async function findTrackingPage(db: ScopedQueryable, { trackerId, key }: PageAddress): Promise<TrackingPage | undefined> {
  return db.first(sql<TrackingPage>`
    select t.carrier_name as "carrierName", t.tracking_number as "trackingNumber", t.status, t.estimated_delivery as "estimatedDelivery",
      t.last_scan_at as "lastScanAt", s.recipient->>'city' || ', ' || (s.recipient->>'country') as destination,
      (select coalesce(jsonb_agg(jsonb_build_object('status', e.status, 'code', e.code, 'description', e.description, 'location', e.location,
          'occurredAt', e.occurred_at) order by e.occurred_at, e.id), '[]')
        from tracking_events e where e.tracker_id = t.id) as events
    from trackers t left join shipments s on s.id = t.shipment_id
    where t.id = ${trackerId} and t.page_key = ${key} and ${inScope(db, 't')}`);
}
