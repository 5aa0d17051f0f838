import { z } from 'zod';
import type { CarrierAdapter, CarrierCall, CarrierService, ConnectionFacts } from '../carrier-adapter.ts';
import type { CarrierMessage, OfferedRate, RateAnswer, RateInquiry } from '../carrier-exchanges.ts';
import { issueLabels } from '../issue-labels.ts';
import { rateParcels, type CarrierRate, type RateError } from '../../rate-sheets/rate-parcels.ts';
import { estimateDelivery } from '../../rate-sheets/estimate-delivery.ts';
import type { DeliveryOption } from '../../rate-sheets/rate-sheet.ts';
import { CarrierRefusedError } from '../carriers.errors.ts';
import type { DeliveryOptions } from '../consignment.ts';

/** Where a consignment asks for each option. */
const OPTION_FIELDS: Readonly<Record<DeliveryOption, string>> = {
  signature: 'signature',
  adult_signature: 'signature',
  insurance: 'insuredValue',
  saturday: 'isSaturdayDelivery',
};

const NOT_IN_FORCE = { code: 'RATE_SHEET_NOT_IN_FORCE', message: 'No version of the rate sheet is in force on that day.' };

/** A carrier that works by a published price list: rated by the sheet, labelled and numbered by us. */
export const rateSheetAdapter: CarrierAdapter = {
  code: 'ratesheet',
  name: 'Rate sheet',
  isTestOnly: false,
  needsRateSheet: true,
  credentials: null,
  config: z.strictObject({}),

  services(connection: ConnectionFacts): CarrierService[] {
    return (connection.rateSheet?.services ?? [])
      .filter((service) => connection.priceList === null || service.priceList === connection.priceList)
      .map(({ code, name, carrierName }) => ({ code, name, carrierName }));
  },

  async rate(inquiry: RateInquiry, { connection }: CarrierCall): Promise<RateAnswer> {
    const { consignment, services } = inquiry;
    if (!connection.rateSheet) return { rates: [], messages: [{ service: null, ...NOT_IN_FORCE }] };
    const { rates, errors } = rateParcels(connection.rateSheet, {
      origin: consignment.shipper,
      destination: consignment.recipient,
      parcels: consignment.parcels,
      isResidential: consignment.recipient.isResidential,
      options: optionsOf(consignment.options ?? {}),
      ...(connection.priceList === null ? {} : { priceList: connection.priceList }),
      ...(services === null ? {} : { serviceCodes: services }),
    });
    return { rates: rates.map((rate) => toOffer(rate, inquiry)), messages: errors.map(toMessage) };
  },

  buy: issueLabels,

  // The label is ours: nothing was bought from anyone, so nothing has to be given back.
  async void() {},

  // No network stands behind a price list; scans come in by injection.
  async track() {
    return { scans: [], estimatedDelivery: null };
  },

  async verify(_request: object, { connection }: CarrierCall) {
    if (!connection.rateSheet) throw new CarrierRefusedError(NOT_IN_FORCE.message, { field: 'rateSheetId' });
  },
};

function optionsOf({ signature, insuredValue, isSaturdayDelivery }: DeliveryOptions): DeliveryOption[] {
  return [
    ...(signature ? [signature === 'adult' ? ('adult_signature' as const) : ('signature' as const)] : []),
    ...(insuredValue ? (['insurance'] as const) : []),
    ...(isSaturdayDelivery ? (['saturday'] as const) : []),
  ];
}

function toOffer(rate: CarrierRate, { shipDate, askedAt }: RateInquiry): OfferedRate {
  const { schedule, transitDays } = rate;
  return {
    carrierName: rate.carrierName,
    service: rate.serviceCode,
    serviceName: rate.serviceName,
    charge: rate.total,
    surcharges: rate.surcharges,
    transitDays,
    estimatedDelivery: estimateDelivery(schedule, { shipDate, askedAt, transitDays: transitDays.maximum }),
    zone: rate.zone,
    billableWeightOunces: rate.billableOunces,
    parcels: rate.parcels.map(({ total, surcharges, billableOunces }) => ({
      charge: total,
      surcharges,
      billableWeightOunces: billableOunces,
    })),
    explanation: rate.explanation,
  };
}

function toMessage(error: RateError): CarrierMessage {
  const field = error.field
    ?.replace(/^origin\b/, 'shipper')
    .replace(/^destination\b/, 'recipient')
    .replace(/^options\.(\w+)$/, (_path, option: DeliveryOption) => `options.${OPTION_FIELDS[option]}`)
    .replace(/^serviceCodes\b/, 'services');
  return { service: error.serviceCode ?? null, code: error.code, message: error.message, field };
}
