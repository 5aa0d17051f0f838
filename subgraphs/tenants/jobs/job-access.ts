import { JOB_KINDS, type JobKind } from '../../../contracts/jobs/job-kinds.ts';
import { hasPermission, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Job } from './jobs.query.ts';

const KINDS: readonly JobKind[] = Object.values(JOB_KINDS);

/** The kinds of jobs that the caller sees. */
export function kindsInView(context: RequestContext): string[] {
  return KINDS.filter(({ seenWith }) => seenWith.some((permission) => hasPermission(context, permission))).map(
    ({ name }) => name,
  );
}

/** Whether jobs like this one can be ended at all. */
export function hasWayToEnd({ kind }: Job): boolean {
  return rightsToEnd(kind).length > 0;
}

/** Whether the caller may end a job that they see. */
export function mayEnd(context: RequestContext, { kind }: Job): boolean {
  return rightsToEnd(kind).some((permission) => hasPermission(context, permission));
}

function rightsToEnd(kind: string): readonly string[] {
  return KINDS.find(({ name }) => name === kind)?.cancelledWith ?? [];
}
