import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { capabilitiesOf } from '../carriers/carrier-adapter.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import { CarrierRefusedError } from '../carriers/carriers.errors.ts';
import { findConnectionToCall } from '../connections/carrier-connections.query.ts';
import { letGo } from '../held-work/let-go.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import { carryPickupOn } from './carry-pickup-on.ts';
import { beginCancellation, findPickups, PICKUP_WORK, type PickupRow } from './pickup.query.ts';
import { PickupInProgressError, PickupNotScheduledError } from './pickups.errors.ts';

/** Takes a pickup back; its shipments may wait for another. One that is cancelled already answers as it is. */
export async function cancelPickup(context: RequestContext, id: Uuid): Promise<PickupRow> {
  requireTenant(context);
  const found = await pickupOf(context, id);
  if (found.status === 'cancelled') return found;
  if (found.state === 'scheduling' || found.state === 'cancelling') throw new PickupInProgressError('id');
  if (found.status !== 'scheduled') throw new PickupNotScheduledError(found.status);
  await requireCancellable(context, found);
  const begun = await begin(context, id);
  if (!begun) throw new PickupInProgressError('id');
  return carryOut(context, begun);
}

async function pickupOf(context: RequestContext, id: Uuid): Promise<PickupRow> {
  const [pickup] = await findPickups(context.session, [id]);
  if (!pickup) throw new NotFoundError('The pickup', 'id');
  return pickup;
}

async function requireCancellable(context: RequestContext, { connectionId, carrierName }: PickupRow): Promise<void> {
  const connection = await findConnectionToCall(context.session, connectionId);
  if (connection && capabilitiesOf(carrierOf(connection)).includes('cancelPickup')) return;
  const message = `${carrierName} does not take pickups back through us; ask the carrier, with the confirmation number.`;
  throw ValidationError.of('id', message, 'CARRIER_OPERATION_UNSUPPORTED');
}

async function begin(context: RequestContext, id: Uuid): Promise<PickupRow | undefined> {
  const { actor, userId } = context.identity;
  return context.session.transaction(async (transaction) => {
    const hold = { holder: newId(), ...holdFrom(context.clock) };
    transaction.expectWork({ job: PICKUP_WORK.job, dueAt: hold.heldUntil, now: hold.now });
    return beginCancellation(transaction, id, { ...hold, actor, userId });
  });
}

async function carryOut(context: RequestContext, pickup: PickupRow): Promise<PickupRow> {
  let reached: PickupRow;
  try {
    reached = await carryPickupOn(context, pickup);
  } catch (error) {
    await letGo(context, PICKUP_WORK, pickup);
    throw error;
  }
  if (reached.status !== 'cancelled') throw CarrierRefusedError.for(reached.refusal ?? []);
  return reached;
}
