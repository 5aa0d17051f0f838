import type { Money } from '../../../platform/money/money.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Address } from '../addresses/address.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import type { TrackerStatus } from '../trackers/tracker-status.ts';
import type { Consignment } from './consignment.ts';

/** Asks for the price of a consignment by each service, or by those named. */
export interface RateInquiry {
  consignment: Consignment;
  /** Codes; null for all. */
  services: readonly string[] | null;
  /** The day on which the carrier is to take the parcels, e.g. "2026-01-31". */
  shipDate: string;
  /** The instant of the question: by it a carrier tells whether it is too late for today. */
  askedAt: Date;
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
  /** The day by which it is expected to arrive, e.g. "2026-02-03"; null or absent when only the days are known, or nothing is. */
  estimatedDelivery?: string | null | undefined;
  zone: string | null;
  /** An exact decimal, summed over the parcels. */
  billableWeightOunces: string | null;
  /** What each parcel is charged, in the order of the consignment; they add up to the charge. Null or absent when the carrier prices the whole. */
  parcels?: readonly ParcelPrice[] | null | undefined;
  /** How the charge came about, one sentence each. */
  explanation: string[];
  /** By what the carrier finds this offer again when its label is bought; null or absent when the service says enough. */
  carrierReference?: string | null | undefined;
}

/** A parcel's part of an offer. */
export interface ParcelPrice {
  /** All of it, surcharges and its share of what is charged on the shipment included. */
  charge: Money;
  surcharges: { code: string; name: string; amount: Money }[];
  /** An exact decimal. */
  billableWeightOunces: string | null;
}

/** Why a service (null: the whole carrier) made no offer. */
export interface CarrierMessage {
  service: string | null;
  code: string;
  message: string;
  /** Dotted path into the consignment, e.g. `parcels.0.weight`. */
  field?: string | undefined;
}

/** What a carrier offers, and why it does not offer the rest. */
export interface RateAnswer {
  rates: OfferedRate[];
  messages: CarrierMessage[];
}

/** In what a label comes. Carriers that lack one answer in PDF. */
export const LABEL_FORMATS = ['PDF', 'ZPL', 'PNG'] as const;
export type LabelFormat = (typeof LABEL_FORMATS)[number];

/** Buys a label for each parcel. Repeating it with the same shipment id and attempt buys nothing more and answers the same labels. */
export interface LabelOrder {
  shipmentId: Uuid;
  /** Counts from 0; raised when one of the tracking numbers turned out to be taken. */
  attempt: number;
  consignment: Consignment;
  carrierName: string;
  service: string;
  serviceName: string;
  reference: string | null;
  /** The day on which the carrier takes the parcels, e.g. "2026-01-31". */
  shipDate: string;
  /** PDF unless another is named. */
  format?: LabelFormat | undefined;
  /** `OfferedRate.carrierReference` of the rate that is bought. */
  rateReference?: string | null | undefined;
}

/** The label of one parcel. */
export interface BoughtLabel {
  trackingNumber: string;
  format: LabelFormat;
  content: Buffer;
  /** By what the carrier knows the parcel, to void it or put it on a manifest; null or absent when the tracking number says enough. */
  carrierReference?: string | null | undefined;
}

/** A parcel's label as its carrier knows it. */
export interface SoldParcel {
  trackingNumber: string;
  /** `BoughtLabel.carrierReference`. */
  carrierReference: string | null;
}

/** A shipment of ours as its carrier knows it: number and reference are those of its first parcel. */
export interface SoldLabel extends SoldParcel {
  shipmentId: Uuid;
  carrierName: string;
  /** All of its parcels, in their order; absent when there is only the one. */
  parcels?: readonly SoldParcel[] | undefined;
}

/** Labels to be given back that were bought and not used. Repeating it changes nothing. */
export interface LabelReturn {
  shipmentId: Uuid;
  carrierName: string;
  /** Null when the answer of the purchase never came: whatever was bought at the rate, if anything, goes back. */
  parcels: readonly SoldParcel[] | null;
  /** `OfferedRate.carrierReference` of the rate that was bought. */
  rateReference: string | null;
}

/** Asks what is known of a parcel beyond what was recorded here. */
export interface TrackInquiry {
  trackingNumber: string;
  carrierName: string;
  carrierReference: string | null;
  /** When its label was made; for a parcel that was not bought here, when tracking it began. */
  since: Date;
  askedAt: Date;
}

/** A scan as a carrier reports it. */
export interface CarrierScan {
  status: TrackerStatus;
  code: string;
  description: string;
  location: string | null;
  occurredAt: Date;
}

/** What a carrier knows of a parcel. */
export interface TrackAnswer {
  /** In any order; those that are known already may be among them. */
  scans: CarrierScan[];
  /** When it is expected to arrive; null when the carrier does not say. */
  estimatedDelivery: Date | null;
}

/** Orders that parcels be fetched. Repeating it with the same id orders nothing more. */
export interface PickupOrder {
  pickupId: Uuid;
  address: Address;
  /** The span in which the carrier may come; both on the day of `readyAt` where the parcels are. */
  readyAt: Date;
  closesAt: Date;
  /** Where the parcels stand and whom to ask, as the sender put it. */
  instructions: string | null;
  labels: readonly SoldLabel[];
  parcels: readonly Parcel[];
}

/** A pickup that a carrier will make. */
export interface OrderedPickup {
  confirmationNumber: string;
  carrierReference: string | null;
  /** Null when the carrier does not charge for it. */
  charge: Money | null;
}

/** Takes a pickup back. Repeating it changes nothing. */
export interface PickupCancellation {
  pickupId: Uuid;
  confirmationNumber: string;
  carrierReference: string | null;
}

/** What a carrier says of an address. */
export interface AddressVerdict {
  deliverability: 'deliverable' | 'undeliverable' | 'unverified';
  /** As the carrier writes it; null when it knows nothing better. */
  normalized: Address | null;
  isResidential: boolean | null;
  messages: { code: string; message: string; field: string | null }[];
}

/** Closes the day: lists labels that the carrier takes together. Repeating it with the same id answers the same manifest. */
export interface ManifestOrder {
  manifestId: Uuid;
  shipDate: string;
  address: Address;
  labels: readonly SoldLabel[];
}

/** A manifest that a carrier accepted. */
export interface AcceptedManifest {
  carrierReference: string | null;
  /** A page to hand over with the parcels; null when the carrier makes none. */
  document: { format: 'PDF'; content: Buffer } | null;
}

/** What can be asked of carriers, and what they answer. */
export interface CarrierExchanges {
  rate: { request: RateInquiry; answer: RateAnswer };
  /** Answers a label for each parcel, in their order; the number of the first is the shipment's. */
  buy: { request: LabelOrder; answer: readonly BoughtLabel[] };
  void: { request: LabelReturn; answer: void };
  track: { request: TrackInquiry; answer: TrackAnswer };
  schedulePickup: { request: PickupOrder; answer: OrderedPickup };
  cancelPickup: { request: PickupCancellation; answer: void };
  validateAddress: { request: { address: Address }; answer: AddressVerdict };
  manifest: { request: ManifestOrder; answer: AcceptedManifest };
  /** Whether the connection's credentials let it in; refused when they do not. */
  verify: { request: object; answer: void };
}
