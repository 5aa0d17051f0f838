import { BigNumber } from 'bignumber.js';
import { decimal, type DecimalInput } from '../../../../platform/money/money.ts';
import type { Address } from '../../addresses/address.ts';
import { measureParcels, type Parcel } from '../../rate-sheets/measure-parcels.ts';
import type { Commodity, Consignment, CustomsDeclaration } from '../consignment.ts';

const CONTENTS: Readonly<Record<CustomsDeclaration['contents'], string>> = {
  merchandise: 'merchandise',
  gift: 'gift',
  documents: 'documents',
  sample: 'sample',
  returned_goods: 'returned_goods',
  other: 'other',
};

/** A consignment of one parcel as EasyPost's API takes it: ounces and inches with one and two decimals, rounded up. */
export function easyPostShipment(consignment: Consignment): object {
  return { ...endsOf(consignment), ...pieceOf(consignment, consignment.parcels[0]!, consignment.customs) };
}

/** A consignment of several parcels, each with the goods that are declared to be in it. */
export function easyPostOrder(consignment: Consignment): object {
  const { parcels, customs } = consignment;
  const shipments = parcels.map((parcel, index) => {
    const goods = customs && { ...customs, commodities: goodsIn(customs, index + 1) };
    return { reference: String(index + 1), ...pieceOf(consignment, parcel, goods) };
  });
  return { ...endsOf(consignment), shipments };
}

/** The goods that are declared to be in a parcel. */
export function goodsIn({ commodities }: CustomsDeclaration, position: number): Commodity[] {
  return commodities.filter(({ parcelPosition }) => parcelPosition === position);
}

function endsOf({ shipper, recipient }: Consignment): object {
  return { from_address: easyPostAddress(shipper), to_address: easyPostAddress(recipient) };
}

function pieceOf({ options }: Consignment, parcel: Parcel, customs: CustomsDeclaration | null | undefined): object {
  return {
    parcel: easyPostParcel(parcel),
    ...(customs ? { customs_info: customsOf(customs) } : {}),
    options: {
      label_format: 'PDF',
      label_size: '4x6',
      ...(options?.signature ? { delivery_confirmation: options.signature === 'adult' ? 'ADULT_SIGNATURE' : 'SIGNATURE' } : {}),
      ...(options?.isSaturdayDelivery ? { saturday_delivery: true } : {}),
      ...(customs ? { incoterm: customs.incoterm } : {}),
    },
  };
}

/** An address as EasyPost's API takes it. */
export function easyPostAddress(address: Address): object {
  const { name, company, street1, street2, city, state, postalCode, country, phone, email, isResidential } = address;
  return { name, company, street1, street2, city, state, zip: postalCode, country, phone, email, residential: isResidential };
}

function easyPostParcel(parcel: Parcel): object {
  const [measured] = measureParcels([parcel]);
  return { weight: figure(measured!.weightOunces, 1), ...sidesOf(parcel) };
}

function sidesOf({ dimensions }: Parcel): object {
  if (!dimensions) return {};
  const inches = (side: DecimalInput): number => figure(decimal(side).dividedBy(dimensions.unit === 'cm' ? '2.54' : 1), 2);
  return { length: inches(dimensions.length), width: inches(dimensions.width), height: inches(dimensions.height) };
}

function customsOf(customs: CustomsDeclaration): object {
  return {
    customs_certify: true,
    customs_signer: customs.signer,
    contents_type: CONTENTS[customs.contents],
    restriction_type: 'none',
    non_delivery_option: 'return',
    eel_pfc: 'NOEEI 30.37(a)',
    customs_items: customs.commodities.map((commodity) => ({
      description: commodity.description,
      hs_tariff_number: commodity.hsCode,
      origin_country: commodity.originCountry,
      quantity: commodity.quantity,
      value: new BigNumber(commodity.unitValue.amount).times(commodity.quantity).toNumber(),
      currency: commodity.unitValue.currency,
      weight: figure(measureParcels([{ weight: commodity.weight }])[0]!.weightOunces.times(commodity.quantity), 1),
    })),
  };
}

// The network's API takes numbers; what is billed comes back as text.
function figure(value: BigNumber, decimals: number): number {
  return value.decimalPlaces(decimals, BigNumber.ROUND_UP).toNumber();
}
