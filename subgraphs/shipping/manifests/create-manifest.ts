import { requireOrganization, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import type { Address, AddressInput } from '../addresses/address.ts';
import { normalizeAddress } from '../addresses/validate-address.ts';
import { CarrierRefusedError } from '../carriers/carriers.errors.ts';
import { requireCapableConnection } from '../connections/require-capable-connection.ts';
import { letGo } from '../held-work/let-go.ts';
import { holdFrom } from '../held-work/work-hold.ts';
import type { LabelledShipment } from '../shipments/labelled-shipments.query.ts';
import { carryManifestOn } from './carry-manifest-on.ts';
import { claimShipments, findLabelsOfManifest } from './manifest-shipments.query.ts';
import { describeManifest, insertManifest, MANIFEST_WORK, type ManifestRow } from './manifest.query.ts';
import { ManifestAddressesDifferError, ManifestEmptyError, ShipmentsNotManifestableError } from './manifests.errors.ts';

/** More wait for the next manifest. */
const MOST_SHIPMENTS = 1_000;
const MOST_DAYS_OFF = 31;

/** What a carrier is to take together. */
export interface CreateManifest {
  connectionId: Uuid;
  /** The day for which the labels were bought, e.g. "2026-03-05". */
  shipDate: string;
  /** These alone; all of the day unless some are named. */
  shipmentIds?: readonly Uuid[] | null | undefined;
  /** Where the carrier takes them; where they all start, unless said. */
  address?: AddressInput | null | undefined;
}

/**
 * Lists for a carrier what it takes on a day: the shipments bought through the connection that are on no manifest yet, up to a thousand. Each is
 * on one at most, whoever asks at the same time. If the process dies on the way, `resume-manifests` asks the carrier again, which knows the
 * manifest by its id. A carrier that refuses sets the shipments free.
 */
export async function createManifest(context: RequestContext, command: CreateManifest): Promise<ManifestRow> {
  const organizationId = requireOrganization(context);
  checkCommand(context, command);
  const { shipDate } = command;
  const address = command.address ? normalizeAddress(command.address, 'address') : null;
  const connection = await requireCapableConnection(context, command.connectionId, 'manifest');
  const { now, heldUntil } = holdFrom(context.clock);
  const { actor, userId, testMode } = context.identity;
  const begun: Omit<ManifestRow, 'address' | 'shipmentCount'> = {
    id: newId(),
    organizationId,
    testMode,
    state: 'accepting',
    status: 'pending',
    connectionId: connection.id,
    carrierName: connection.carrierName,
    shipDate,
    carrierReference: null,
    fileId: null,
    refusal: null,
    actor,
    userId,
    holder: newId(),
    heldUntil,
    createdAt: now,
    updatedAt: now,
  };
  const manifest = await context.session.transaction(async (transaction) => {
    transaction.expectWork({ job: MANIFEST_WORK.job, dueAt: heldUntil, now });
    return begin(transaction, begun, { address, shipmentIds: command.shipmentIds ?? null });
  });
  return carryOut(context, manifest);
}

function checkCommand(context: RequestContext, { shipDate, shipmentIds }: CreateManifest): void {
  const daysOff = Math.abs(Date.parse(`${shipDate}T12:00:00Z`) - context.clock.now().getTime()) / 86_400_000;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(shipDate) || !(daysOff <= MOST_DAYS_OFF))
    throw ValidationError.of('shipDate', `Name a day not more than ${MOST_DAYS_OFF} days off, e.g. "2026-03-05".`);
  if (!shipmentIds) return;
  const isList = shipmentIds.length >= 1 && shipmentIds.length <= MOST_SHIPMENTS;
  if (!isList || new Set(shipmentIds).size < shipmentIds.length)
    throw ValidationError.of('shipmentIds', `Name 1 to ${MOST_SHIPMENTS} shipments, each once, or none for all of the day.`);
}

async function begin(
  transaction: Transaction,
  begun: Omit<ManifestRow, 'address' | 'shipmentCount'>,
  { address, shipmentIds }: { address: Address | null; shipmentIds: readonly Uuid[] | null },
): Promise<ManifestRow> {
  const { id: manifestId, connectionId, shipDate } = begun;
  // The shipments name it, so it is there first; what it says follows from them.
  await insertManifest(transaction, { ...begun, address: NOWHERE, shipmentCount: 0 });
  const shipmentCount = await claimShipments(transaction, {
    manifestId,
    connectionId,
    shipDate,
    shipmentIds,
    limit: MOST_SHIPMENTS,
  });
  if (shipmentIds && shipmentCount < shipmentIds.length) throw new ShipmentsNotManifestableError();
  if (shipmentCount === 0) throw new ManifestEmptyError();
  const start = address ?? commonStart(await findLabelsOfManifest(transaction, manifestId));
  await describeManifest(transaction, manifestId, { address: start, shipmentCount });
  return { ...begun, address: start, shipmentCount };
}

const NOWHERE: Address = { street1: '', city: '', country: '' };

function commonStart(shipments: readonly LabelledShipment[]): Address {
  const placeOf = ({ shipper }: LabelledShipment): string =>
    JSON.stringify([shipper.street1, shipper.street2, shipper.city, shipper.state, shipper.postalCode, shipper.country]);
  if (new Set(shipments.map(placeOf)).size > 1) throw new ManifestAddressesDifferError();
  return shipments[0]!.shipper;
}

async function carryOut(context: RequestContext, manifest: ManifestRow): Promise<ManifestRow> {
  let reached: ManifestRow;
  try {
    reached = await carryManifestOn(context, manifest);
  } catch (error) {
    await letGo(context, MANIFEST_WORK, manifest);
    throw error;
  }
  if (reached.state === 'refused') throw CarrierRefusedError.for(reached.refusal ?? []);
  return reached;
}
