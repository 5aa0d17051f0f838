import { requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import { onUniqueViolation } from '../../../platform/database/database-error.ts';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { Address, AddressInput } from '../addresses/address.ts';
import { validateAddress } from '../addresses/validate-address.ts';
import { CarrierRefusedError } from '../carriers/carriers.errors.ts';
import { requireCapableConnection } from '../connections/require-capable-connection.ts';
import { fingerprint } from '../fingerprint.ts';
import { takeWork } from '../held-work/held-work.query.ts';
import { letGo } from '../held-work/let-go.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import { findLabelledShipments, type LabelledShipment } from '../shipments/labelled-shipments.query.ts';
import { carryPickupOn } from './carry-pickup-on.ts';
import { findPickupByKey, insertPickup, insertPickupShipments, PICKUP_WORK, type PickupRow } from './pickup.query.ts';
import { readWindow, type AskedWindow, type PickupWindow } from './pickup-window.ts';
import { PickupInProgressError, PickupKeyReusedError, ShipmentOnPickupError } from './pickups.errors.ts';

const MOST_SHIPMENTS = 100;
const LONGEST_INSTRUCTIONS = 300;

/** Parcels to be fetched. */
export interface SchedulePickup extends AskedWindow {
  connectionId: Uuid;
  shipmentIds: readonly Uuid[];
  /** Where they are; where the first of them starts, unless said. */
  address?: AddressInput | null | undefined;
  instructions?: string | null | undefined;
  idempotencyKey: string;
}

/**
 * Has a carrier fetch parcels whose labels were bought through the connection, once per idempotency key; each shipment waits for one pickup
 * at most. If the process dies on the way, `resume-pickups` asks the carrier again, which knows the pickup by its id.
 */
export async function schedulePickup(context: RequestContext, command: SchedulePickup): Promise<PickupRow> {
  const organizationId = requireOrganization(context);
  const requestHash = hashOf(command);
  const earlier = await findPickupByKey(context.session, organizationId, command.idempotencyKey);
  if (earlier) return answerEarlier(context, earlier, requestHash);
  const connection = await requireCapableConnection(context, command.connectionId, 'schedulePickup');
  const { address, window } = await checkPickup(context, command);
  const { now, heldUntil } = holdFrom(context.clock);
  const { actor, userId, testMode } = context.identity;
  const pickup: PickupRow = {
    ...NOT_ORDERED,
    ...window,
    id: newId(),
    organizationId,
    testMode,
    idempotencyKey: command.idempotencyKey,
    requestHash,
    connectionId: connection.id,
    carrierName: connection.carrierName,
    address,
    instructions: command.instructions?.trim() || null,
    actor,
    userId,
    holder: newId(),
    heldUntil,
    createdAt: now,
    updatedAt: now,
  };
  if (await beginPickup(context, pickup, command.shipmentIds)) return carryOut(context, pickup);
  const winner = await findPickupByKey(context.session, organizationId, command.idempotencyKey);
  return answerEarlier(context, winner!, requestHash);
}

const NOT_ORDERED = {
  state: 'scheduling',
  status: 'pending',
  confirmationNumber: null,
  carrierReference: null,
  charge: null,
  currency: null,
  refusal: null,
  cancelledAt: null,
} as const;

function hashOf({ idempotencyKey, ...request }: SchedulePickup): string {
  if (/^[\x21-\x7e]{1,200}$/.test(idempotencyKey)) return fingerprint(request);
  throw ValidationError.of('idempotencyKey', 'An idempotency key has 1 to 200 visible ASCII characters.');
}

async function checkPickup(
  context: RequestContext,
  command: SchedulePickup,
): Promise<{ address: Address; window: PickupWindow }> {
  const faults: ErrorDetail[] = [];
  const { shipmentIds, instructions } = command;
  if (shipmentIds.length < 1 || shipmentIds.length > MOST_SHIPMENTS || new Set(shipmentIds).size < shipmentIds.length)
    throw ValidationError.of('shipmentIds', `Name 1 to ${MOST_SHIPMENTS} shipments, each once.`);
  if ((instructions?.length ?? 0) > LONGEST_INSTRUCTIONS) {
    const message = `At most ${LONGEST_INSTRUCTIONS} characters are allowed.`;
    faults.push({ code: 'VALIDATION_FAILED', message, field: 'instructions' });
  }
  const shipments = await findLabelledShipments(context.session, shipmentIds);
  checkShipments(command, shipments, faults);
  const checked = validateAddress(command.address ?? shipments[0]?.shipper ?? {}, 'address');
  if (command.address || shipments.length > 0) faults.push(...checked.faults);
  const place = { country: checked.address?.country ?? '', now: context.clock.now() };
  const window = checked.address && readWindow(command, place, faults);
  if (!checked.address || !window || faults.length > 0) throw new ValidationError(faults);
  return { address: checked.address, window };
}

function checkShipments(
  { shipmentIds, connectionId }: SchedulePickup,
  shipments: readonly LabelledShipment[],
  faults: ErrorDetail[],
): void {
  const byId = new Map(shipments.map((shipment) => [shipment.shipmentId, shipment]));
  shipmentIds.forEach((id, index) => {
    const shipment = byId.get(id);
    const report = (code: string, message: string): void => void faults.push({ code, message, field: `shipmentIds.${index}` });
    if (!shipment) report('NOT_FOUND', 'The shipment was not found, or its label is not bought yet.');
    else if (shipment.connectionId !== connectionId)
      report('SHIPMENT_OF_OTHER_CONNECTION', 'The label of this shipment was bought through another connection.');
    else if (shipment.status !== 'created')
      report('SHIPMENT_NOT_WAITING', `The shipment is ${shipment.status}; the carrier fetches what it does not have yet.`);
  });
}

async function beginPickup(context: RequestContext, pickup: PickupRow, shipmentIds: readonly Uuid[]): Promise<boolean> {
  return onUniqueViolation(
    'pickup_shipments_waiting',
    () => new ShipmentOnPickupError(),
    async () =>
      context.session.transaction(async (transaction) => {
        transaction.expectWork({ job: PICKUP_WORK.job, dueAt: pickup.heldUntil, now: pickup.createdAt });
        if (!(await insertPickup(transaction, pickup))) return false;
        await insertPickupShipments(transaction, pickup, shipmentIds);
        return true;
      }),
  );
}

async function carryOut(context: RequestContext, pickup: PickupRow): Promise<PickupRow> {
  try {
    return outcomeOf(await carryPickupOn(context, pickup));
  } catch (error) {
    if (!(error instanceof CarrierRefusedError)) await letGo(context, PICKUP_WORK, pickup);
    throw error;
  }
}

async function answerEarlier(context: RequestContext, pickup: PickupRow, requestHash: string): Promise<PickupRow> {
  if (pickup.requestHash !== requestHash) throw new PickupKeyReusedError();
  if (pickup.state !== 'scheduling') return outcomeOf(pickup);
  const taken = await takeWork(context.session, PICKUP_WORK, pickup.id, { holder: newId(), ...holdFrom(context.clock) });
  if (!taken) throw new PickupInProgressError();
  return carryOut(context, taken);
}

function outcomeOf(pickup: PickupRow): PickupRow {
  if (pickup.state === 'refused') throw CarrierRefusedError.for(pickup.refusal ?? []);
  return pickup;
}
