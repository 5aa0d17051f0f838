import { sql, type RawBuilder } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Uuid } from '../ids/public-id.ts';

const MOST_REMEMBERED = 10_000;
const MINUTE_MS = 60_000;
// Nothing that commits takes as long as this.
const SAFELY_AHEAD_MS = 30_000;
const FAR_AHEAD_MS = 10 * MINUTE_MS;
const NEAR_STEP_MS = 5_000;

/** Work that a job will have, as a use case states it. */
export interface ExpectedWork {
  job: string;
  /** From when on the job has something to do. */
  dueAt: Date;
  now: Date;
}

/** A note that a tenant and mode have work for a job. */
export interface WorkNote {
  job: string;
  dueAt: Date;
  tenantId: Uuid;
  testMode: boolean;
}

/** Notes of one process. What will be done at about the same time is one note, so that many changes cost one statement. */
export class WorkNotes {
  private readonly remembered = new LRUCache<string, true>({ max: MOST_REMEMBERED });

  /** Whether the work is noted already, by a transaction of this process that committed, and no job can have taken the note. */
  has(note: WorkNote, now: Date): boolean {
    return isSafelyAhead(note, now) && this.remembered.has(keyOf(note));
  }

  /** Remembers a note that has committed and is not due for a while. */
  remember(note: WorkNote, now: Date): void {
    if (isSafelyAhead(note, now)) this.remembered.set(keyOf(note), true);
  }
}

function isSafelyAhead({ dueAt }: WorkNote, now: Date): boolean {
  return dueAt.getTime() - now.getTime() >= SAFELY_AHEAD_MS;
}

/** The time under which work is noted: never before it is due, and by a minute after at the latest. */
export function noteTime({ dueAt, now }: ExpectedWork): Date {
  const step = dueAt.getTime() - now.getTime() >= FAR_AHEAD_MS ? MINUTE_MS : NEAR_STEP_MS;
  return new Date(Math.ceil(dueAt.getTime() / step) * step);
}

/** Writes notes, in one order, so that transactions never wait for each other in a circle. */
export function insertWorkNotes(notes: readonly WorkNote[]): RawBuilder<unknown> {
  const rows = notes
    .toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
    .map(({ job, dueAt, tenantId, testMode }) => ({ job, due_at: dueAt, tenant_id: tenantId, test_mode: testMode }));
  return sql`
    insert into platform.due_work (job, due_at, tenant_id, test_mode)
    select job, due_at, tenant_id, test_mode
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as note (job text, due_at timestamptz, tenant_id uuid, test_mode boolean)
    on conflict do nothing`;
}

function keyOf({ job, dueAt, tenantId, testMode }: WorkNote): string {
  return `${job} ${dueAt.getTime()} ${tenantId} ${testMode}`;
}
