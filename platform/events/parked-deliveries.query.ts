import { sql } from 'kysely';
import type { Uuid } from '../ids/public-id.ts';
import type { Queryable } from '../database/session.ts';

/** A delivery that failed too often and waits for a human. */
export interface ParkedDelivery {
  consumer: string;
  /** Names the delivery among its consumer's. */
  position: string;
  eventId: Uuid;
  type: string;
  subject: string;
  tenantId: Uuid;
  attempts: number;
  parkedAt: Date;
  lastError: string;
}

/** The deliveries of the subgraph's consumers, or of one of them, that are parked; the oldest first, 100 unless said otherwise. */
export async function parkedDeliveries(
  db: Queryable,
  options: { consumer?: string; limit?: number } = {},
): Promise<ParkedDelivery[]> {
  const { consumer = null, limit = 100 } = options;
  return db.query(sql<ParkedDelivery>`
    select consumer, position, event_id as "eventId", type, subject, tenant_id as "tenantId", attempts, parked_at as "parkedAt",
      last_error as "lastError"
    from platform.deliveries where parked_at is not null and (${consumer}::text is null or consumer = ${consumer})
    order by position limit ${limit}`);
}

/**
 * Has parked deliveries of a consumer tried again, all or those at `positions`, with as many attempts as new ones have;
 * answers how many. Later events of their subjects may have had their effect in the meantime.
 */
export async function replayParked(db: Queryable, which: { consumer: string; positions?: readonly string[] }): Promise<number> {
  const ofPositions = which.positions ? sql`and position = any(${which.positions}::bigint[])` : sql``;
  const replayed = await db.query(sql`
    update platform.deliveries set attempts = 0, next_attempt_at = null, parked_at = null
    where consumer = ${which.consumer} and parked_at is not null ${ofPositions} returning position`);
  return replayed.length;
}
