import type { Address } from '../addresses/address.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';

/** An amount as it is stored: an exact decimal with its currency. */
export interface StatedAmount {
  amount: string;
  currency: string;
}

/** What a sender asks for beyond carriage. Carriers that cannot do it make no offer, and say so. */
export interface DeliveryOptions {
  /** Who must sign: anybody there, or an adult. */
  signature?: 'any' | 'adult' | undefined;
  insuredValue?: StatedAmount | undefined;
  isSaturdayDelivery?: boolean | undefined;
}

/** Goods of one kind that cross a border. */
export interface Commodity {
  description: string;
  /** Code of the Harmonized System, digits only. */
  hsCode: string;
  /** ISO 3166 alpha-2. */
  originCountry: string;
  quantity: number;
  weight: Parcel['weight'];
  /** Of one piece. */
  unitValue: StatedAmount;
  /** The parcel that they are in, from 1; absent where that is not said. */
  parcelPosition?: number | undefined;
}

/** What customs wants to know. */
export interface CustomsDeclaration {
  contents: 'merchandise' | 'gift' | 'documents' | 'sample' | 'returned_goods' | 'other';
  /** Who pays duties: the recipient (DDU) or the sender (DDP). */
  incoterm: 'DDU' | 'DDP';
  signer: string;
  invoiceNumber: string | null;
  commodities: Commodity[];
}

/** What is to be carried, and from where to where. Addresses are normalised, parcels measurable. */
export interface Consignment {
  shipper: Address;
  recipient: Address;
  parcels: readonly Parcel[];
  options?: DeliveryOptions | null | undefined;
  /** Present where a border is crossed. */
  customs?: CustomsDeclaration | null | undefined;
}
