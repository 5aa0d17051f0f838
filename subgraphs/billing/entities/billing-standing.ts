import type { EntityStatus } from './billing-entity.entity.ts';

const DAY_MS = 86_400_000;

/** How long an entity may go on after its first failed payment. */
export const GRACE_DAYS = 7;

/** Whether an entity may spend, and until when grace lasts (or lasted, for a suspension that followed from it). */
export interface BillingStanding {
  status: EntityStatus;
  graceEndsAt: Date | null;
}

/** When grace that begins at the instant ends. */
export function graceEndOf(begin: Date): Date {
  return new Date(begin.getTime() + GRACE_DAYS * DAY_MS);
}

/** The standing that follows from the first failed payment of what is still owed (null: none), at a moment. */
export function standingAfterFailure(firstFailureAt: Date | null, now: Date): BillingStanding {
  if (firstFailureAt === null) return { status: 'active', graceEndsAt: null };
  const graceEndsAt = graceEndOf(firstFailureAt);
  return { status: now < graceEndsAt ? 'grace' : 'suspended', graceEndsAt };
}

/** The status at a moment: grace that has ended is suspension, whether or not it has been written. */
export function statusAt({ status, graceEndsAt }: BillingStanding, now: Date): EntityStatus {
  return status === 'grace' && graceEndsAt !== null && graceEndsAt <= now ? 'suspended' : status;
}
