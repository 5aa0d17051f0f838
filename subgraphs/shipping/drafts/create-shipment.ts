import { auditFacts, requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { Consignment } from '../carriers/consignment.ts';
import { checkConsignment, type ConsignmentInput } from '../consignments/check-consignment.ts';
import { checkOwnMarks, type OwnMarks, type OwnMarksInput } from '../consignments/own-marks.ts';
import { requireAblePayer } from '../payers/require-able-payer.ts';
import { announceShipment } from '../shipments/shipment-topics.ts';
import type { ShipmentRow } from '../shipments/shipments.query.ts';
import { insertDrafts } from './draft.query.ts';

/** A shipment to be prepared. */
export interface CreateShipment extends ConsignmentInput, OwnMarksInput {
  /** Who is meant to pay; null: the buyer's default entity. */
  entityId?: Uuid | null | undefined;
}

/** Prepares a shipment: a draft that can be changed, quoted, bought or cancelled. Nothing is charged. */
export async function createShipment(context: RequestContext, command: CreateShipment): Promise<ShipmentRow> {
  const organizationId = requireOrganization(context);
  const { consignment, faults } = checkConsignment(command);
  const marks = checkOwnMarks(command, faults);
  if (!consignment || faults.length > 0) throw new ValidationError(faults);
  const payerEntityId = command.entityId ?? null;
  if (payerEntityId) await requireAblePayer(context, { organizationId, entityId: payerEntityId });
  return recordDraft(context, { organizationId, consignment, marks, payerEntityId });
}

/** What a checked draft consists of. */
export interface DraftFacts {
  organizationId: Uuid;
  consignment: Consignment;
  marks: OwnMarks;
  payerEntityId: Uuid | null;
  /** The shipment that it brings back. */
  returnOfId?: Uuid;
  /** The order of which it brings lines. */
  orderId?: Uuid;
}

/** Writes a checked draft. */
export async function recordDraft(context: RequestContext, facts: DraftFacts): Promise<ShipmentRow> {
  return context.session.transaction((transaction) => addDraft(context, transaction, facts));
}

/** Writes a checked draft in a transaction that writes more. */
export async function addDraft(context: RequestContext, transaction: Transaction, facts: DraftFacts): Promise<ShipmentRow> {
  const [draft] = await addDrafts(context, transaction, [facts]);
  return draft!;
}

/** Writes checked drafts of one organization, in the order given; the same statements for any number. */
export async function addDrafts(
  context: RequestContext,
  transaction: Transaction,
  facts: readonly DraftFacts[],
): Promise<ShipmentRow[]> {
  const drafts = facts.map((each) => newDraft(context, each));
  await insertDrafts(transaction, drafts);
  for (const draft of drafts) tell(context, transaction, draft);
  return drafts;
}

function tell(context: RequestContext, transaction: Transaction, draft: ShipmentRow): void {
  announceShipment(transaction, draft);
  transaction.audit({
    action: 'shipment.created',
    resourceType: 'shipment',
    resourceId: draft.id,
    organizationId: draft.organizationId,
    after: {
      status: 'draft',
      reference: draft.reference,
      parcels: draft.parcels.length,
      returnOfId: draft.returnOfId,
      orderId: draft.orderId,
    },
    ...auditFacts(context),
  });
}

function newDraft(context: RequestContext, facts: DraftFacts): ShipmentRow {
  const { consignment, marks, returnOfId = null, orderId = null, ...rest } = facts;
  const now = context.clock.now();
  return {
    ...rest,
    ...marks,
    returnOfId,
    orderId,
    id: newId(),
    testMode: context.identity.testMode,
    status: 'draft',
    shipper: consignment.shipper,
    recipient: consignment.recipient,
    parcels: [...consignment.parcels],
    customs: consignment.customs ?? null,
    options: consignment.options ?? {},
    connectionId: null,
    quoteId: null,
    manifestId: null,
    rateId: null,
    entityId: null,
    carrierName: null,
    service: null,
    serviceName: null,
    trackingNumber: null,
    parcelNumbers: [],
    invoiceFileId: null,
    carrierCharge: null,
    currency: null,
    createdAt: now,
    updatedAt: now,
    purchasedAt: null,
    cancelledAt: null,
  };
}
