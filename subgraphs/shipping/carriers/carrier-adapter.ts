import type { Money } from '../../../platform/money/money.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import type { RateSheet } from '../rate-sheets/rate-sheet.ts';
import type { TrackerStatus } from '../trackers/tracker-status.ts';

/** What a carrier can be asked to do. */
export const CARRIER_OPERATIONS = ['rate', 'buy', 'void', 'track'] as const;
export type CarrierOperation = (typeof CARRIER_OPERATIONS)[number];

/** A connection as its carrier sees it. */
export interface ConnectionFacts {
  id: Uuid;
  testMode: boolean;
  config: Readonly<Record<string, unknown>>;
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

/** What is to be carried, and from where to where. Addresses are normalised, parcels measurable. */
export interface Consignment {
  shipper: Address;
  recipient: Address;
  parcels: readonly Parcel[];
}

/** Asks for the price of a consignment by each service, or by those named. */
export interface RateInquiry {
  connection: ConnectionFacts;
  consignment: Consignment;
  /** Codes; null for all. */
  services: readonly string[] | null;
  signal: AbortSignal;
}

/** What a carrier asks for a consignment by one of its services. */
export interface OfferedRate {
  carrierName: string;
  service: string;
  serviceName: string;
  /** All of it, surcharges included. */
  charge: Money;
  surcharges: { code: string; name: string; amount: Money }[];
  /** Days after the carrier took the parcels; null when it does not say. */
  transitDays: { minimum: number; maximum: number } | null;
  zone: string | null;
  /** An exact decimal, summed over the parcels. */
  billableWeightOunces: string | null;
  /** How the charge came about, one sentence each. */
  explanation: string[];
}

/** Why a service (null: the whole carrier) made no offer. */
export interface CarrierMessage {
  service: string | null;
  code: string;
  message: string;
  /** Dotted path into the consignment, e.g. `parcels.0.weight`. */
  field?: string | undefined;
}

/** Buys a label. Repeating it with the same shipment id and attempt buys nothing more and answers the same label. */
export interface LabelOrder {
  connection: ConnectionFacts;
  shipmentId: Uuid;
  /** Counts from 0; raised when a tracking number turned out to be taken. */
  attempt: number;
  consignment: Consignment;
  carrierName: string;
  service: string;
  serviceName: string;
  reference: string | null;
  /** The day on which the carrier takes the parcels, e.g. "2026-01-31". */
  shipDate: string;
  signal: AbortSignal;
}

/** A label that was bought. */
export interface BoughtLabel {
  trackingNumber: string;
  format: 'PDF';
  content: Buffer;
}

/** A scan as a carrier reports it. */
export interface CarrierScan {
  status: TrackerStatus;
  code: string;
  description: string;
  location: string | null;
  occurredAt: Date;
}

/**
 * A carrier behind the one interface that the rest knows. An answer is final; a refusal is a CarrierRefusedError (nothing was
 * bought); anything else thrown means that nothing is known about what the carrier did.
 */
export interface CarrierAdapter {
  /** Names the carrier in connections; never changes. */
  readonly code: string;
  readonly capabilities: readonly CarrierOperation[];
  /** Whether it exists in test mode only. */
  readonly isTestOnly: boolean;
  /** Whether a connection needs a rate sheet. */
  readonly needsRateSheet: boolean;
  services(connection: ConnectionFacts): readonly CarrierService[];
  rate(inquiry: RateInquiry): Promise<{ rates: OfferedRate[]; messages: CarrierMessage[] }>;
  buy(order: LabelOrder): Promise<BoughtLabel>;
  /** Gives a label back that was bought and not used. Repeating it changes nothing. */
  void(label: { connection: ConnectionFacts; shipmentId: Uuid; trackingNumber: string; signal: AbortSignal }): Promise<void>;
  /** What is known of a parcel beyond what was recorded here. */
  track(parcel: { connection: ConnectionFacts; trackingNumber: string; signal: AbortSignal }): Promise<CarrierScan[]>;
}
