import { ConflictError } from '../../../platform/errors/errors.ts';

/** There is nothing to put on a manifest. */
export class ManifestEmptyError extends ConflictError {
  constructor() {
    super('No shipment of that day is waiting for a manifest: all are on one, or cancelled, or none was bought.', {
      code: 'MANIFEST_EMPTY',
      field: 'shipDate',
    });
  }
}

/** Shipments start at several addresses, and a manifest at one. */
export class ManifestAddressesDifferError extends ConflictError {
  constructor() {
    super(
      'The shipments of that day start at several addresses: name the shipments, or the address where the carrier takes them.',
      {
        code: 'MANIFEST_ADDRESSES_DIFFER',
        field: 'address',
      },
    );
  }
}

/** Not all of the shipments that were named can be put on it. */
export class ShipmentsNotManifestableError extends ConflictError {
  constructor() {
    super(
      'Not all of these shipments can go on this manifest: each must be bought through the connection for that day, not be cancelled, and be on no manifest yet.',
      { code: 'SHIPMENT_NOT_MANIFESTABLE', field: 'shipmentIds' },
    );
  }
}

/** Somebody is asking the carrier for this very manifest. */
export class ManifestInProgressError extends ConflictError {
  constructor() {
    super('This manifest is being worked on; look at it again in a moment.', { code: 'MANIFEST_IN_PROGRESS' });
  }
}
