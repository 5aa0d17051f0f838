import type { CarrierAdapter } from './carrier-adapter.ts';
import { rateSheetAdapter } from './ratesheet/rate-sheet-adapter.ts';
import { sandboxAdapter } from './sandbox/sandbox-adapter.ts';

const ADAPTERS: ReadonlyMap<string, CarrierAdapter> = new Map(
  [rateSheetAdapter, sandboxAdapter].map((adapter) => [adapter.code, adapter]),
);

/** The carrier of this code; undefined when there is none. */
export function findCarrier(code: string): CarrierAdapter | undefined {
  return ADAPTERS.get(code);
}

/** The carrier of a stored connection; its code was checked when the connection was made. */
export function carrierOf(connection: { carrier: string }): CarrierAdapter {
  const adapter = findCarrier(connection.carrier);
  if (!adapter) throw new Error(`there is no carrier ${connection.carrier}`);
  return adapter;
}

/** The codes of all carriers there are. */
export function carrierCodes(): string[] {
  return [...ADAPTERS.keys()];
}
