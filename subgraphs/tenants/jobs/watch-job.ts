import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { jobTopic } from '../../../platform/jobs/job.ts';
import { loadJob } from './jobs.loaders.ts';
import type { Job } from './jobs.query.ts';

/** Wakes at once and whenever a job gets on; refused like `presentJob`, before anything is watched. */
export async function watchJob(context: RequestContext, id: Uuid): Promise<AsyncIterable<undefined>> {
  await presentJob(context, id);
  return context.topics.watch(jobTopic(id));
}

/** A job as it is now. Throws NotFoundError. */
export async function presentJob(context: RequestContext, id: Uuid): Promise<Job> {
  const job = await loadJob(context, id);
  if (!job) throw new NotFoundError('The job', 'id');
  return job;
}
