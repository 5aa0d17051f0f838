import { BigNumber } from 'bignumber.js';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { Money } from '../../../platform/money/money.ts';
import { measureParcels, type MeasuredParcel, type Parcel } from './measure-parcels.ts';
import { chargeParcel, type ParcelCharge } from './charge-parcel.ts';
import type { Delivery } from './due-surcharges.ts';
import type { Place } from './place-match.ts';
import type {
  DecimalText,
  DeliveryOption,
  RateSheet,
  RateSheetService,
  ServiceSchedule,
  TransitDays,
  Zone,
} from './rate-sheet.ts';
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
export interface CarrierRate {
  rateSheetCode: string;
  serviceCode: string;
  serviceName: string;
  carrierName: string;
  priceList: string;
  zone: Zone;
  zoneMatch: ZoneMatch;
  transitDays: TransitDays;
  schedule?: ServiceSchedule | undefined;
  /** The sum of the parcels' base amounts. */
  base: Money;
  /** The sum of each surcharge over the parcels that bear it. */
  surcharges: AppliedSurcharge[];
  /** base + surcharges. */
  total: Money;
  billableOunces: DecimalText;
  /** In the order of the request. */
  parcels: ParcelCharge[];
  /** How the amount came about, one sentence each: the zone, then each parcel. */
  explanation: string[];
}

/** A carrier's surcharge and how much of it a rate carries. */
export interface AppliedSurcharge {
  code: string;
  name: string;
  amount: Money;
}

/** Stable codes of RateError. */
export type RateErrorCode =
  | 'OVER_WEIGHT_LIMIT'
  | 'OVER_SIZE_LIMIT'
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
  const outcomes = facts.parcels.map((parcel, index) =>
    chargeParcel(service, parcel, { zone, currency: sheet.currency, position: index, delivery }),
  );
  const faults = outcomes.flatMap((outcome) => outcome.faults);
  if (faults.length > 0) return faults;
  const charges = outcomes.map((outcome) => outcome.charge!);
  const surcharges = service.surcharges.flatMap(({ code, name }): AppliedSurcharge[] => {
    const applied = charges.flatMap((charge) => charge.surcharges).filter((surcharge) => surcharge.code === code);
    if (applied.length === 0) return [];
    return [
      {
        code,
        name,
        amount: Money.sum(
          applied.map((surcharge) => surcharge.amount),
          sheet.currency,
        ),
      },
    ];
  });
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
    base: Money.sum(
      charges.map((charge) => charge.base),
      sheet.currency,
    ),
    surcharges,
    total: Money.sum(
      charges.map((charge) => charge.total),
      sheet.currency,
    ),
    billableOunces: charges.reduce((sum, charge) => sum.plus(charge.billableOunces), new BigNumber(0)).toFixed(),
    parcels: charges,
    explanation: [zoneMatch.explanation, ...charges.map((charge) => charge.explanation)],
  };
}

/** An option is offered where the sheet has a surcharge for it, be it of nothing. */
function offersOption(service: RateSheetService, option: DeliveryOption): boolean {
  return service.surcharges.some(({ condition }) => condition.on === 'option' && condition.option === option);
}
