const KEPT_MS = 90 * 86_400_000;

/** The job that removes simulations; whatever ends one names it. */
export const PURGE_SIMULATIONS = 'addons.purge-simulations';

/** Until when a simulation that ended at this instant is kept: ninety days. */
export function simulationKeptUntil(finishedAt: Date): Date {
  return new Date(finishedAt.getTime() + KEPT_MS);
}

/** Simulations that ended at this instant or before are to be removed now. */
export function purgedIfFinishedUntil(now: Date): Date {
  return new Date(now.getTime() - KEPT_MS);
}
