import type { Rows } from './row.ts';
import { reportedJob } from './world/jobs.ts';

/** How the operations about long work are called. */
export const jobsRows: Rows = {
  'Query.job': { as: 'tenantAdmin', arguments: async (side) => ({ id: await reportedJob(side, 'over') }) },
  'Query.jobs': {
    as: 'tenantAdmin',
    arguments: async (side) => {
      await reportedJob(side, 'over');
      return { filter: { organizationId: side.ids.organization } };
    },
  },
  'Subscription.jobProgress': { as: 'tenantAdmin', arguments: async (side) => ({ id: await reportedJob(side, 'running') }) },
  'Mutation.cancelJob': { as: 'tenantAdmin', arguments: async (side) => ({ input: { id: await reportedJob(side, 'running') } }) },
};
