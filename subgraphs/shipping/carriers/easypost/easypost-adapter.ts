import { z } from 'zod';
import { Money } from '../../../../platform/money/money.ts';
import { codeOf, readAnswer } from '../aggregator-labels.ts';
import type { CarrierAdapter, CarrierCall } from '../carrier-adapter.ts';
import type { OfferedRate, RateAnswer, RateInquiry } from '../carrier-exchanges.ts';
import { askEasyPost, EASYPOST_URL, type EasyPostApi } from './easypost-api.ts';
import { easyPostOrder, easyPostShipment, goodsIn } from './easypost-consignment.ts';
import { easyPostDesk } from './easypost-desk.ts';
import { easyPostLabels } from './easypost-labels.ts';
import { EasyPostOrder, EasyPostShipment } from './easypost-shapes.ts';
import { easyPostWebhooks } from './easypost-webhooks.ts';

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
      const { consignment, services } = inquiry;
      const { carrierName } = call.connection;
      const refusal = unsupported(inquiry);
      if (refusal) return { rates: [], messages: [refusal] };
      if (consignment.parcels.length > 1) {
        const answer = await ask(call, (api) => api.Order.create(easyPostOrder(consignment)));
        const order = readAnswer(EasyPostOrder, answer, carrierName);
        return offersOf(order, services, (rate) => `${order.id}/${rate.carrier}/${rate.service}`);
      }
      const answer = await ask(call, (api) => api.Shipment.create(easyPostShipment(consignment)));
      const shipment = readAnswer(EasyPostShipment, answer, carrierName);
      return offersOf(shipment, services, (rate) => `${shipment.id}/${rate.id}`);
    },

    ...easyPostLabels(ask, baseUrl),
    ...easyPostDesk(ask, baseUrl),
    webhooks: easyPostWebhooks,

    async verify(_request, call) {
      await ask(call, (api) => api.Address.all({ page_size: 1 }));
    },
  };
}

function unsupported({ consignment }: RateInquiry): RateAnswer['messages'][number] | undefined {
  const { parcels, customs, options } = consignment;
  const isNamed = (position: number): boolean => !customs || parcels.length === 1 || goodsIn(customs, position).length > 0;
  const unnamed = parcels.findIndex((_, index) => !isNamed(index + 1));
  if (unnamed >= 0)
    return {
      service: null,
      code: 'CUSTOMS_PARCEL_REQUIRED',
      message: `EasyPost declares each parcel by itself: say which goods are in parcel ${unnamed + 1} (parcelPosition).`,
      field: 'customs.commodities',
    };
  if (!options?.insuredValue) return undefined;
  return {
    service: null,
    code: 'OPTION_UNSUPPORTED',
    message: 'Insurance is not bought through EasyPost.',
    field: 'options.insuredValue',
  };
}

function offersOf(
  { rates: answered, messages: told }: Pick<EasyPostShipment, 'rates' | 'messages'>,
  services: readonly string[] | null,
  referenceOf: (rate: EasyPostShipment['rates'][number]) => string,
): RateAnswer {
  const rates = answered.map((rate): OfferedRate => {
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
      carrierReference: referenceOf(rate),
    };
  });
  const messages = (told ?? []).map(({ carrier, message }) => ({
    service: null,
    code: 'CARRIER_MESSAGE',
    message: `${carrier ?? 'EasyPost'}: ${message ?? 'no rates'}`.slice(0, 500),
  }));
  return { rates: rates.filter(({ service }) => !services || services.includes(service)), messages };
}
