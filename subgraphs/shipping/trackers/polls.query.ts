import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { CONNECTION_TO_CALL, type ConnectionToCall } from '../connections/carrier-connections.query.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { TrackerStatus } from './tracker-status.ts';

/** A tracker whose carrier is to be asked. */
export interface DueTracker {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  trackingNumber: string;
  carrierName: string;
  carrierReference: string | null;
  status: TrackerStatus;
  lastScanAt: Date;
  failedPolls: number;
  createdAt: Date;
  connection: ConnectionToCall;
}

/** Takes up to `limit` trackers that are due, longest waiting first, and leaves each to its taker for a while. */
export async function takeDueTrackers(
  db: ScopedQueryable,
  limit: number,
  { now, heldUntil }: { now: Date; heldUntil: Date },
): Promise<DueTracker[]> {
  return db.query(sql<DueTracker>`
    update trackers t set next_poll_at = ${heldUntil} from carrier_connections c
    where c.id = t.connection_id and t.id in (
      select due.id from trackers due where due.test_mode = ${db.scope.testMode} and due.next_poll_at <= ${now}
      order by due.next_poll_at, due.id limit ${limit} for update skip locked
    )
    returning t.id, t.organization_id as "organizationId", t.test_mode as "testMode", t.tracking_number as "trackingNumber",
      t.carrier_name as "carrierName", (select s.carrier_reference from shipments s where s.id = t.shipment_id) as "carrierReference", t.status,
      t.last_scan_at as "lastScanAt", t.failed_polls as "failedPolls", t.created_at as "createdAt", ${CONNECTION_TO_CALL} as connection`);
}

/** Notes how a poll went, and when the next one is due. */
export async function recordPoll(
  db: Queryable,
  id: Uuid,
  poll: { failedPolls: number; estimatedDelivery: Date | null; nextPollAt: Date | null },
): Promise<void> {
  await db.query(sql`
    update trackers set failed_polls = ${poll.failedPolls}, next_poll_at = ${poll.nextPollAt},
      estimated_delivery = coalesce(${poll.estimatedDelivery}::timestamptz::date, estimated_delivery)
    where id = ${id}`);
}

/** Lets trackers wait that were not asked for, because their carrier does not answer. */
export async function postponePolls(db: Queryable, ids: readonly Uuid[], until: Date | null): Promise<void> {
  await db.query(sql`update trackers set next_poll_at = ${until} where id = any(${ids}::uuid[]) and next_poll_at is not null`);
}

/** Whether any carrier is still to be asked for a tracker. */
export async function hasPolledTrackers(db: ScopedQueryable): Promise<boolean> {
  const row = await db.first(
    sql`select 1 from trackers t where t.test_mode = ${db.scope.testMode} and t.next_poll_at is not null limit 1`,
  );
  return row !== undefined;
}
