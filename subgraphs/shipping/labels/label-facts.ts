import type { Address } from '../addresses/address.ts';

/** A postal address as a label needs it. */
export type LabelAddress = Pick<
  Address,
  'name' | 'company' | 'street1' | 'street2' | 'city' | 'state' | 'postalCode' | 'country'
>;

/** Everything a label shows; equal facts make equal bytes. */
export interface LabelFacts {
  /** 22 digits, as trackingNumber makes them. */
  trackingNumber: string;
  carrierName: string;
  serviceName: string;
  from: LabelAddress;
  to: LabelAddress;
  /** The parcel's actual weight, a decimal such as "20.5". */
  weightOunces: string;
  /** The day of dispatch, YYYY-MM-DD. */
  shippedOn: string;
  /** The sender's own mark, e.g. an order number. */
  reference?: string | undefined;
  /** Which parcel of how many, from 1. */
  parcel?: { position: number; count: number } | undefined;
  /** A label made in test mode says SAMPLE and that it is no postage. */
  isTest: boolean;
}
