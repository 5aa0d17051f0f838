import assert from 'node:assert/strict';
import type { TestWorld } from './test-world.ts';

const HELD_UNTIL = '2900-01-01';

/**
 * Disturbs every delivery of the world from now on: each is made twice, both are held until `release`, and the order in
 * which consumers find them is drawn by lot, across and within subjects.
 */
export async function disturbDeliveries(world: TestWorld): Promise<void> {
  await world.inspect(`
create function platform.hold_delivery() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  new.position := (random() * 1e15)::bigint;
  new.next_attempt_at := '${HELD_UNTIL}';
  return new;
end $$;
create function platform.repeat_delivery() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if pg_trigger_depth() = 1 then
    insert into platform.deliveries
      (consumer, reader, event_id, type, version, subject, tenant_id, organization_id, test_mode, actor, cause_id, occurred_at, data)
    values (new.consumer, new.reader, new.event_id, new.type, new.version, new.subject, new.tenant_id, new.organization_id,
      new.test_mode, new.actor, new.cause_id, new.occurred_at, new.data);
  end if;
  return null;
end $$;
create trigger hold before insert on platform.deliveries for each row execute function platform.hold_delivery();
create trigger repeat after insert on platform.deliveries for each row execute function platform.repeat_delivery();`);
}

/** Lets all held deliveries go at once, and what they lead to, until nothing is left; answers how many there were. */
export async function releaseDeliveries(world: TestWorld): Promise<number> {
  let released = 0;
  for (const deadline = Date.now() + 30_000; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    assert.ok(Date.now() < deadline, 'disturbed events did not settle within thirty seconds');
    const [open] = await world.inspect<{ outbox: number; waiting: number; parked: number }>(
      `select (select count(*) from platform.outbox)::int as outbox, count(*) filter (where parked_at is null)::int as waiting,
         count(parked_at)::int as parked from platform.deliveries`,
    );
    assert.equal(open!.parked, 0, 'an event was parked');
    if (open!.outbox > 0) continue;
    if (open!.waiting === 0) return released;
    // Retries are let go too: in their real time they would come while the clock of the test stands still.
    const due = await world.inspect<{ held: boolean }>(
      `with due as (select consumer, position, next_attempt_at = '${HELD_UNTIL}' as held from platform.deliveries where next_attempt_at is not null)
       update platform.deliveries d set next_attempt_at = null from due
       where d.consumer = due.consumer and d.position = due.position returning due.held`,
    );
    released += due.filter(({ held }) => held).length;
  }
}
