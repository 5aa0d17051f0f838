import { z } from 'zod';
import type { CarrierAdapter, CarrierCall, CarrierService, ConnectionFacts } from '../carrier-adapter.ts';
import type { CarrierMessage, OfferedRate, RateInquiry } from '../carrier-exchanges.ts';
import type { Consignment } from '../consignment.ts';
import { issueLabel } from '../issue-label.ts';
import { rateParcels, type CarrierRate, type RateError } from '../../rate-sheets/rate-parcels.ts';
import type { RateSheet } from '../../rate-sheets/rate-sheet.ts';

/** A carrier that works by a published price list: rated by the sheet, labelled and numbered by us. */
export const rateSheetAdapter: CarrierAdapter = {
  code: 'ratesheet',
  name: 'Rate sheet',
  isTestOnly: false,
  needsRateSheet: true,
  credentials: null,
  config: z.strictObject({}),

  services(connection: ConnectionFacts): CarrierService[] {
    return sheetOf(connection)
      .services.filter((service) => connection.priceList === null || service.priceList === connection.priceList)
      .map(({ code, name, carrierName }) => ({ code, name, carrierName }));
  },

  async rate({ consignment, services }: RateInquiry, { connection }: CarrierCall) {
    const refused = unsupportedOptions(consignment);
    if (refused.length > 0) return { rates: [], messages: refused };
    const { rates, errors } = rateParcels(sheetOf(connection), {
      origin: consignment.shipper,
      destination: consignment.recipient,
      parcels: consignment.parcels,
      ...(connection.priceList === null ? {} : { priceList: connection.priceList }),
      ...(services === null ? {} : { serviceCodes: services }),
    });
    return { rates: rates.map(toOffer), messages: errors.map(toMessage) };
  },

  buy: issueLabel,

  // The label is ours: nothing was bought from anyone, so nothing has to be given back.
  async void() {},

  // No network stands behind a price list; scans come in by injection.
  async track() {
    return { scans: [], estimatedDelivery: null };
  },

  async verify(_request: object, { connection }: CarrierCall) {
    sheetOf(connection);
  },
};

/** A price list prices carriage alone: what is asked for beyond it is refused, and not forgotten. */
function unsupportedOptions({ options }: Consignment): CarrierMessage[] {
  return (['signature', 'insuredValue', 'isSaturdayDelivery'] as const)
    .filter((option) => options?.[option])
    .map((option) => ({
      service: null,
      code: 'OPTION_UNSUPPORTED',
      message: `A carrier that works by a price list does not offer the option "${option}".`,
      field: `options.${option}`,
    }));
}

function sheetOf(connection: ConnectionFacts): RateSheet {
  if (!connection.rateSheet) throw new Error(`connection ${connection.id} has no rate sheet`);
  return connection.rateSheet;
}

function toOffer(rate: CarrierRate): OfferedRate {
  return {
    carrierName: rate.carrierName,
    service: rate.serviceCode,
    serviceName: rate.serviceName,
    charge: rate.total,
    surcharges: rate.surcharges,
    transitDays: rate.transitDays,
    zone: rate.zone,
    billableWeightOunces: rate.billableOunces,
    explanation: rate.explanation,
  };
}

function toMessage(error: RateError): CarrierMessage {
  const field = error.field
    ?.replace(/^origin\b/, 'shipper')
    .replace(/^destination\b/, 'recipient')
    .replace(/^serviceCodes\b/, 'services');
  return { service: error.serviceCode ?? null, code: error.code, message: error.message, field };
}
