import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ConflictError, NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { findShipments, type ShipmentRow } from '../shipments/shipments.query.ts';
import { recordDraft } from './create-shipment.ts';

/** Prepares the same shipment once more, whatever became of the first: a draft with its addresses, parcels and own marks. */
export async function duplicateShipment(context: RequestContext, shipmentId: Uuid): Promise<ShipmentRow> {
  const original = await shipmentOf(context, shipmentId);
  const { shipper, recipient, parcels, customs, options, reference, notes, metadata, organizationId } = original;
  return recordDraft(context, {
    organizationId,
    consignment: { shipper, recipient, parcels, customs, options },
    marks: { reference, notes, metadata },
    payerEntityId: original.entityId ?? original.payerEntityId,
  });
}

/** Prepares the way back of a shipment that was bought and not cancelled: a draft from its recipient to its shipper. */
export async function createReturnShipment(context: RequestContext, shipmentId: Uuid): Promise<ShipmentRow> {
  const outward = await shipmentOf(context, shipmentId);
  if (outward.status === 'draft' || outward.status === 'cancelled') throw new NothingToReturnError(outward.status);
  const { shipper, recipient, parcels, customs, reference, metadata, organizationId, entityId } = outward;
  return recordDraft(context, {
    organizationId,
    consignment: {
      shipper: recipient,
      recipient: shipper,
      parcels,
      customs: customs && { ...customs, contents: 'returned_goods' },
      options: {},
    },
    marks: { reference, notes: null, metadata },
    payerEntityId: entityId,
    returnOfId: outward.id,
  });
}

async function shipmentOf(context: RequestContext, shipmentId: Uuid): Promise<ShipmentRow> {
  requireTenant(context);
  const [shipment] = await findShipments(context.session, [shipmentId]);
  if (!shipment) throw new NotFoundError('The shipment', 'shipmentId');
  return shipment;
}

class NothingToReturnError extends ConflictError {
  constructor(status: string) {
    super(`A shipment that is ${status} has not been sent, so nothing can come back.`, {
      code: 'NOTHING_TO_RETURN',
      field: 'shipmentId',
    });
  }
}
