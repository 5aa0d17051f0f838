import type { Uuid } from '../ids/public-id.ts';

/** How far a job is; the last three are ends. */
export type JobStatus = 'queued' | 'running' | JobEnd;

/** How a job ended. */
export type JobEnd = 'completed' | 'failed' | 'cancelled';

/** Something that went wrong in a job, as its reader may be told it. */
export interface JobError {
  code: string;
  message: string;
  /** What it is about, e.g. `row 17`; null when it is about the whole. */
  item: string | null;
}

/** What a job is about, as the graph names it. */
export interface JobSubject {
  /** A type of the API, e.g. `AddonSimulation`. */
  type: string;
  /** Its public id. */
  id: string;
}

/** A job as the work begins to wait; it belongs to the tenant and mode of the transaction that opens it. */
export interface NewJob {
  /** Its own; that of the row the work is kept in, where there is one. */
  id: Uuid;
  kind: string;
  /** The organization it is done for; null for the whole tenant's, which only staff see. */
  organizationId: Uuid | null;
  /** Steps there are; null while nobody knows. */
  total: number | null;
  subject: JobSubject | null;
  /** Who asked for it, as the identity names them. */
  actor: string;
  at: Date;
}

/** What a reporter says of a job; what is left out stays as it was. */
export interface JobProgress {
  /** Steps taken in all. */
  done?: number | undefined;
  total?: number | undefined;
  /** Where it stands, in a sentence. */
  message?: string | undefined;
  /** Further errors; the first hundred are kept, all are counted. */
  errors?: readonly JobError[] | undefined;
  at: Date;
}

/** Under which a job's progress is announced and watched. */
export function jobTopic(id: Uuid): string {
  return `job/${id}`;
}
