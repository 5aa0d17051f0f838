import type { Shipment, Shippo } from 'shippo';
import { z } from 'zod';
import { Money } from '../../../../platform/money/money.ts';
import { codeOf } from '../aggregator-labels.ts';
import type { CarrierAdapter, CarrierCall } from '../carrier-adapter.ts';
import type { AddressVerdict, OfferedRate, RateAnswer, RateInquiry } from '../carrier-exchanges.ts';
import { askShippo, SHIPPO_URL } from './shippo-api.ts';
import { shippoAddress, shippoShipment } from './shippo-consignment.ts';
import { rateReference, shippoLabels } from './shippo-labels.ts';
import { shippoManifest } from './shippo-manifest.ts';
import { shippoTracked } from './shippo-track.ts';
import { shippoWebhooks } from './shippo-webhooks.ts';

const AMOUNT = /^\d{1,12}(\.\d{1,6})?$/;
/** So many labels are sold of one shipment. */
const MOST_PARCELS = 40;

/** The carriers of a network through Shippo, by an account of the connection's. `serverUrl` is another one in tests. */
export function shippoAdapter(serverUrl: string = SHIPPO_URL): CarrierAdapter {
  const ask = <Answer>(
    call: CarrierCall,
    question: (api: Shippo, options: { signal: AbortSignal }) => Promise<Answer>,
  ): Promise<Answer> => askShippo(serverUrl, call, question);
  return {
    code: 'shippo',
    name: 'Shippo',
    isTestOnly: false,
    needsRateSheet: false,
    credentials: z.strictObject({ apiToken: z.string().trim().min(8).max(200) }),
    config: z.strictObject({}),
    services: () => null,

    async rate(inquiry: RateInquiry, call: CarrierCall) {
      const refusal = unsupported(inquiry);
      if (refusal) return { rates: [], messages: [refusal] };
      const shipment = await ask(call, (api, options) => api.shipments.create(shippoShipment(inquiry), options));
      return offersOf(shipment, inquiry);
    },

    ...shippoLabels(ask, serverUrl),

    async track(inquiry, call) {
      const carrier = codeOf(inquiry.carrierName);
      return shippoTracked(await ask(call, (api, options) => api.trackingStatus.get(inquiry.trackingNumber, carrier, options)));
    },

    async validateAddress({ address }, call) {
      const answer = await ask(call, (api, options) =>
        api.addresses.create({ ...shippoAddress(address), validate: true }, options),
      );
      return verdictOf(answer, address);
    },

    manifest: (order, call) => ask(call, (api, options) => shippoManifest(order, { api, options, call, serverUrl })),

    webhooks: shippoWebhooks,

    async verify(_request, call) {
      await ask(call, (api, options) => api.addresses.list(1, 1, options));
    },
  };
}

function unsupported({ consignment }: RateInquiry): RateAnswer['messages'][number] | undefined {
  const { parcels, options } = consignment;
  if (parcels.length > MOST_PARCELS)
    return {
      service: null,
      code: 'TOO_MANY_PARCELS',
      message: `Shippo sells labels for up to ${MOST_PARCELS} parcels of a shipment.`,
      field: 'parcels',
    };
  const unsized = parcels.findIndex(({ dimensions }) => !dimensions);
  if (unsized >= 0)
    return {
      service: null,
      code: 'DIMENSIONS_REQUIRED',
      message: 'Shippo needs the size of every parcel.',
      field: `parcels.${unsized}.dimensions`,
    };
  if (!options?.insuredValue) return undefined;
  return {
    service: null,
    code: 'OPTION_UNSUPPORTED',
    message: 'Insurance is not bought through Shippo.',
    field: 'options.insuredValue',
  };
}

function offersOf(shipment: Shipment, { services, consignment }: RateInquiry): RateAnswer {
  const sold = { id: shipment.objectId, parcelCount: consignment.parcels.length };
  const rates = shipment.rates.flatMap((rate): OfferedRate[] => {
    if (!AMOUNT.test(rate.amount)) return [];
    const { servicelevel, provider, estimatedDays } = rate;
    const serviceName = `${provider} ${servicelevel.name ?? servicelevel.token ?? ''}`.trim();
    return [
      {
        carrierName: provider,
        service: servicelevel.token ?? codeOf(serviceName),
        serviceName,
        charge: Money.of(rate.amount, rate.currency),
        surcharges: [],
        transitDays: estimatedDays === undefined ? null : { minimum: estimatedDays, maximum: estimatedDays },
        zone: rate.zone ?? null,
        billableWeightOunces: null,
        explanation: [
          `${provider} asks ${rate.amount} ${rate.currency} for ${servicelevel.name ?? serviceName}, through Shippo.`,
        ],
        carrierReference: rateReference(rate.objectId, sold),
      },
    ];
  });
  const messages = shipment.messages.map(({ source, text }) => ({
    service: null,
    code: 'CARRIER_MESSAGE',
    message: `${source ?? 'Shippo'}: ${text ?? 'no rates'}`.slice(0, 500),
  }));
  return { rates: rates.filter(({ service }) => !services || services.includes(service)), messages };
}

type ShippoAddress = Awaited<ReturnType<Shippo['addresses']['create']>>;

function verdictOf(answer: ShippoAddress, asked: AddressVerdict['normalized'] & object): AddressVerdict {
  const { validationResults } = answer;
  const messages = (validationResults?.messages ?? []).map(({ code, text }) => ({
    code: code ?? 'ADDRESS_MESSAGE',
    message: text ?? 'The carrier does not say why.',
    field: null,
  }));
  if (validationResults?.isValid !== true)
    return {
      deliverability: validationResults ? 'undeliverable' : 'unverified',
      normalized: null,
      isResidential: null,
      messages,
    };
  const normalized = {
    ...asked,
    street1: answer.street1 || asked.street1,
    street2: answer.street2 || undefined,
    city: answer.city || asked.city,
    state: answer.state || asked.state,
    postalCode: answer.zip || asked.postalCode,
  };
  return { deliverability: 'deliverable', normalized, isResidential: answer.isResidential ?? null, messages };
}
