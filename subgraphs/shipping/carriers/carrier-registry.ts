import { capabilitiesOf, type CarrierAdapter, type CarrierService } from './carrier-adapter.ts';
import { easyPostAdapter } from './easypost/easypost-adapter.ts';
import { rateSheetAdapter } from './ratesheet/rate-sheet-adapter.ts';
import { SANDBOX_ADAPTERS } from './sandbox/sandbox-adapter.ts';
import { shippoAdapter } from './shippo/shippo-adapter.ts';

const ADAPTERS: ReadonlyMap<string, CarrierAdapter> = new Map(
  [rateSheetAdapter, easyPostAdapter(), shippoAdapter(), ...SANDBOX_ADAPTERS].map((adapter) => [adapter.code, adapter]),
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

/** All carriers there are. */
export function allCarriers(): CarrierAdapter[] {
  return [...ADAPTERS.values()];
}

/** The carriers that can be connected in a mode. */
export function carriersOfMode(testMode: boolean): CarrierAdapter[] {
  return allCarriers().filter(({ isTestOnly }) => testMode || !isTestOnly);
}

/** The codes of the carriers that can do this; none when nobody can. */
export function carriersThatCan(capability: string): string[] {
  return allCarriers()
    .filter((adapter) => (capabilitiesOf(adapter) as string[]).includes(capability))
    .map((adapter) => adapter.code);
}

/** What a carrier offers over any connection; null where that depends on the connection, or is told with the rates. */
export function generalServices(adapter: CarrierAdapter, testMode: boolean): readonly CarrierService[] | null {
  if (adapter.needsRateSheet) return null;
  const { code: carrier, name: carrierName } = adapter;
  return adapter.services({
    id: '',
    carrier,
    carrierName,
    testMode,
    config: {},
    credentials: {},
    priceList: null,
    rateSheet: null,
  });
}

/** What carriers offer that need no rate sheet, in a mode, as far as they tell it beforehand. */
export function servicesWithoutSheet(testMode: boolean): { carrierName: string; service: string }[] {
  return carriersOfMode(testMode)
    .flatMap((adapter) => generalServices(adapter, testMode) ?? [])
    .map(({ carrierName, code }) => ({ carrierName, service: code }));
}
