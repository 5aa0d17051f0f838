import type { ScheduledJob } from '../../../platform/server/subgraph-definition.ts';
import { deleteFinishedSimulations } from './addon-simulation.query.ts';
import { PURGE_SIMULATIONS, purgedIfFinishedUntil } from './simulation-lifetime.ts';

/** Removes simulations that were over ninety days ago, with their sums; that they were asked for stays in the audit log. */
export const purgeSimulations: ScheduledJob = {
  name: PURGE_SIMULATIONS,
  everyMs: 60_000,
  run: ({ session, clock }) => deleteFinishedSimulations(session, purgedIfFinishedUntil(clock.now())),
};
