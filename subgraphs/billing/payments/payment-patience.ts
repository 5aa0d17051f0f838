/** How long a provider is given to answer before it is asked again. */
export const PAYMENT_PATIENCE_MS = 60_000;

/** Payments that were begun before this instant should have been answered. */
export function unansweredBefore(now: Date): Date {
  return new Date(now.getTime() - PAYMENT_PATIENCE_MS);
}
