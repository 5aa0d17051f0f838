import type { Clock } from '../../../platform/context/clock.ts';

/** How long whoever works on something is left alone after each step; longer than any single step takes. */
export const WORK_HOLD_MS = 30_000;

/** The moment of a step and the end of the hold that begins with it. */
export function holdFrom(clock: Clock): { now: Date; heldUntil: Date } {
  const now = clock.now();
  return { now, heldUntil: new Date(now.getTime() + WORK_HOLD_MS) };
}
