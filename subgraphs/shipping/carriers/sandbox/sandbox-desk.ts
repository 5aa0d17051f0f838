import { createHash } from 'node:crypto';
import { Money } from '../../../../platform/money/money.ts';
import type { Address } from '../../addresses/address.ts';
import { renderManifestPdf } from '../../manifests/manifest-document.ts';
import type { CarrierCall } from '../carrier-adapter.ts';
import type { AcceptedManifest, AddressVerdict, ManifestOrder, OrderedPickup, PickupOrder } from '../carrier-exchanges.ts';
import { CarrierRefusedError } from '../carriers.errors.ts';
import { soldParcels } from '../sold-parcels.ts';
import { MAGIC_STREETS } from './sandbox-magic.ts';

const UNKNOWN_STREET = 'UNKNOWN';
const PICKUP_CHARGE = '4.00';

/** Promises to fetch parcels, for 4.00; refuses at the street `FAIL`. The number follows from the pickup's id. */
export function sandboxPickup(order: PickupOrder): OrderedPickup {
  if (isStreet(order.address, MAGIC_STREETS.refusesLabel))
    throw new CarrierRefusedError('The sandbox fetches nothing from the street "FAIL".', { field: 'address.street1' });
  return {
    confirmationNumber: `SBX${numberOf(order.pickupId)}`,
    carrierReference: null,
    charge: Money.of(PICKUP_CHARGE, 'USD'),
  };
}

/** Takes what is on a manifest, and draws the page to hand over with it; refuses at the street `FAIL`. */
export async function sandboxManifest(order: ManifestOrder, { connection }: CarrierCall): Promise<AcceptedManifest> {
  if (isStreet(order.address, MAGIC_STREETS.refusesLabel))
    throw new CarrierRefusedError('The sandbox takes nothing at the street "FAIL".', { field: 'address.street1' });
  const carrierReference = `SBXM${numberOf(order.manifestId)}`;
  const content = await renderManifestPdf({
    reference: carrierReference,
    carrierName: connection.carrierName,
    shipDate: order.shipDate,
    address: order.address,
    trackingNumbers: soldParcels(order.labels).map(({ trackingNumber }) => trackingNumber),
    isTest: connection.testMode,
  });
  return { carrierReference, document: { format: 'PDF', content } };
}

/** Finds every address but those in the street `UNKNOWN`; writes streets and cities in capitals, as carriers do. */
export function sandboxVerdict(address: Address): AddressVerdict {
  if (isStreet(address, UNKNOWN_STREET))
    return {
      deliverability: 'undeliverable',
      normalized: null,
      isResidential: null,
      messages: [{ code: 'ADDRESS_NOT_FOUND', message: 'The sandbox knows no street "UNKNOWN".', field: 'street1' }],
    };
  const normalized = { ...address, street1: address.street1.toUpperCase(), city: address.city.toUpperCase() };
  return { deliverability: 'deliverable', normalized, isResidential: address.isResidential ?? !address.company, messages: [] };
}

/** A number of eight digits that follows from an id. */
function numberOf(id: string): string {
  return String(createHash('sha256').update(id).digest().readUInt32BE(0) % 1e8).padStart(8, '0');
}

function isStreet(address: Address, street: string): boolean {
  return address.street1.trim().toUpperCase() === street;
}
