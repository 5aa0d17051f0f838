import type { SoldLabel, SoldParcel } from './carrier-exchanges.ts';

/** The parcels of shipments, as their carrier knows them. */
export function soldParcels(labels: readonly SoldLabel[]): SoldParcel[] {
  return labels.flatMap((label) => label.parcels ?? [label]);
}
