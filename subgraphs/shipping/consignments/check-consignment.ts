import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { AddressInput } from '../addresses/address.ts';
import { validateAddress } from '../addresses/validate-address.ts';
import type { Consignment } from '../carriers/consignment.ts';
import { checkCustoms, type CustomsInput } from '../customs/check-customs.ts';
import { measureParcels, MOST_PARCELS, type Parcel } from '../rate-sheets/measure-parcels.ts';
import { checkOptions, type DeliveryOptionsInput } from './delivery-options.ts';

/** What is to be carried, as given. */
export interface ConsignmentInput {
  shipper: AddressInput;
  recipient: AddressInput;
  parcels: readonly Parcel[];
  customs?: CustomsInput | null | undefined;
  options?: DeliveryOptionsInput | null | undefined;
}

/** Brings a consignment to normal form, or answers every fault with its field. */
export function checkConsignment(input: ConsignmentInput): { consignment: Consignment | undefined; faults: ErrorDetail[] } {
  const shipper = validateAddress(input.shipper, 'shipper');
  const recipient = validateAddress(input.recipient, 'recipient');
  const faults = [...shipper.faults, ...recipient.faults, ...parcelFaults(input.parcels)];
  const customs = input.customs ? checkCustoms(input.customs, faults, input.parcels.length) : null;
  const options = checkOptions(input.options, faults);
  if (!shipper.address || !recipient.address || faults.length > 0) return { consignment: undefined, faults };
  const consignment = { shipper: shipper.address, recipient: recipient.address, parcels: input.parcels, customs, options };
  return { consignment, faults };
}

function parcelFaults(parcels: readonly Parcel[]): ErrorDetail[] {
  if (parcels.length > MOST_PARCELS) {
    const message = `A shipment has at most ${MOST_PARCELS} parcels; there are ${parcels.length}.`;
    return [{ code: 'TOO_MANY_PARCELS', message, field: 'parcels' }];
  }
  try {
    measureParcels(parcels);
    return [];
  } catch (error) {
    if (error instanceof ValidationError) return error.details();
    throw error;
  }
}
