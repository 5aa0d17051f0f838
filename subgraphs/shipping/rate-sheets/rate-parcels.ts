import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { measureParcels, type MeasuredParcel, type Parcel } from './measure-parcels.ts';
import { chargeShipment, type ShipmentCharge } from './charge-shipment.ts';
import type { Delivery } from './due-surcharges.ts';
import type { Place } from './place-match.ts';
import type { DeliveryOption, RateSheet, RateSheetService, ServiceSchedule, TransitDays, Zone } from './rate-sheet.ts';
import { findZone, type ZoneMatch, type ZoneMiss } from './zones.ts';

/** What is to be rated. */
export interface RateRequest {
  origin: Place;
  destination: Place;
  /** At least one; a rate is the sum over all of them. */
  parcels: readonly Parcel[];
  /** Whether the destination is a home; unknown counts as not. */
  isResidential?: boolean | undefined;
  /** What is asked for beyond carriage: services that have no surcharge for one of them do not offer it. */
  options?: readonly DeliveryOption[] | undefined;
  /** Only rates of this price list; all by default. */
  priceList?: string | undefined;
  /** Only these services; all by default. */
  serviceCodes?: readonly string[] | undefined;
}

/** What one service asks for all parcels together, itemised and explained. */
export interface CarrierRate extends ShipmentCharge {
  rateSheetCode: string;
  serviceCode: string;
  serviceName: string;
  carrierName: string;
  priceList: string;
  zone: Zone;
  zoneMatch: ZoneMatch;
  transitDays: TransitDays;
  schedule?: ServiceSchedule | undefined;
  /** How the amount came about, one sentence each: the zone, then each parcel, then what is charged on the shipment. */
  explanation: string[];
}

/** Stable codes of RateError. */
export type RateErrorCode =
  | 'OVER_WEIGHT_LIMIT'
  | 'OVER_SIZE_LIMIT'
  | 'TOO_MANY_PARCELS'
  | 'NO_ZONE'
  | 'OPTION_UNSUPPORTED'
  | 'UNKNOWN_SERVICE'
  | 'UNKNOWN_PRICE_LIST';

/** Why a service has no rate; `field` is a path in the request, e.g. `parcels.0.weight`. */
export interface RateError extends ErrorDetail {
  code: RateErrorCode;
  /** Absent where the price list itself is unknown. */
  serviceCode?: string | undefined;
  priceList?: string | undefined;
}

/**
 * Rates parcels by every service of a sheet (which has been through parseRateSheet). Services that cannot take them answer
 * with errors beside the other services' rates. Throws ValidationError if a parcel itself is malformed.
 */
export function rateParcels(sheet: RateSheet, request: RateRequest): { rates: CarrierRate[]; errors: RateError[] } {
  const parcels = measureParcels(request.parcels);
  const { services, errors } = selectServices(sheet, request);
  const rates: CarrierRate[] = [];
  if (services.length === 0) return { rates, errors };
  const zoneMatch = findZone(sheet, request);
  const { destination, isResidential = false, options = [] } = request;
  const delivery: Delivery = { destination, isResidential, options };
  for (const service of services) {
    const outcome = rateService(sheet, service, { parcels, zoneMatch, delivery });
    if (Array.isArray(outcome))
      errors.push(...outcome.map((fault) => ({ ...fault, serviceCode: service.code, priceList: service.priceList })));
    else rates.push(outcome);
  }
  return { rates, errors };
}

function selectServices(sheet: RateSheet, request: RateRequest): { services: RateSheetService[]; errors: RateError[] } {
  const { priceList, serviceCodes } = request;
  const listed = sheet.services.filter((service) => priceList === undefined || service.priceList === priceList);
  if (listed.length === 0) {
    const known = [...new Set(sheet.services.map((service) => service.priceList))].join(', ');
    const message = `The rate sheet has no price list "${priceList}"; it has ${known}.`;
    return { services: [], errors: [{ code: 'UNKNOWN_PRICE_LIST', message, field: 'priceList', priceList }] };
  }
  if (serviceCodes === undefined) return { services: listed, errors: [] };
  const known = [...new Set(listed.map((service) => service.code))].join(', ');
  const errors = serviceCodes.flatMap((serviceCode, index): RateError[] => {
    if (listed.some((service) => service.code === serviceCode)) return [];
    const message = `The rate sheet has no service "${serviceCode}"; it has ${known}.`;
    return [{ code: 'UNKNOWN_SERVICE', message, field: `serviceCodes.${index}`, serviceCode, priceList }];
  });
  return { services: listed.filter((service) => serviceCodes.includes(service.code)), errors };
}

function rateService(
  sheet: RateSheet,
  service: RateSheetService,
  facts: { parcels: readonly MeasuredParcel[]; zoneMatch: ZoneMatch | ZoneMiss; delivery: Delivery },
): CarrierRate | (ErrorDetail & { code: RateErrorCode })[] {
  const { zoneMatch, delivery } = facts;
  if (zoneMatch.zone === undefined)
    return [{ code: 'NO_ZONE', message: zoneMatch.message, field: `${zoneMatch.end}.${zoneMatch.part}` }];
  const { zone } = zoneMatch;
  if (!service.zones.includes(zone)) {
    return [{ code: 'NO_ZONE', message: `${service.name} does not reach zone ${zone}.`, field: 'destination.postalCode' }];
  }
  const lacking = delivery.options.find((option) => !offersOption(service, option));
  if (lacking !== undefined)
    return [
      {
        code: 'OPTION_UNSUPPORTED',
        message: `${service.name} does not offer ${lacking.replaceAll('_', ' ')}.`,
        field: `options.${lacking}`,
      },
    ];
  const { charge, faults } = chargeShipment(service, facts.parcels, { zone, currency: sheet.currency, delivery });
  if (!charge) return faults;
  return {
    rateSheetCode: sheet.code,
    serviceCode: service.code,
    serviceName: service.name,
    carrierName: service.carrierName,
    priceList: service.priceList,
    zone,
    zoneMatch,
    transitDays: service.transitDays.byZone?.[zone] ?? service.transitDays.standard,
    schedule: service.schedule,
    ...charge,
    explanation: [zoneMatch.explanation, ...charge.explanation],
  };
}

/** An option is offered where the sheet has a surcharge for it, be it of nothing. */
function offersOption(service: RateSheetService, option: DeliveryOption): boolean {
  return service.surcharges.some(({ condition }) => condition.on === 'option' && condition.option === option);
}
