import type { Shippo, Transaction } from 'shippo';
import { inTurns } from '../../in-turns.ts';
import { fetchLabel } from '../aggregator-labels.ts';
import type { CarrierCall, CarrierFunctions } from '../carrier-adapter.ts';
import type { BoughtLabel, LabelOrder, LabelReturn, SoldParcel } from '../carrier-exchanges.ts';
import {
  CarrierAnswerInvalidError,
  CarrierPartlyRefusedError,
  CarrierRefusedError,
  CarrierUnavailableError,
} from '../carriers.errors.ts';

type Options = { signal: AbortSignal };
type Ask = <Answer>(call: CarrierCall, question: (api: Shippo, options: Options) => Promise<Answer>) => Promise<Answer>;

const GIVEN_BACK: ReadonlySet<string> = new Set(['REFUNDED', 'REFUNDPENDING']);
const IN_THE_MAKING: ReadonlySet<string> = new Set(['WAITING', 'QUEUED']);
const LABEL_TYPES = { PDF: 'PDF_4x6', ZPL: 'ZPLII', PNG: 'PNG' } as const;
const MOST_LABELS_AT_A_RATE = 100;

/** By what a rate is found again: itself, and for several parcels their shipment, which knows their order. */
export function rateReference(rate: string, shipment: { id: string; parcelCount: number }): string {
  return shipment.parcelCount > 1 ? `${shipment.id}/${rate}` : rate;
}

/** How Shippo sells labels and takes them back: a transaction for each parcel, all at one rate. */
export function shippoLabels(ask: Ask, serverUrl: string): Pick<CarrierFunctions, 'buy' | 'void'> {
  return {
    async buy(order: LabelOrder, call: CarrierCall) {
      const { carrierName } = call.connection;
      const sold = readReference(order.rateReference);
      if (!sold) throw new CarrierRefusedError(`${carrierName} does not know this rate; ask for rates again.`);
      const made = await ask(call, (api, options) => buyOnce(api, { ...sold, order }, options));
      const parcels = await ask(call, (api, options) => parcelsOf(api, sold.shipment, options));
      const { pieces, surplus } = pieceByPiece(made, parcels, carrierName);
      await inTurns(surplus, (id) => ask(call, (api, options) => refundOnce(api, id, options)));
      return inTurns(wholeShipment(pieces, carrierName), (piece) => labelOf(piece, { order, call, serverUrl }));
    },
    async void(order: LabelReturn, call: CarrierCall) {
      const { carrierName } = call.connection;
      const ids = order.parcels?.map((parcel) => transactionOf(parcel, carrierName)) ?? (await boughtAt(ask, order, call));
      await inTurns(ids, (id) => ask(call, (api, options) => refundOnce(api, id, options)));
    },
  };
}

interface SoldRate {
  rate: string;
  /** Null for one parcel. */
  shipment: string | null;
}

function readReference(reference: string | null | undefined): SoldRate | null {
  if (!reference) return null;
  const [first, second] = reference.split('/');
  return second ? { shipment: first!, rate: second } : { shipment: null, rate: first! };
}

// Shippo would buy the same rate twice; of a purchase whose answer was lost, the list of the rate's labels tells.
async function buyOnce(api: Shippo, what: SoldRate & { order: LabelOrder }, options: Options): Promise<Transaction[]> {
  const { rate, shipment, order } = what;
  const known = await transactionsAt(api, rate, options);
  if (known.some(isNoFailure)) return known;
  const labelFileType = LABEL_TYPES[order.format ?? 'PDF'];
  const first = await api.transactions.create({ rate, labelFileType, async: false, metadata: order.shipmentId }, options);
  return shipment ? [first, ...(await transactionsAt(api, rate, options))] : [first];
}

async function transactionsAt(api: Shippo, rate: string, options: Options): Promise<Transaction[]> {
  const { results = [] } = await api.transactions.list({ rate, results: MOST_LABELS_AT_A_RATE }, options);
  return results;
}

/** The parcels of a shipment as Shippo names them, in their order; one without a name where there is only the one. */
async function parcelsOf(api: Shippo, shipment: string | null, options: Options): Promise<(string | undefined)[]> {
  if (!shipment) return [undefined];
  const { parcels } = await api.shipments.get(shipment, options);
  return parcels.map(({ objectId }) => objectId);
}

/** One transaction for each parcel, the first that did not fail; and those that were made beyond that, which go back. */
function pieceByPiece(
  made: readonly Transaction[],
  parcels: readonly (string | undefined)[],
  carrierName: string,
): { pieces: Transaction[]; surplus: string[] } {
  const known = [...new Map(made.map((transaction) => [transaction.objectId, transaction])).values()].toSorted(
    (left, right) => (left.objectCreated?.getTime() ?? 0) - (right.objectCreated?.getTime() ?? 0),
  );
  const pieces = parcels.flatMap((parcel) => {
    const own = known.filter((transaction) => parcel === undefined || transaction.parcel === parcel);
    return own.find(isNoFailure) ?? own[0] ?? [];
  });
  if (pieces.length < parcels.length)
    throw new CarrierUnavailableError(carrierName, new Error(`${pieces.length} labels for ${parcels.length} parcels`));
  const surplus = known.filter((transaction) => isNoFailure(transaction) && !pieces.includes(transaction));
  return { pieces, surplus: surplus.flatMap(({ objectId }) => objectId ?? []) };
}

/** The transactions if each is a label; else throws the refusal, with what was sold all the same. */
function wholeShipment(pieces: Transaction[], carrierName: string): Transaction[] {
  if (pieces.some(({ status }) => IN_THE_MAKING.has(status ?? '')))
    throw new CarrierUnavailableError(carrierName, new Error('a label is not ready yet'));
  const failed = pieces.filter((piece) => !isNoFailure(piece));
  if (failed.length === 0) return pieces;
  const reasons = failed.flatMap(({ messages = [] }) => messages.flatMap(({ text }) => text ?? []));
  const words = [...new Set(reasons)].join('; ').slice(0, 500) || 'the label was refused';
  const refusal = new CarrierRefusedError(`${carrierName}: ${words}`);
  const sold = pieces.filter(isNoFailure);
  if (sold.length === 0) throw refusal;
  throw new CarrierPartlyRefusedError(
    refusal,
    sold.map(({ trackingNumber, objectId }) => ({ trackingNumber: trackingNumber ?? '', carrierReference: objectId ?? null })),
  );
}

function isNoFailure({ status }: Transaction): boolean {
  return status !== 'ERROR';
}

async function boughtAt(ask: Ask, order: LabelReturn, call: CarrierCall): Promise<string[]> {
  const sold = readReference(order.rateReference);
  if (!sold) return [];
  const made = await ask(call, (api, options) => transactionsAt(api, sold.rate, options));
  return made.filter(isNoFailure).flatMap(({ objectId }) => objectId ?? []);
}

async function refundOnce(api: Shippo, transaction: string, options: Options): Promise<void> {
  const { status } = await api.transactions.get(transaction, options);
  if (!GIVEN_BACK.has(status ?? '')) await api.refunds.create({ transaction, async: false }, options);
}

function transactionOf({ carrierReference, trackingNumber }: SoldParcel, carrierName: string): string {
  if (carrierReference) return carrierReference;
  throw new CarrierRefusedError(`${carrierName} does not know the label ${trackingNumber}.`);
}

async function labelOf(
  transaction: Transaction,
  how: { order: LabelOrder; call: CarrierCall; serverUrl: string },
): Promise<BoughtLabel> {
  const { order, call, serverUrl } = how;
  const { carrierName } = call.connection;
  const { trackingNumber, labelUrl, objectId } = transaction;
  if (!trackingNumber || !labelUrl || !objectId)
    throw new CarrierAnswerInvalidError(carrierName, new Error('a label without number or address'));
  const content = await fetchLabel(labelUrl, { apiUrl: serverUrl, carrierName, signal: call.signal });
  return { trackingNumber, format: order.format ?? 'PDF', content, carrierReference: objectId };
}
