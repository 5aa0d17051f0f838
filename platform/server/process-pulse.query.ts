import { sql } from 'kysely';
import type { Queryable } from '../database/session.ts';
import type { Uuid } from '../ids/public-id.ts';

/** A running process of a subgraph, as it tells of itself. */
export interface ProcessPulse {
  id: Uuid;
  subgraph: string;
  startedAt: Date;
  seenAt: Date;
  requests: number;
  faults: number;
}

// A process that has not been seen for this long is gone and will not come back under the same id.
const FORGOTTEN_AFTER = '1 hour';

/** Writes the process's row anew, and removes those of processes of the subgraph that were killed long ago. */
export async function recordPulse(db: Queryable, pulse: ProcessPulse): Promise<void> {
  await db.query(sql`
    with forgotten as (
      delete from platform.processes
      where subgraph = ${pulse.subgraph} and seen_at < ${pulse.seenAt}::timestamptz - ${FORGOTTEN_AFTER}::interval
    )
    insert into platform.processes (id, subgraph, started_at, seen_at, requests, faults)
    values (${pulse.id}, ${pulse.subgraph}, ${pulse.startedAt}, ${pulse.seenAt}, ${pulse.requests}, ${pulse.faults})
    on conflict (id) do update set seen_at = excluded.seen_at, requests = excluded.requests, faults = excluded.faults`);
}

/** Removes the row of a process that stops in order. */
export async function removePulse(db: Queryable, id: Uuid): Promise<void> {
  await db.query(sql`delete from platform.processes where id = ${id}`);
}
