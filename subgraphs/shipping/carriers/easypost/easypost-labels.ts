import { inTurns } from '../../in-turns.ts';
import { fetchLabel, readAnswer } from '../aggregator-labels.ts';
import type { CarrierCall, CarrierFunctions } from '../carrier-adapter.ts';
import type { BoughtLabel, LabelOrder, LabelReturn, SoldParcel } from '../carrier-exchanges.ts';
import { CarrierAnswerInvalidError, CarrierPartlyRefusedError, CarrierRefusedError } from '../carriers.errors.ts';
import { easyPostCode, type EasyPostApi } from './easypost-api.ts';
import { EasyPostOrder, EasyPostShipment } from './easypost-shapes.ts';

type Ask = <Answer>(call: CarrierCall, question: (api: EasyPostApi) => Promise<Answer>) => Promise<Answer>;

const BOUGHT_ALREADY = 'SHIPMENT.POSTAGE.EXISTS';
const REFUNDED: ReadonlySet<string> = new Set(['submitted', 'refunded']);
const ORDER_ID = /^order_/;

/** How EasyPost sells labels and takes them back: one parcel as a shipment, several as an order of shipments. */
export function easyPostLabels(ask: Ask, baseUrl: string): Pick<CarrierFunctions, 'buy' | 'void'> {
  return {
    async buy(order: LabelOrder, call: CarrierCall) {
      const { carrierName } = call.connection;
      const reference = order.rateReference?.split('/') ?? [];
      if (reference.length < 2) throw new CarrierRefusedError(`${carrierName} does not know this rate; ask for rates again.`);
      const shipments = await (ORDER_ID.test(reference[0]!) ? buyOrder(ask, reference, call) : buyShipment(ask, reference, call));
      return inTurns(shipments, (shipment) => labelOf(shipment, { format: order.format ?? 'PDF', baseUrl, call, ask }));
    },
    async void(order: LabelReturn, call: CarrierCall) {
      const ids = order.parcels
        ? order.parcels.map((parcel) => shipmentOf(parcel, call))
        : await shipmentsBoughtAt(ask, order.rateReference, call);
      await inTurns(ids, (id) => ask(call, (api) => refundOnce(api, id, call)));
    },
  };
}

// Of a purchase whose answer was lost, the second one hears that it was made, and reads what was bought.
async function buyShipment(ask: Ask, [shipmentId, rateId]: string[], call: CarrierCall): Promise<EasyPostShipment[]> {
  const answer = await ask(call, async (api) => {
    try {
      return await api.Shipment.buy(shipmentId!, rateId!);
    } catch (error) {
      if (easyPostCode(error) !== BOUGHT_ALREADY) throw error;
      return api.Shipment.retrieve(shipmentId!);
    }
  });
  return [readAnswer(EasyPostShipment, answer, call.connection.carrierName)];
}

// What was bought before is found on the order, and so is what was bought of an order that was refused.
async function buyOrder(ask: Ask, [orderId, carrier, service]: string[], call: CarrierCall): Promise<EasyPostShipment[]> {
  const { carrierName } = call.connection;
  const shipments = await shipmentsOf(ask, orderId!, call);
  if (shipments.some(isBought)) return wholeOrder(shipments, new CarrierRefusedError(`${carrierName} sold a part of the order.`));
  try {
    const answer = await ask(call, (api) => api.Order.buy(orderId!, carrier!, service!));
    const bought = inOrder(readAnswer(EasyPostOrder, answer, carrierName));
    return wholeOrder(bought, new CarrierRefusedError(`${carrierName} did not sell every label of the order.`));
  } catch (error) {
    if (!(error instanceof CarrierRefusedError) || error instanceof CarrierPartlyRefusedError) throw error;
    return wholeOrder(await shipmentsOf(ask, orderId!, call), error);
  }
}

/** The shipments if a label was bought for each; else throws the refusal, with what was sold all the same. */
function wholeOrder(shipments: EasyPostShipment[], refusal: CarrierRefusedError): EasyPostShipment[] {
  const sold = shipments.filter(isBought);
  if (sold.length === shipments.length) return shipments;
  if (sold.length === 0) throw refusal;
  throw new CarrierPartlyRefusedError(
    refusal,
    sold.map(({ id, tracking_code }): SoldParcel => ({ trackingNumber: tracking_code!, carrierReference: id })),
  );
}

async function shipmentsOf(ask: Ask, orderId: string, call: CarrierCall): Promise<EasyPostShipment[]> {
  const answer = await ask(call, (api) => api.Order.retrieve(orderId));
  return inOrder(readAnswer(EasyPostOrder, answer, call.connection.carrierName));
}

// Each shipment is named by the place of its parcel when the order is made.
function inOrder({ shipments }: EasyPostOrder): EasyPostShipment[] {
  const each = new Map(shipments.map((shipment) => [shipment.id, shipment]));
  return [...each.values()].toSorted((left, right) => Number(left.reference ?? 0) - Number(right.reference ?? 0));
}

function isBought({ tracking_code }: EasyPostShipment): boolean {
  return Boolean(tracking_code);
}

async function shipmentsBoughtAt(ask: Ask, rateReference: string | null, call: CarrierCall): Promise<string[]> {
  const [id] = rateReference?.split('/') ?? [];
  if (!id) return [];
  const shipments = ORDER_ID.test(id)
    ? await shipmentsOf(ask, id, call)
    : [readAnswer(EasyPostShipment, await ask(call, (api) => api.Shipment.retrieve(id)), call.connection.carrierName)];
  return shipments.filter(isBought).map((shipment) => shipment.id);
}

async function refundOnce(api: EasyPostApi, id: string, { connection }: CarrierCall): Promise<void> {
  const { refund_status: status } = readAnswer(EasyPostShipment, await api.Shipment.retrieve(id), connection.carrierName);
  if (!REFUNDED.has(status ?? '')) await api.Shipment.refund(id);
}

function shipmentOf({ carrierReference, trackingNumber }: SoldParcel, { connection }: CarrierCall): string {
  if (carrierReference) return carrierReference;
  throw new CarrierRefusedError(`${connection.carrierName} does not know the label ${trackingNumber}.`);
}

async function labelOf(
  bought: EasyPostShipment,
  how: { format: BoughtLabel['format']; baseUrl: string; call: CarrierCall; ask: Ask },
): Promise<BoughtLabel> {
  const { call, format, baseUrl } = how;
  const { carrierName } = call.connection;
  const isConverted = format === 'ZPL';
  const shipment = isConverted
    ? readAnswer(EasyPostShipment, await how.ask(call, (api) => api.Shipment.convertLabelFormat(bought.id, 'ZPL')), carrierName)
    : bought;
  const label = shipment.postage_label;
  const address = isConverted ? label?.label_zpl_url : (label?.label_pdf_url ?? label?.label_url);
  if (!bought.tracking_code || !address)
    throw new CarrierAnswerInvalidError(carrierName, new Error('a label without number or address'));
  const content = await fetchLabel(address, { apiUrl: baseUrl, carrierName, signal: call.signal });
  return {
    trackingNumber: bought.tracking_code,
    format: isConverted ? 'ZPL' : 'PDF',
    content,
    carrierReference: bought.id,
  };
}
