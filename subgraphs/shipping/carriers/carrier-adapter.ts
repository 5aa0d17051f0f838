import type { z } from 'zod';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { RateSheet } from '../rate-sheets/rate-sheet.ts';
import type { CarrierExchanges } from './carrier-exchanges.ts';
import type { CarrierWebhooks } from './webhooks/carrier-webhooks.ts';

/** What a carrier can be asked to do for those who ship. */
export const CARRIER_CAPABILITIES = [
  'rate',
  'buy',
  'void',
  'track',
  'schedulePickup',
  'cancelPickup',
  'validateAddress',
  'manifest',
] as const satisfies readonly (keyof CarrierExchanges)[];
export type CarrierCapability = (typeof CARRIER_CAPABILITIES)[number];

/** Anything that a carrier is called for. */
export type CarrierOperation = keyof CarrierExchanges;

/** A connection as its carrier sees it. */
export interface ConnectionFacts {
  id: Uuid;
  /** The code of its adapter. */
  carrier: string;
  /** The name under which its use is metered. */
  carrierName: string;
  testMode: boolean;
  config: Readonly<Record<string, unknown>>;
  /** What lets it in; empty for carriers that ask for nothing. Never logged, never answered. */
  credentials: Readonly<Record<string, string>>;
  priceList: string | null;
  /** The prices, for carriers that rate by a sheet. */
  rateSheet: RateSheet | null;
}

/** A service that a connection offers. */
export interface CarrierService {
  code: string;
  name: string;
  carrierName: string;
}

/** In whose name an adapter is called, and until when. */
export interface CarrierCall {
  connection: ConnectionFacts;
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
}

/** How an adapter does one thing. */
export type CarrierFunction<Operation extends CarrierOperation> = (
  request: CarrierExchanges[Operation]['request'],
  call: CarrierCall,
) => Promise<CarrierExchanges[Operation]['answer']>;

/** One function for each thing that the carrier can do: what is there is what it declares. */
export type CarrierFunctions = { readonly [Operation in CarrierOperation]?: CarrierFunction<Operation> };

/**
 * A carrier behind the one interface that the rest knows. An answer is final; a refusal is a CarrierRefusedError (nothing was
 * done); anything else thrown means that nothing is known about what the carrier did.
 */
export interface CarrierAdapter extends CarrierFunctions {
  /** Names the carrier in connections; never changes. */
  readonly code: string;
  /** What connections to it are called until they know better. */
  readonly name: string;
  /** Whether it exists in test mode only. */
  readonly isTestOnly: boolean;
  /** Whether a connection needs a rate sheet. */
  readonly needsRateSheet: boolean;
  /** What lets a connection in: a text a field. Null when nothing is needed. */
  readonly credentials: z.ZodType<Record<string, string>> | null;
  /** What can be set of a connection, with defaults. */
  readonly config: z.ZodType<Record<string, unknown>>;
  /** How it tells of parcels by itself; absent where it does not. */
  readonly webhooks?: CarrierWebhooks;
  /** Null when the carrier tells its services only when it is asked for rates. */
  services(connection: ConnectionFacts): readonly CarrierService[] | null;
}

/** What the carrier can be asked to do, in a stable order. */
export function capabilitiesOf(adapter: CarrierAdapter): CarrierCapability[] {
  return CARRIER_CAPABILITIES.filter((capability) => adapter[capability] !== undefined);
}
