/** How long a grant lasts unless it says otherwise. */
export const GRANT_LIFETIME_MONTHS = 12;

/** How long the credits of a package last unless it says otherwise. */
export const GRANT_LIFETIME_DAYS = 365;

/** How long ahead it is told that credits run out. */
export const EXPIRY_NOTICE_MS = 30 * 24 * 60 * 60 * 1000;

/** How long a purchase may take between reserving and capturing before its credits are given back. */
export const RESERVATION_LIFETIME_MS = 30 * 60 * 1000;

/** Shares of the unspent credits right after the latest grant at which notices are given, unless the entity has a threshold of its own. */
export const DEFAULT_NOTICE_SHARES = ['0.2', '0.05'] as const;

/** The same day some months later, at the same time (UTC); a day that the month lacks becomes its last. */
export function addMonths(instant: Date, months: number): Date {
  const lastDay = new Date(Date.UTC(instant.getUTCFullYear(), instant.getUTCMonth() + months + 1, 0)).getUTCDate();
  const moved = new Date(instant);
  moved.setUTCDate(1);
  moved.setUTCMonth(instant.getUTCMonth() + months);
  moved.setUTCDate(Math.min(instant.getUTCDate(), lastDay));
  return moved;
}
