const DAY_MS = 86_400_000;

/** The start of the day, in UTC, that holds the instant. */
export function startOfDay(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / DAY_MS) * DAY_MS);
}

/** When overages of what is recorded at the instant are computed: at the start of the next day, in UTC. */
export function overagesDueAfter(instant: Date): Date {
  return new Date(startOfDay(instant).getTime() + DAY_MS);
}
