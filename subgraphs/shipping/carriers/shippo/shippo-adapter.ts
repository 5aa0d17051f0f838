import type { Shipment, Shippo, Transaction } from 'shippo';
import { z } from 'zod';
import { Money } from '../../../../platform/money/money.ts';
import { codeOf, fetchLabel } from '../aggregator-labels.ts';
import type { CarrierAdapter, CarrierCall } from '../carrier-adapter.ts';
import type {
  AddressVerdict,
  BoughtLabel,
  LabelOrder,
  OfferedRate,
  RateAnswer,
  RateInquiry,
  SoldLabel,
} from '../carrier-exchanges.ts';
import { CarrierAnswerInvalidError, CarrierRefusedError, CarrierUnavailableError } from '../carriers.errors.ts';
import { askShippo, SHIPPO_URL } from './shippo-api.ts';
import { shippoAddress, shippoShipment } from './shippo-consignment.ts';
import { shippoTracked } from './shippo-track.ts';
import { shippoWebhooks } from './shippo-webhooks.ts';

const AMOUNT = /^\d{1,12}(\.\d{1,6})?$/;
const GIVEN_BACK: ReadonlySet<string> = new Set(['REFUNDED', 'REFUNDPENDING']);
const LABEL_TYPES = { PDF: 'PDF_4x6', ZPL: 'ZPLII', PNG: 'PNG' } as const;

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
      return offersOf(shipment, inquiry.services);
    },

    async buy(order: LabelOrder, call: CarrierCall) {
      const { carrierName } = call.connection;
      const rate = order.rateReference;
      if (!rate) throw new CarrierRefusedError(`${carrierName} does not know this rate; ask for rates again.`);
      const transaction = await ask(call, (api, options) => buyOnce(api, { rate, order }, options));
      return labelOf(transaction, { order, call, serverUrl });
    },

    async void(label: SoldLabel, call: CarrierCall) {
      const { carrierName } = call.connection;
      const transaction = label.carrierReference;
      if (!transaction) throw new CarrierRefusedError(`${carrierName} does not know the label ${label.trackingNumber}.`);
      await ask(call, async (api, options) => {
        const { status } = await api.transactions.get(transaction, options);
        if (!GIVEN_BACK.has(status ?? '')) await api.refunds.create({ transaction, async: false }, options);
      });
    },

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

    webhooks: shippoWebhooks,

    async verify(_request, call) {
      await ask(call, (api, options) => api.addresses.list(1, 1, options));
    },
  };
}

function unsupported({ consignment }: RateInquiry): RateAnswer['messages'][number] | undefined {
  const { parcels, options } = consignment;
  if (parcels.length > 1)
    return {
      service: null,
      code: 'MULTI_PARCEL_UNSUPPORTED',
      message: 'One parcel a shipment is bought through Shippo.',
      field: 'parcels',
    };
  if (!parcels[0]?.dimensions)
    return {
      service: null,
      code: 'DIMENSIONS_REQUIRED',
      message: 'Shippo needs the size of the parcel.',
      field: 'parcels.0.dimensions',
    };
  if (!options?.insuredValue) return undefined;
  return {
    service: null,
    code: 'OPTION_UNSUPPORTED',
    message: 'Insurance is not bought through Shippo.',
    field: 'options.insuredValue',
  };
}

function offersOf(shipment: Shipment, services: readonly string[] | null): RateAnswer {
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
        carrierReference: rate.objectId,
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

// Shippo would buy the same rate twice; of a purchase whose answer was lost, the list of the rate's labels tells.
async function buyOnce(
  api: Shippo,
  what: { rate: string; order: LabelOrder },
  options: { signal: AbortSignal },
): Promise<Transaction> {
  const { rate, order } = what;
  const { results = [] } = await api.transactions.list({ rate, results: 10 }, options);
  const known = results.find(({ status }) => status !== 'ERROR');
  if (known) return known;
  const labelFileType = LABEL_TYPES[order.format ?? 'PDF'];
  return api.transactions.create({ rate, labelFileType, async: false, metadata: order.shipmentId }, options);
}

async function labelOf(
  transaction: Transaction,
  how: { order: LabelOrder; call: CarrierCall; serverUrl: string },
): Promise<BoughtLabel> {
  const { order, call, serverUrl } = how;
  const { carrierName } = call.connection;
  const { status, trackingNumber, labelUrl, objectId, messages = [] } = transaction;
  if (status === 'ERROR') {
    const reasons = messages.flatMap(({ text }) => text ?? []).join('; ');
    throw new CarrierRefusedError(`${carrierName}: ${reasons.slice(0, 500) || 'the label was refused'}`);
  }
  if (status === 'WAITING' || status === 'QUEUED')
    throw new CarrierUnavailableError(carrierName, new Error(`the label is ${status}`));
  if (!trackingNumber || !labelUrl || !objectId)
    throw new CarrierAnswerInvalidError(carrierName, new Error('a label without number or address'));
  const content = await fetchLabel(labelUrl, { apiUrl: serverUrl, carrierName, signal: call.signal });
  return { trackingNumber, format: order.format ?? 'PDF', content, carrierReference: objectId };
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
