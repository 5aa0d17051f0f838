import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { AddressInput } from '../addresses/address.ts';
import { checkConsignment } from '../consignments/check-consignment.ts';
import type { DeliveryOptionsInput } from '../consignments/delivery-options.ts';
import { checkOwnMarks, type OwnMarksInput } from '../consignments/own-marks.ts';
import type { CustomsInput } from '../customs/check-customs.ts';
import { requireAblePayer } from '../payers/require-able-payer.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import { ShipmentNotDraftError } from '../shipments/shipments.errors.ts';
import { announceShipment } from '../shipments/shipment-topics.ts';
import { refileShipment } from '../shipments/shipment-terms.query.ts';
import { lockShipment, type ShipmentRow } from '../shipments/shipments.query.ts';
import { writeShipment } from './draft.query.ts';

/** What is to be changed; what is left out stays. */
export interface UpdateShipment extends OwnMarksInput {
  shipmentId: Uuid;
  shipper?: AddressInput | null | undefined;
  recipient?: AddressInput | null | undefined;
  parcels?: readonly Parcel[] | null | undefined;
  customs?: CustomsInput | null | undefined;
  options?: DeliveryOptionsInput | null | undefined;
  entityId?: Uuid | null | undefined;
}

/** Changes the caller's own marks on a shipment at any stage, and everything of a draft. A quote of a draft stays as it was asked for. */
export async function updateShipment(context: RequestContext, command: UpdateShipment): Promise<ShipmentRow> {
  requireTenant(context);
  return context.session.transaction(async (transaction) => {
    const shipment = await lockShipment(transaction, command.shipmentId);
    if (!shipment) throw new NotFoundError('The shipment', 'shipmentId');
    const changed = await changedShipment(context, shipment, command);
    await writeShipment(transaction, changed);
    await refileShipment(transaction, changed);
    announceShipment(transaction, changed);
    transaction.audit({
      action: 'shipment.updated',
      resourceType: 'shipment',
      resourceId: shipment.id,
      organizationId: shipment.organizationId,
      before: changeable(shipment),
      after: changeable(changed),
      ...auditFacts(context),
    });
    return changed;
  });
}

async function changedShipment(context: RequestContext, shipment: ShipmentRow, command: UpdateShipment): Promise<ShipmentRow> {
  const { shipper, recipient, parcels, customs, options, entityId } = command;
  const isOfDraft = Boolean(shipper ?? recipient ?? parcels ?? customs ?? options ?? entityId);
  if (isOfDraft && shipment.status !== 'draft') throw new ShipmentNotDraftError('shipmentId');
  const { consignment, faults } = checkConsignment({
    shipper: shipper ?? shipment.shipper,
    recipient: recipient ?? shipment.recipient,
    parcels: parcels ?? shipment.parcels,
    customs: customs ?? shipment.customs,
    options: options ?? shipment.options,
  });
  const marks = checkOwnMarks(
    {
      reference: command.reference === undefined ? shipment.reference : command.reference,
      notes: command.notes === undefined ? shipment.notes : command.notes,
      metadata: command.metadata ?? shipment.metadata,
    },
    faults,
  );
  if (!consignment || faults.length > 0) throw new ValidationError(faults);
  if (entityId) await requireAblePayer(context, { organizationId: shipment.organizationId, entityId });
  return {
    ...shipment,
    ...marks,
    shipper: consignment.shipper,
    recipient: consignment.recipient,
    parcels: [...consignment.parcels],
    customs: consignment.customs ?? null,
    options: consignment.options ?? {},
    payerEntityId: entityId ?? shipment.payerEntityId,
    updatedAt: context.clock.now(),
  };
}

function changeable(shipment: ShipmentRow): object {
  const { shipper, recipient, parcels, customs, options, reference, notes, metadata, payerEntityId } = shipment;
  return { shipper, recipient, parcels, customs, options, reference, notes, metadata, payerEntityId };
}
