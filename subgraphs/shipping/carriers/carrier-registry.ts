import type { CarrierAdapter, ConnectionFacts } from './carrier-adapter.ts';
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

// Asked what they offer in general, not over one connection.
const NO_CONNECTION: Omit<ConnectionFacts, 'testMode'> = { id: '', config: {}, priceList: null, rateSheet: null };

/** What carriers offer that need no rate sheet, in a mode. */
export function servicesWithoutSheet(testMode: boolean): { carrierName: string; service: string }[] {
  return [...ADAPTERS.values()]
    .filter(({ needsRateSheet, isTestOnly }) => !needsRateSheet && (testMode || !isTestOnly))
    .flatMap((adapter) => adapter.services({ ...NO_CONNECTION, testMode }))
    .map(({ carrierName, code }) => ({ carrierName, service: code }));
}

/** The codes of all carriers there are. */
export function carrierCodes(): string[] {
  return [...ADAPTERS.keys()];
}
