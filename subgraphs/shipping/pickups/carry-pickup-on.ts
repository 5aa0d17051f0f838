import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Queryable, Transaction } from '../../../platform/database/session.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import { PickupCancelled, PickupScheduled } from '../../../contracts/events/pickup-events.ts';
import type { CarrierRequestMadeData } from '../../../contracts/events/usage-events.ts';
import { callCarrier } from '../carriers/carrier-call.ts';
import type { OrderedPickup } from '../carriers/carrier-exchanges.ts';
import { CarrierRefusedError } from '../carriers/carriers.errors.ts';
import { meterCarrierRequests } from '../carriers/meter-carrier-requests.ts';
import { requireFacts } from '../connections/connection-facts.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import { findLabelsOfPickup } from './pickup-shipments.query.ts';
import { advancePickup, releasePickupShipments, type PickupFacts, type PickupRow, type PickupState } from './pickup.query.ts';
import { PickupInProgressError } from './pickups.errors.ts';

/** Asks the carrier for what is to be done about a pickup; may be repeated. Throws what went wrong when nothing is known of what it did. */
export async function carryPickupOn(context: RequestContext, pickup: PickupRow): Promise<PickupRow> {
  if (pickup.state === 'scheduling') return schedule(context, pickup);
  return pickup.state === 'cancelling' ? takeBack(context, pickup) : pickup;
}

async function schedule(context: RequestContext, pickup: PickupRow): Promise<PickupRow> {
  const shipments = await findLabelsOfPickup(context.session, pickup.id);
  const { id: pickupId, address, readyAt, closesAt, instructions } = pickup;
  const parcels = shipments.flatMap(({ measured }) => measured);
  const order = { pickupId, address, readyAt, closesAt, instructions, labels: shipments, parcels };
  const { result, usage } = await callCarrier(await requireFacts(context, pickup.connectionId), 'schedulePickup', order);
  if ('answer' in result) return recordScheduled(context, pickup, { ordered: result.answer, usage });
  const { error } = result;
  const isRefused = error instanceof CarrierRefusedError;
  const reached = await settle(context, pickup, usage, async (transaction) => {
    if (isRefused) await releasePickupShipments(transaction, pickup.id);
    return advance(
      context,
      transaction,
      pickup,
      isRefused ? 'refused' : 'scheduling',
      isRefused ? { refusal: error.details() } : {},
    );
  });
  if (!isRefused) throw error;
  return reached;
}

async function takeBack(context: RequestContext, pickup: PickupRow): Promise<PickupRow> {
  const { id: pickupId, confirmationNumber, carrierReference } = pickup;
  const order = { pickupId, confirmationNumber: confirmationNumber!, carrierReference };
  const { result, usage } = await callCarrier(await requireFacts(context, pickup.connectionId), 'cancelPickup', order);
  if ('answer' in result) return recordCancelled(context, pickup, usage);
  const { error } = result;
  const isRefused = error instanceof CarrierRefusedError;
  const reached = await settle(context, pickup, usage, (transaction) =>
    advance(context, transaction, pickup, isRefused ? 'completed' : 'cancelling', isRefused ? { refusal: error.details() } : {}),
  );
  if (!isRefused) throw error;
  return reached;
}

async function recordScheduled(
  context: RequestContext,
  pickup: PickupRow,
  { ordered, usage }: { ordered: OrderedPickup; usage: readonly CarrierRequestMadeData[] },
): Promise<PickupRow> {
  return settle(context, pickup, usage, async (transaction) => {
    const scheduled = await advance(context, transaction, pickup, 'completed', { ordered });
    const { confirmationNumber } = ordered;
    const charge = ordered.charge?.toJSON() ?? null;
    const { id: pickupId, organizationId, connectionId, carrierName, readyAt, closesAt } = pickup;
    const span = { readyAt: readyAt.toISOString(), closesAt: closesAt.toISOString() };
    const data = { pickupId, connectionId, carrierName, confirmationNumber, charge, ...span };
    transaction.publish(newEvent(context, PickupScheduled, { subject: `pickup/${pickupId}`, organizationId, data }));
    audit(context, transaction, pickup, { action: 'pickup.scheduled', after: { confirmationNumber, charge, ...span } });
    return scheduled;
  });
}

async function recordCancelled(
  context: RequestContext,
  pickup: PickupRow,
  usage: readonly CarrierRequestMadeData[],
): Promise<PickupRow> {
  return settle(context, pickup, usage, async (transaction) => {
    const cancelled = await advance(context, transaction, pickup, 'completed', { cancelledAt: context.clock.now() });
    await releasePickupShipments(transaction, pickup.id);
    const { id: pickupId, organizationId, connectionId, carrierName } = pickup;
    const data = { pickupId, connectionId, carrierName };
    transaction.publish(newEvent(context, PickupCancelled, { subject: `pickup/${pickupId}`, organizationId, data }));
    audit(context, transaction, pickup, { action: 'pickup.cancelled', after: { status: 'cancelled' } });
    return cancelled;
  });
}

function settle<Reached>(
  context: RequestContext,
  { organizationId }: PickupRow,
  usage: readonly CarrierRequestMadeData[],
  work: (transaction: Transaction) => Promise<Reached>,
): Promise<Reached> {
  return context.session.transaction(async (transaction) => {
    meterCarrierRequests(context, transaction, { organizationId, usage });
    return work(transaction);
  });
}

async function advance(
  context: RequestContext,
  db: Queryable,
  pickup: PickupRow,
  to: PickupState,
  facts: PickupFacts,
): Promise<PickupRow> {
  const advanced = await advancePickup(db, pickup, to, { ...facts, ...holdFrom(context.clock) });
  // Somebody else took over, because this step lasted longer than its hold: what it did counts for nothing.
  if (!advanced) throw new PickupInProgressError();
  return advanced;
}

function audit(
  context: RequestContext,
  transaction: Transaction,
  { id, organizationId, status }: PickupRow,
  what: { action: string; after: object },
): void {
  transaction.audit({
    action: what.action,
    resourceType: 'pickup',
    resourceId: id,
    organizationId,
    before: { status },
    after: what.after,
    ...auditFacts(context),
  });
}
