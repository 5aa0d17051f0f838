import { sql } from 'kysely';
import type { Uuid } from '../ids/public-id.ts';
import type { Queryable } from '../database/session.ts';
import type { DeliveredEvent } from './consumer.ts';

/** A delivery that waits for its effect. */
export interface Delivery {
  position: string;
  attempts: number;
  event: DeliveredEvent;
}

interface DeliveryRow {
  position: string;
  attempts: number;
  event_id: Uuid;
  type: string;
  version: number;
  subject: string;
  tenant_id: Uuid;
  organization_id: Uuid | null;
  test_mode: boolean;
  actor: string;
  cause_id: Uuid | null;
  occurred_at: Date;
  data: unknown;
}

/** Replaces the event types a consumer is subscribed to. */
export async function subscribe(db: Queryable, consumer: string, eventTypes: readonly string[]): Promise<void> {
  await db.query(
    sql`delete from platform.subscriptions where consumer = ${consumer} and event_type <> all(${eventTypes}::text[])`,
  );
  await db.query(sql`
    insert into platform.subscriptions (consumer, event_type) select ${consumer}, unnest(${eventTypes}::text[])
    on conflict (consumer, event_type) do update set reader = current_user`);
}

/** Makes this transaction the only one at work for the consumer; false when another one is. */
export async function lockConsumer(db: Queryable, consumer: string): Promise<boolean> {
  const row = await db.first(
    sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(hashtext(${`waybill-consumer:${consumer}`})) as taken`,
  );
  return row?.taken ?? false;
}

/**
 * The next deliveries that are due, oldest first, cut where tenant or mode changes. A subject whose earlier event still
 * waits for a retry is held back, so that its events keep their order; others pass.
 */
export async function nextDeliveries(db: Queryable, consumer: string, now: Date, limit: number): Promise<Delivery[]> {
  const rows = await db.query(sql<DeliveryRow>`
    select position, attempts, event_id, type, version, subject, tenant_id, organization_id, test_mode, actor, cause_id, occurred_at, data
    from platform.deliveries d
    where consumer = ${consumer} and parked_at is null and (next_attempt_at is null or next_attempt_at <= ${now})
      and not exists (
        select from platform.deliveries earlier
        where earlier.consumer = d.consumer and earlier.subject = d.subject and earlier.position < d.position
          and earlier.next_attempt_at > ${now} and earlier.parked_at is null
      )
    order by position limit ${limit}`);
  const first = rows[0];
  const end = rows.findIndex((row) => row.tenant_id !== first?.tenant_id || row.test_mode !== first.test_mode);
  return (end === -1 ? rows : rows.slice(0, end)).map(toDelivery);
}

/** Marks events as consumed; answers the ids that were not consumed before. */
export async function markConsumed(db: Queryable, consumer: string, eventIds: readonly Uuid[]): Promise<Set<Uuid>> {
  const rows = await db.query(sql<{ event_id: Uuid }>`
    insert into platform.consumed_events (event_id, consumer) select distinct unnest(${eventIds}::uuid[]), ${consumer}
    on conflict do nothing returning event_id`);
  return new Set(rows.map((row) => row.event_id));
}

/** Removes deliveries whose effect is part of this transaction. */
export async function removeDeliveries(db: Queryable, consumer: string, positions: readonly string[]): Promise<void> {
  await db.query(sql`delete from platform.deliveries where consumer = ${consumer} and position = any(${positions}::bigint[])`);
}

/** Records a failed attempt: the delivery is tried again at `nextAttemptAt`, or parked when that is null. */
export async function recordFailure(
  db: Queryable,
  consumer: string,
  failure: { position: string; message: string; now: Date; nextAttemptAt: Date | null },
): Promise<void> {
  await db.query(sql`
    update platform.deliveries set attempts = attempts + 1, last_error = ${failure.message.slice(0, 2000)},
      next_attempt_at = ${failure.nextAttemptAt}, parked_at = ${failure.nextAttemptAt ? null : failure.now}
    where consumer = ${consumer} and position = ${failure.position}`);
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    position: row.position,
    attempts: row.attempts,
    event: {
      id: row.event_id,
      type: row.type,
      version: row.version,
      subject: row.subject,
      tenantId: row.tenant_id,
      organizationId: row.organization_id,
      testMode: row.test_mode,
      actor: row.actor,
      causeId: row.cause_id,
      occurredAt: row.occurred_at,
      data: row.data,
    },
  };
}
