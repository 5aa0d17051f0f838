import { BigNumber } from 'bignumber.js';
import type { AddressCreateRequest, CustomsDeclarationCreateRequest, ShipmentCreateRequest } from 'shippo';
import { decimal, decimalString, type DecimalInput } from '../../../../platform/money/money.ts';
import type { Address } from '../../addresses/address.ts';
import { measureParcels, type Parcel } from '../../rate-sheets/measure-parcels.ts';
import type { CustomsDeclaration } from '../consignment.ts';
import type { RateInquiry } from '../carrier-exchanges.ts';

const CONTENTS = {
  merchandise: 'MERCHANDISE',
  gift: 'GIFT',
  documents: 'DOCUMENTS',
  sample: 'SAMPLE',
  returned_goods: 'RETURN_MERCHANDISE',
  other: 'OTHER',
} as const satisfies Record<CustomsDeclaration['contents'], string>;

/** What is asked as Shippo's API takes it; every parcel has dimensions. */
export function shippoShipment({ consignment, shipDate }: RateInquiry): ShipmentCreateRequest {
  const { shipper, recipient, parcels, customs, options } = consignment;
  return {
    addressFrom: shippoAddress(shipper),
    addressTo: shippoAddress(recipient),
    parcels: parcels.map(shippoParcel),
    shipmentDate: `${shipDate}T12:00:00Z`,
    async: false,
    extra: {
      ...(options?.signature ? { signatureConfirmation: options.signature === 'adult' ? 'ADULT' : 'STANDARD' } : {}),
      ...(options?.isSaturdayDelivery ? { saturdayDelivery: true } : {}),
    },
    ...(customs ? { customsDeclaration: customsOf(customs) } : {}),
  };
}

/** An address as Shippo's API takes it. */
export function shippoAddress(address: Address): AddressCreateRequest {
  const { name, company, street1, street2, city, state, postalCode, country, phone, email, isResidential } = address;
  return { name, company, street1, street2, city, state, zip: postalCode, country, phone, email, isResidential };
}

function shippoParcel(parcel: Parcel): ShipmentCreateRequest['parcels'][number] {
  const { length, width, height, unit } = parcel.dimensions!;
  const side = (value: DecimalInput): string => figure(decimal(value), 4);
  return {
    weight: figure(measureParcels([parcel])[0]!.weightOunces, 4),
    massUnit: 'oz',
    length: side(length),
    width: side(width),
    height: side(height),
    distanceUnit: unit,
  };
}

function customsOf(customs: CustomsDeclaration): CustomsDeclarationCreateRequest {
  return {
    certify: true,
    certifySigner: customs.signer,
    contentsType: CONTENTS[customs.contents],
    nonDeliveryOption: 'RETURN',
    incoterm: customs.incoterm,
    ...(customs.invoiceNumber ? { invoice: customs.invoiceNumber } : {}),
    items: customs.commodities.map((commodity) => ({
      description: commodity.description,
      hsCode: commodity.hsCode,
      originCountry: commodity.originCountry,
      quantity: commodity.quantity,
      netWeight: figure(measureParcels([{ weight: commodity.weight }])[0]!.weightOunces, 4),
      massUnit: 'oz',
      valueAmount: commodity.unitValue.amount,
      valueCurrency: commodity.unitValue.currency,
    })),
  };
}

function figure(value: BigNumber, decimals: number): string {
  return decimalString(value.decimalPlaces(decimals, BigNumber.ROUND_UP));
}
