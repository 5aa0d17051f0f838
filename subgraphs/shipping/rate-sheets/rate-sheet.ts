/** A zone as the sheet names it: "1" to "9" in published lists, any short name elsewhere. */
export type Zone = string;

/** An exact decimal as text, e.g. "15.999": sheets are stored as JSON, which has no exact numbers. */
export type DecimalText = string;

/** Days in transit, counted from the day the carrier takes the parcel. An expectation, never a promise. */
export interface TransitDays {
  minimum: number;
  maximum: number;
}

/** One row of a price list: parcels of at most this billable weight, that is the upper bound belongs to the band. */
export interface WeightBand {
  notOverOunces: DecimalText;
  /** One amount for every zone of the service, in the sheet's currency. */
  amountsByZone: Record<Zone, DecimalText>;
}

/** The largest parcel a service takes. Girth is twice the sum of the two shorter sides. */
export interface SizeLimits {
  maxLengthInches?: DecimalText | undefined;
  maxGirthInches?: DecimalText | undefined;
  maxLengthPlusGirthInches?: DecimalText | undefined;
}

/** Weight by size, for parcels over a volume: volume / divisor, in pounds or kilograms as the list has it, rounded up. */
export type DimensionalRule = (
  | { divisorCubicInchesPerPound: DecimalText }
  | {
      divisorCubicCentimetresPerKilogram: DecimalText;
      /** To the next multiple of this, e.g. "500"; pounds are rounded up to whole ones. */
      roundedUpToGrams: DecimalText;
    }
) & {
  appliesOverCubicInches: DecimalText;
  /** A dimensional weight above this is charged as this; without it such a parcel is over the last band and refused. */
  cappedAtOunces?: DecimalText | undefined;
};

/** Something that a sender may ask for beyond carriage. */
export type DeliveryOption = 'signature' | 'adult_signature' | 'insurance' | 'saturday';

/** When a carrier's surcharge is due. "Over" excludes the bound, "not over" includes it. */
export type SurchargeCondition =
  | { on: 'always' }
  | { on: 'longest_side'; overInches: DecimalText; notOverInches?: DecimalText | undefined }
  | { on: 'length_plus_girth'; overInches: DecimalText; notOverInches?: DecimalText | undefined }
  | { on: 'volume'; overCubicInches: DecimalText }
  | { on: 'weight'; overOunces: DecimalText }
  | { on: 'residential' }
  | { on: 'destination'; places: PlaceList }
  | { on: 'option'; option: DeliveryOption };

/** What a percentage is taken of: the price of the weight band, or that with the surcharges before it in the list; on a shipment, over all its parcels. */
export type PercentageBase = 'base' | 'running_total';

/** What a surcharge is charged on: each parcel, or once the shipment, behind all that is charged on its parcels. */
export type SurchargeUnit = 'parcel' | 'shipment';

/** A carrier's own fee; all whose condition holds are added, in the order of the list. On a shipment it holds where it holds for a parcel of it. */
export interface Surcharge {
  code: string;
  name: string;
  /** Each parcel when absent. */
  per?: SurchargeUnit | undefined;
  /** A fixed amount; exactly one of `amount` and `percentage` is present. */
  amount?: DecimalText | undefined;
  /** A share, e.g. rate "0.155" for 15.5 %, rounded half up to what the currency can pay. */
  percentage?: { rate: DecimalText; of: PercentageBase } | undefined;
  condition: SurchargeCondition;
}

/** When a service works, by which days of arrival are counted. Without it every day counts and no hour is too late. */
export interface ServiceSchedule {
  /** IANA name of the zone that the hour is in, e.g. "America/New_York". */
  timeZone: string;
  /** Parcels handed over from this hour on (0 to 23) leave on the next business day. */
  cutOffHour: number;
  /** 1 is Monday, 7 Sunday. */
  businessDays: number[];
  /** Days without work, e.g. "2026-12-25". */
  holidays: string[];
}

/** One service at one price list; (code, priceList) is unique within a sheet. */
export interface RateSheetService {
  code: string;
  name: string;
  carrierName: string;
  priceList: string;
  /** The zones this service reaches; every band prices all of them. */
  zones: Zone[];
  transitDays: { standard: TransitDays; byZone?: Record<Zone, TransitDays> | undefined };
  schedule?: ServiceSchedule | undefined;
  maxWeightOunces: DecimalText;
  /** The most parcels of a shipment; absent where the service has no limit of its own. */
  maxParcels?: number | undefined;
  limits: SizeLimits;
  dimensional?: DimensionalRule | undefined;
  /** In ascending order of their bound. */
  weightBands: WeightBand[];
  surcharges: Surcharge[];
}

/**
 * Postal codes from one to another, compared by as many leading characters as the bounds have:
 * 969–969 is every code that starts with 969, 96910–96932 the codes between. Spaces and dashes do not count.
 */
export interface PostalCodeRange {
  country: string;
  from: string;
  to: string;
}

/** A city by name, whatever its case, in one country and, if given, one state. */
export interface CityName {
  country: string;
  city: string;
  state?: string | undefined;
}

/** A set of places. Looked up by postal code, then by city, then by country. */
export interface PlaceList {
  postalCodes?: PostalCodeRange[] | undefined;
  cities?: CityName[] | undefined;
  countries?: string[] | undefined;
}

/** A zone by list: parcels to `destination`, from `origin` or, without it, from anywhere in the sheet's country. */
export interface ListedZone {
  zone: Zone;
  name: string;
  origin?: PlaceList | undefined;
  destination: PlaceList;
}

/** Zones by lists. Any postal code match goes before any city match, and that before any country match; within one, the first in order. */
export interface ListZoning {
  by: 'lists';
  listedZones: ListedZone[];
}

/** A distance band; the last one has no bound. Miles are whole: the great-circle distance, rounded to the nearest. */
export interface DistanceBand {
  zone: Zone;
  notOverMiles?: number | undefined;
}

/** The centres of postal areas, by the characters that their postal codes start with, e.g. `{ "10": [52.52, 13.4] }`: latitude, longitude. */
export interface PostalAreas {
  /** How many leading characters make an area. */
  prefixLength: number;
  centres: Record<string, [latitude: number, longitude: number]>;
}

/** Places with a zone of their own, to and from anywhere outside themselves, whatever the distance. */
export interface RemoteArea {
  zone: Zone;
  name: string;
  places: PlaceList;
}

/** Zones by the distance between the centres of two postal areas. Remote areas go first. */
export interface DistanceZoning {
  by: 'distance';
  /** Countries whose addresses carry the postal codes the areas are cut from. */
  countries: string[];
  /** Those of 3 digits of the United States when left out. */
  areas?: PostalAreas | undefined;
  sameAreaZone: Zone;
  bands: DistanceBand[];
  remoteAreas: RemoteArea[];
}

export type Zoning = DistanceZoning | ListZoning;

/** A carrier's prices as published: plain data, fit to be stored as JSON and to be read by people. */
export interface RateSheet {
  code: string;
  name: string;
  currency: string;
  /** ISO 3166 alpha-2; parcels start here (or in a country that distance zoning lists). */
  originCountry: string;
  zoning: Zoning;
  services: RateSheetService[];
}

/** The zones' part of a sheet, as far as looking one up needs it. */
export type ZonedSheet = Pick<RateSheet, 'zoning' | 'originCountry'>;
