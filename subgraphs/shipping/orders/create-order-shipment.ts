import { requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { AddressInput } from '../addresses/address.ts';
import { findDefaultShipper } from '../address-book/saved-address.query.ts';
import { checkConsignment } from '../consignments/check-consignment.ts';
import type { DeliveryOptionsInput } from '../consignments/delivery-options.ts';
import { checkOwnMarks, type OwnMarksInput } from '../consignments/own-marks.ts';
import { addDraft } from '../drafts/create-shipment.ts';
import { requireAblePayer } from '../payers/require-able-payer.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { ShipmentRow } from '../shipments/shipments.query.ts';
import { chooseLines, type AskedLine } from './choose-lines.ts';
import { declareLines, type OrderDeclaration } from './declare-lines.ts';
import { findOrderLines, insertShippedLines } from './order-lines.query.ts';
import { announceOrder } from './order-topics.ts';
import { OrderCancelledError } from './orders.errors.ts';
import { lockOrder, writeOrder, type OrderRow } from './orders.query.ts';

/** A shipment of an order, to be prepared. */
export interface CreateOrderShipment extends OwnMarksInput {
  orderId: Uuid;
  /** Everything that is open by default. */
  lineItems?: readonly AskedLine[] | null | undefined;
  parcels: readonly Parcel[];
  /** The order's, or the default of the address book, by default. */
  shipper?: AddressInput | null | undefined;
  options?: DeliveryOptionsInput | null | undefined;
  /** What customs are told besides the goods, which are the lines. */
  customs?: OrderDeclaration | null | undefined;
  entityId?: Uuid | null | undefined;
}

/**
 * Prepares a shipment of lines of an order, to its recipient: a draft, for which they are taken until it is cancelled. The order is held
 * meanwhile, so that no two shipments take the same.
 */
export async function createOrderShipment(context: RequestContext, command: CreateOrderShipment): Promise<ShipmentRow> {
  const organizationId = requireOrganization(context);
  const payerEntityId = command.entityId ?? null;
  if (payerEntityId) await requireAblePayer(context, { organizationId, entityId: payerEntityId });
  return context.session.transaction(async (transaction) => {
    const order = await lockOrder(transaction, command.orderId);
    if (order?.organizationId !== organizationId) throw new NotFoundError('The order', 'orderId');
    if (order.cancelledAt) throw new OrderCancelledError();
    const faults: ErrorDetail[] = [];
    const chosen = chooseLines(await findOrderLines(transaction, [order.id]), command.lineItems ?? null, faults);
    const shipper = await shipperOf(transaction, order, command.shipper ?? null);
    const customs = command.customs ? declareLines(command.customs, chosen, faults) : null;
    const checked = checkConsignment({ ...command, shipper, recipient: order.recipient, customs });
    faults.push(...checked.faults);
    const reference = command.reference === undefined ? order.number : command.reference;
    const marks = checkOwnMarks({ ...command, reference }, faults);
    if (!checked.consignment || faults.length > 0) throw new ValidationError(faults);
    const facts = { organizationId, consignment: checked.consignment, marks, payerEntityId, orderId: order.id };
    const draft = await addDraft(context, transaction, facts);
    const lines = chosen.map(({ line, quantity }) => ({ orderLineId: line.id, quantity }));
    await insertShippedLines(transaction, draft, lines);
    await writeOrder(transaction, { ...order, updatedAt: context.clock.now() });
    announceOrder(transaction, order);
    return draft;
  });
}

async function shipperOf(db: ScopedQueryable, order: OrderRow, asked: AddressInput | null): Promise<AddressInput> {
  const shipper = asked ?? order.shipper ?? (await findDefaultShipper(db, order.organizationId))?.address;
  if (shipper) return shipper;
  const message = 'Say where it starts: the order does not, and no saved address is the default shipper.';
  throw ValidationError.of('shipper', message, 'SHIPPER_REQUIRED');
}
