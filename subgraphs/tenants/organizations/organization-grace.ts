const GRACE_MS = 30 * 86_400_000;

/** The job that purges deleted organizations; whoever deletes one names it. */
export const PURGE_ORGANIZATIONS = 'tenants.purge-organizations';

/** Until when an organization that was deleted at this instant can be restored: thirty days, as a tenant can. */
export function restorableUntil(deletedAt: Date): Date {
  return new Date(deletedAt.getTime() + GRACE_MS);
}

/** Organizations that were deleted at this instant or before are to be purged now. */
export function purgedIfDeletedUntil(now: Date): Date {
  return new Date(now.getTime() - GRACE_MS);
}
