import { BigNumber } from 'bignumber.js';
import { encodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { decimal, Money } from '../../../platform/money/money.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { Address } from '../addresses/address.ts';
import type { Commodity, CustomsDeclaration } from '../carriers/consignment.ts';
import { customsValue } from '../customs/customs.ts';
import type { Parcel, WeightUnit } from '../rate-sheets/measure-parcels.ts';
import type { ShipmentRow } from '../shipments/shipments.query.ts';
import { NothingDeclaredError, ShipmentNotPurchasedError } from './commercial-invoices.errors.ts';

/** What a commercial invoice says: which goods cross the border, what they are worth and who vouches for it. */
export interface CommercialInvoice {
  /** The seller's own, else the shipment's. */
  number: string;
  /** The day on which the label was bought (UTC), e.g. "2026-03-02". */
  day: string;
  exporter: Address;
  consignee: Address;
  carrierName: string;
  serviceName: string;
  contents: CustomsDeclaration['contents'];
  incoterm: CustomsDeclaration['incoterm'];
  signer: string;
  lines: InvoiceLine[];
  parcels: InvoicedParcel[];
  totalQuantity: number;
  /** Of the goods without their packing. */
  netKilograms: string;
  /** Of the parcels. */
  grossKilograms: string;
  totalValue: Money;
  isTest: boolean;
  /** Where it is kept; null while it is not. */
  fileId: Uuid | null;
}

/** Goods of one kind. */
export interface InvoiceLine extends Pick<Commodity, 'description' | 'hsCode' | 'originCountry' | 'quantity' | 'parcelPosition'> {
  netKilograms: string;
  unitValue: Money;
  /** unitValue × quantity. */
  value: Money;
}

/** A parcel that the goods are in. */
export interface InvoicedParcel {
  position: number;
  trackingNumber: string;
  grossKilograms: string;
}

/** By definition: 1 lb = 0.45359237 kg = 16 oz. */
const KILOGRAMS_IN: Readonly<Record<WeightUnit, string>> = { kg: '1', g: '0.001', lb: '0.45359237', oz: '0.028349523125' };

/** A shipment as far as its invoice needs it. */
export type InvoicedShipment = Pick<
  ShipmentRow,
  | 'id'
  | 'testMode'
  | 'customs'
  | 'purchasedAt'
  | 'shipper'
  | 'recipient'
  | 'carrierName'
  | 'serviceName'
  | 'parcels'
  | 'parcelNumbers'
> & { invoiceFileId?: Uuid | null };

/** The invoice of a shipment; throws ShipmentNotPurchasedError for drafts, and NothingDeclaredError for shipments without customs. */
export function commercialInvoiceOf(shipment: InvoicedShipment): CommercialInvoice {
  const { customs, purchasedAt, parcels, parcelNumbers } = shipment;
  if (!customs) throw new NothingDeclaredError();
  if (!purchasedAt) throw new ShipmentNotPurchasedError();
  const lines = customs.commodities.map(lineOf);
  return {
    number: customs.invoiceNumber ?? encodeId(ID_PREFIX.shipment, shipment.id),
    day: purchasedAt.toISOString().slice(0, 10),
    exporter: shipment.shipper,
    consignee: shipment.recipient,
    carrierName: shipment.carrierName!,
    serviceName: shipment.serviceName!,
    contents: customs.contents,
    incoterm: customs.incoterm,
    signer: customs.signer,
    lines,
    parcels: parcels.map(({ weight }, index) => ({
      position: index + 1,
      trackingNumber: parcelNumbers[index]!,
      grossKilograms: shown(kilograms(weight)),
    })),
    totalQuantity: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    netKilograms: shown(BigNumber.sum(...customs.commodities.map(netKilograms))),
    grossKilograms: shown(BigNumber.sum(...parcels.map(({ weight }) => kilograms(weight)))),
    totalValue: customsValue(customs),
    isTest: shipment.testMode,
    fileId: shipment.invoiceFileId ?? null,
  };
}

function lineOf(commodity: Commodity): InvoiceLine {
  const { description, hsCode, originCountry, quantity, parcelPosition } = commodity;
  const unitValue = Money.of(commodity.unitValue.amount, commodity.unitValue.currency);
  return {
    description,
    hsCode,
    originCountry,
    quantity,
    parcelPosition,
    netKilograms: shown(netKilograms(commodity)),
    unitValue,
    value: unitValue.times(quantity),
  };
}

function netKilograms({ weight, quantity }: Commodity): BigNumber {
  return kilograms(weight).times(quantity);
}

/** To the milligram. */
function shown(weight: BigNumber): string {
  return weight.decimalPlaces(6, BigNumber.ROUND_HALF_UP).toFixed();
}

function kilograms({ value, unit }: Parcel['weight']): BigNumber {
  return decimal(value).times(KILOGRAMS_IN[unit]);
}
