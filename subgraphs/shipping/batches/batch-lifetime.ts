const KEPT_MS = 90 * 86_400_000;

/** The job that removes batches; whatever ends one names it. */
export const PURGE_BATCHES = 'purge-batches';

/** Until when a batch that ended at this instant is kept: ninety days. Its shipments stay. */
export function keptUntil(finishedAt: Date): Date {
  return new Date(finishedAt.getTime() + KEPT_MS);
}

/** Batches that ended at this instant or before are to be removed now. */
export function purgedIfFinishedUntil(now: Date): Date {
  return new Date(now.getTime() - KEPT_MS);
}
