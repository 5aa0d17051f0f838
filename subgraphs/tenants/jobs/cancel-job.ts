import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError, NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { jobTopic } from '../../../platform/jobs/job.ts';
import { wholeTenantSession } from '../operators/whole-tenant-session.ts';
import { hasWayToEnd, kindsInView, mayEnd } from './job-access.ts';
import { JobNotCancellableError, JobOverError } from './jobs.errors.ts';
import { lockJob, requestJobCancel, type Job } from './jobs.query.ts';

/**
 * Asks for the end of a job: whoever works at it stops at the next step, and what was done stays. Asked again it changes nothing.
 * Throws NotFoundError, JobOverError, JobNotCancellableError, ForbiddenError.
 */
export async function cancelJob(context: RequestContext, command: { id: Uuid }): Promise<Job> {
  const { id: tenantId } = requireTenant(context);
  return wholeTenantSession(context).transaction(async (transaction) => {
    const job = await lockJob(transaction, kindsInView(context), command.id);
    if (!job) throw new NotFoundError('The job', 'id');
    if (!hasWayToEnd(job)) throw new JobNotCancellableError();
    if (!mayEnd(context, job)) throw new ForbiddenError('Your roles let you look at this job, not cancel it.');
    if (job.finishedAt) throw new JobOverError();
    if (job.cancelRequestedAt) return job;
    const cancelRequestedAt = context.clock.now();
    await requestJobCancel(transaction, { id: job.id, tenantId, at: cancelRequestedAt });
    const { kind, subjectType, subjectId, organizationId } = job;
    const resource = { resourceType: 'job', resourceId: job.id, organizationId };
    const after = { kind, subjectType, subjectId, cancelRequestedAt };
    transaction.audit({ action: 'job.cancel_requested', ...resource, after, ...auditFacts(context) });
    transaction.announceTopic(jobTopic(job.id));
    return { ...job, cancelRequestedAt };
  });
}
