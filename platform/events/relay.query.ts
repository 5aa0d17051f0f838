import { sql } from 'kysely';
import type { Queryable } from '../database/session.ts';

const RELAY_LOCK = 'waybill-relay';

/**
 * Moves up to `limit` events from the outbox into one delivery for each subscribed consumer, in the order they were
 * written; answers how many it moved, or -1 when another relay is at work. Must run in a transaction.
 */
export async function relayOutbox(db: Queryable, limit: number): Promise<number> {
  const lock = await db.first(sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(hashtext(${RELAY_LOCK})) as taken`);
  if (!lock?.taken) return -1;
  const row = await db.first(sql<{ moved: number }>`
    with taken as (
      delete from platform.outbox
      where id in (select id from platform.outbox order by position limit ${limit} for update skip locked)
      returning *
    ), delivered as (
      insert into platform.deliveries
        (consumer, reader, event_id, type, version, subject, tenant_id, organization_id, test_mode, actor, cause_id, occurred_at, data)
      select s.consumer, s.reader, t.id, t.type, t.version, t.subject, t.tenant_id, t.organization_id, t.test_mode, t.actor, t.cause_id,
        t.occurred_at, t.data
      from taken t join platform.subscriptions s on s.event_type = t.type
      order by t.position
    )
    select count(*)::int as moved from taken`);
  return row?.moved ?? 0;
}
