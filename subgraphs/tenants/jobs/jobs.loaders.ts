import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { wholeTenantSession } from '../operators/whole-tenant-session.ts';
import { kindsInView } from './job-access.ts';
import { findJobs } from './jobs.query.ts';

/** A job by id; null where the caller sees none. */
export const loadJob = defineLoader(
  (context: RequestContext, ids) => findJobs(wholeTenantSession(context), kindsInView(context), ids),
  (job) => job.id,
);
