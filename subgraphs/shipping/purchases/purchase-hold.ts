import type { Clock } from '../../../platform/context/clock.ts';

/** How long whoever works on a purchase is left alone after each step; longer than any single step takes. */
export const PURCHASE_HOLD_MS = 30_000;

/** The job that goes on with purchases that nobody holds; whoever begins one or lets it go names it. */
export const RESUME_PURCHASES = 'resume-purchases';

/** The moment of a step and the end of the hold that begins with it. */
export function holdFrom(clock: Clock): { now: Date; heldUntil: Date } {
  const now = clock.now();
  return { now, heldUntil: new Date(now.getTime() + PURCHASE_HOLD_MS) };
}
