const DAY_MS = 86_400_000;

/** The day (UTC) of an instant, e.g. "2026-01-31". */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** The instant so many days later. */
export function addDays(instant: Date, days: number): Date {
  return new Date(instant.getTime() + days * DAY_MS);
}
