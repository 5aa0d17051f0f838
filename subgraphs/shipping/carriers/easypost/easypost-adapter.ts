import { z } from 'zod';
import { Money } from '../../../../platform/money/money.ts';
import { codeOf, fetchLabel, readAnswer } from '../aggregator-labels.ts';
import type { CarrierAdapter, CarrierCall } from '../carrier-adapter.ts';
import type { BoughtLabel, LabelOrder, OfferedRate, RateAnswer, RateInquiry, SoldLabel } from '../carrier-exchanges.ts';
import { CarrierAnswerInvalidError, CarrierRefusedError } from '../carriers.errors.ts';
import { askEasyPost, EASYPOST_URL, easyPostCode, type EasyPostApi } from './easypost-api.ts';
import { easyPostShipment } from './easypost-consignment.ts';
import { easyPostDesk } from './easypost-desk.ts';
import { EasyPostShipment } from './easypost-shapes.ts';
import { easyPostWebhooks } from './easypost-webhooks.ts';

const BOUGHT_ALREADY = 'SHIPMENT.POSTAGE.EXISTS';
const REFUNDED: ReadonlySet<string> = new Set(['submitted', 'refunded']);

/** The carriers of a network through EasyPost, by an account of the connection's. `baseUrl` is another one in tests. */
export function easyPostAdapter(baseUrl: string = EASYPOST_URL): CarrierAdapter {
  const ask = <Answer>(call: CarrierCall, question: (api: EasyPostApi) => Promise<Answer>): Promise<Answer> =>
    askEasyPost(baseUrl, call, question);
  return {
    code: 'easypost',
    name: 'EasyPost',
    isTestOnly: false,
    needsRateSheet: false,
    credentials: z.strictObject({ apiKey: z.string().trim().min(8).max(200) }),
    config: z.strictObject({}),
    services: () => null,

    async rate(inquiry: RateInquiry, call: CarrierCall) {
      const refusal = unsupported(inquiry);
      if (refusal) return { rates: [], messages: [refusal] };
      const answer = await ask(call, (api) => api.Shipment.create(easyPostShipment(inquiry.consignment)));
      return offersOf(readAnswer(EasyPostShipment, answer, call.connection.carrierName), inquiry.services);
    },

    async buy(order: LabelOrder, call: CarrierCall) {
      const { carrierName } = call.connection;
      const [shipmentId, rateId] = order.rateReference?.split('/') ?? [];
      if (!shipmentId || !rateId) throw new CarrierRefusedError(`${carrierName} does not know this rate; ask for rates again.`);
      const answer = await ask(call, (api) => buyOnce(api, shipmentId, rateId));
      const shipment = readAnswer(EasyPostShipment, answer, carrierName);
      return labelOf(shipment, { format: order.format ?? 'PDF', baseUrl, call, ask });
    },

    async void(label: SoldLabel, call: CarrierCall) {
      const id = shipmentOf(label, call);
      await ask(call, async (api) => {
        const { refund_status: status } = readAnswer(
          EasyPostShipment,
          await api.Shipment.retrieve(id),
          call.connection.carrierName,
        );
        if (!REFUNDED.has(status ?? '')) await api.Shipment.refund(id);
      });
    },

    ...easyPostDesk(ask, baseUrl),
    webhooks: easyPostWebhooks,

    async verify(_request, call) {
      await ask(call, (api) => api.Address.all({ page_size: 1 }));
    },
  };
}

/** The shipment of a label as EasyPost knows it; refused when the label was not bought there. */
export function shipmentOf(label: Pick<SoldLabel, 'carrierReference' | 'trackingNumber'>, { connection }: CarrierCall): string {
  if (label.carrierReference) return label.carrierReference;
  throw new CarrierRefusedError(`${connection.carrierName} does not know the label ${label.trackingNumber}.`);
}

function unsupported({ consignment }: RateInquiry): RateAnswer['messages'][number] | undefined {
  if (consignment.parcels.length > 1)
    return {
      service: null,
      code: 'MULTI_PARCEL_UNSUPPORTED',
      message: 'EasyPost takes one parcel a shipment.',
      field: 'parcels',
    };
  if (!consignment.options?.insuredValue) return undefined;
  return {
    service: null,
    code: 'OPTION_UNSUPPORTED',
    message: 'Insurance is not bought through EasyPost.',
    field: 'options.insuredValue',
  };
}

function offersOf(shipment: EasyPostShipment, services: readonly string[] | null): RateAnswer {
  const rates = shipment.rates.map((rate): OfferedRate => {
    const days = rate.delivery_days ?? rate.est_delivery_days ?? null;
    return {
      carrierName: rate.carrier,
      service: codeOf(rate.carrier, rate.service),
      serviceName: `${rate.carrier} ${rate.service}`,
      charge: Money.of(rate.rate, rate.currency),
      surcharges: [],
      transitDays: days === null ? null : { minimum: days, maximum: days },
      zone: null,
      billableWeightOunces: null,
      explanation: [`${rate.carrier} asks ${rate.rate} ${rate.currency} for ${rate.service}, through EasyPost.`],
      carrierReference: `${shipment.id}/${rate.id}`,
    };
  });
  const messages = (shipment.messages ?? []).map(({ carrier, message }) => ({
    service: null,
    code: 'CARRIER_MESSAGE',
    message: `${carrier ?? 'EasyPost'}: ${message ?? 'no rates'}`.slice(0, 500),
  }));
  return { rates: rates.filter(({ service }) => !services || services.includes(service)), messages };
}

// Of a purchase whose answer was lost, the second one hears that it was made, and reads what was bought.
async function buyOnce(api: EasyPostApi, shipmentId: string, rateId: string): Promise<unknown> {
  try {
    return await api.Shipment.buy(shipmentId, rateId);
  } catch (error) {
    if (easyPostCode(error) !== BOUGHT_ALREADY) throw error;
    return api.Shipment.retrieve(shipmentId);
  }
}

async function labelOf(
  bought: EasyPostShipment,
  how: {
    format: BoughtLabel['format'];
    baseUrl: string;
    call: CarrierCall;
    ask: <Answer>(call: CarrierCall, question: (api: EasyPostApi) => Promise<Answer>) => Promise<Answer>;
  },
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
