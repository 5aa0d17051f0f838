import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { JOB_KINDS } from '../../../contracts/jobs/job-kinds.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { encodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { JobError, JobProgress } from '../../../platform/jobs/job.ts';
import { advanceJob, finishJob, openJob } from '../../../platform/jobs/job-reports.query.ts';
import { updateSimulation, type AddonSimulation } from './addon-simulation.query.ts';
import { PURGE_SIMULATIONS, simulationKeptUntil } from './simulation-lifetime.ts';
import { SIMULATION_TOPIC } from './simulation-topic.ts';

/** Lets staff watch a new simulation as a job, which has the same id. */
export async function openSimulationJob(transaction: Transaction, simulation: AddonSimulation): Promise<void> {
  const { id, total, actor, createdAt } = simulation;
  const subject = { type: 'AddonSimulation', id: encodeId(ID_PREFIX.addonSimulation, id) };
  await openJob(transaction, {
    id,
    kind: JOB_KINDS.ADDON_SIMULATION.name,
    organizationId: null,
    total,
    subject,
    actor,
    at: createdAt,
  });
  transaction.announceTopic(`${SIMULATION_TOPIC}${id}`);
}

/** A simulation is taken up; answers whether somebody wants its job to end. */
export async function beginSimulationBatch(
  transaction: Transaction,
  id: Uuid,
  at: Date,
): Promise<{ isCancelRequested: boolean }> {
  return advanceJob(transaction, id, { at });
}

/** Keeps how far a locked simulation is, and says so to whoever watches it or its job; one that is over is purged in its time. */
export async function keepSimulation(
  transaction: Transaction,
  simulation: Parameters<typeof updateSimulation>[1],
  report: { at: Date; errors?: readonly JobError[] },
): Promise<void> {
  const { id, state, done, total, finishedAt } = simulation;
  await updateSimulation(transaction, simulation);
  if (finishedAt) transaction.expectWork({ job: PURGE_SIMULATIONS, dueAt: simulationKeptUntil(finishedAt), now: finishedAt });
  const progress: JobProgress = { done, total, ...report };
  if (state === 'queued' || state === 'running') await advanceJob(transaction, id, progress);
  else await finishJob(transaction, id, { ...progress, status: state });
  transaction.announceTopic(`${SIMULATION_TOPIC}${id}`);
}
