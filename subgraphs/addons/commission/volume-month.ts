/** The first day of the UTC month an instant lies in, e.g. "2026-03-01": the period in which shipments count towards volume tiers. */
export function volumeMonth(instant: Date): string {
  return `${instant.toISOString().slice(0, 7)}-01`;
}
