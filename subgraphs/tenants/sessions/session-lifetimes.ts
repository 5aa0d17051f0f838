/** How long an access token is good. */
export const ACCESS_MS = 15 * 60_000;
/** How long a session stays open that is not refreshed. */
export const IDLE_MS = 30 * 86_400_000;
/** How long a session stays open at most; then the person signs in again. */
export const LONGEST_MS = 90 * 86_400_000;
/** Two refreshes closer than this are a race: the second is told so. */
export const RACE_MS = 1_000;
/** A repeated refresh that comes within this, and before its successor was used, is believed to be a lost answer. */
export const LOST_ANSWER_MS = 30_000;
