import { Field, InputType, Int, registerEnumType } from 'type-graphql';
import { DateScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { WeightInput } from '../parcels/parcel.types.ts';

/** What a percentage of a surcharge is taken of. */
export enum SurchargeBase {
  BASE = 'base',
  RUNNING_TOTAL = 'running_total',
}
registerEnumType(SurchargeBase, {
  name: 'SurchargeBase',
  description: 'What a percentage of a surcharge is taken of.',
  valuesConfig: {
    BASE: { description: 'The price of the weight band.' },
    RUNNING_TOTAL: { description: 'The price of the weight band with the surcharges before it in the list.' },
  },
});

/** When a surcharge is due. */
export enum SurchargeDue {
  ALWAYS = 'always',
  LONGEST_SIDE = 'longest_side',
  LENGTH_PLUS_GIRTH = 'length_plus_girth',
  VOLUME = 'volume',
  WEIGHT = 'weight',
  RESIDENTIAL = 'residential',
  DESTINATION = 'destination',
  OPTION = 'option',
}
registerEnumType(SurchargeDue, {
  name: 'SurchargeDue',
  description: 'When a surcharge is due.',
  valuesConfig: {
    ALWAYS: { description: 'On every parcel, e.g. for fuel.' },
    LONGEST_SIDE: { description: 'Where the longest side is over `overInches`, and not over `notOverInches` if that is given.' },
    LENGTH_PLUS_GIRTH: {
      description: 'Where length plus girth is over `overInches`, and not over `notOverInches` if that is given.',
    },
    VOLUME: { description: 'Where the volume is over `overCubicInches`.' },
    WEIGHT: { description: 'Where the weight is over `overOunces`.' },
    RESIDENTIAL: { description: 'Where the destination is known to be a home.' },
    DESTINATION: { description: 'Where the destination is one of `places`.' },
    OPTION: { description: 'Where the `option` was asked for.' },
  },
});

/** Something that a sender may ask for beyond carriage. */
export enum SurchargeOption {
  SIGNATURE = 'signature',
  ADULT_SIGNATURE = 'adult_signature',
  INSURANCE = 'insurance',
  SATURDAY = 'saturday',
}
registerEnumType(SurchargeOption, {
  name: 'SurchargeOption',
  description: 'Something that a sender may ask for beyond carriage.',
  valuesConfig: {
    SIGNATURE: { description: 'Anybody at the address signs.' },
    ADULT_SIGNATURE: { description: 'An adult signs.' },
    INSURANCE: { description: 'The parcel is insured.' },
    SATURDAY: { description: 'It is delivered on a Saturday.' },
  },
});

/** A range of postal codes. */
@InputType('PostalCodeRangeInput', {
  description: 'Postal codes from one to another, compared by as many leading characters as they have.',
})
export class PostalCodeRangeInput {
  @Field(() => String, { description: 'ISO 3166 alpha-2 code of the country.' })
  country!: string;

  @Field(() => String, { description: 'The first, in capitals without spaces, e.g. `969`.' })
  from!: string;

  @Field(() => String, { description: 'The last, of the same length.' })
  to!: string;
}

/** A city by name. */
@InputType('CityNameInput', { description: 'A city by name, whatever its case.' })
export class CityNameInput {
  @Field(() => String, { description: 'ISO 3166 alpha-2 code of the country.' })
  country!: string;

  @Field(() => String, { description: 'Its name.' })
  city!: string;

  @Field(() => String, { nullable: true, description: 'The state, where the name alone does not tell which city it is.' })
  state?: string | null;
}

/** A set of places. */
@InputType('PlaceListInput', { description: 'A set of places: at least one.' })
export class PlaceListInput {
  @Field(() => [PostalCodeRangeInput], { nullable: true, description: 'By postal code.' })
  postalCodes?: PostalCodeRangeInput[] | null;

  @Field(() => [CityNameInput], { nullable: true, description: 'By city.' })
  cities?: CityNameInput[] | null;

  @Field(() => [String], { nullable: true, description: 'By country, as ISO 3166 alpha-2 codes.' })
  countries?: string[] | null;
}

/** A zone of a sheet whose zones are lists. */
@InputType('RateSheetZoneInput', { description: 'A zone by list; a postal code matches before a city, a city before a country.' })
export class RateSheetZoneInput {
  @Field(() => String, { description: 'The zone that prices name; several lists may lie in one.' })
  zone!: string;

  @Field(() => String, { description: 'A name for people.' })
  name!: string;

  @Field(() => PlaceListInput, {
    nullable: true,
    description: 'Where parcels start; anywhere in the sheet’s country when left out.',
  })
  origin?: PlaceListInput | null;

  @Field(() => PlaceListInput, { description: 'Where parcels go.' })
  destination!: PlaceListInput;
}

/** Which service of a sheet. */
@InputType('RateSheetServiceKeyInput', { description: 'Which service of a rate sheet is meant.' })
export class RateSheetServiceKeyInput {
  @Field(() => String, { description: 'Its code.' })
  code!: string;

  @Field(() => String, { description: 'Its price list.' })
  priceList!: string;
}

/** Days in transit. */
@InputType('TransitDaysInput', { description: 'Days after the carrier took the parcel.' })
export class TransitDaysInput {
  @Field(() => Int, { description: 'The fewest.' })
  minimum!: number;

  @Field(() => Int, { description: 'The most.' })
  maximum!: number;
}

/** Days in transit to one zone. */
@InputType('ZoneTransitDaysInput', { description: 'Days after the carrier took the parcel, to one zone.' })
export class ZoneTransitDaysInput extends TransitDaysInput {
  @Field(() => String, { description: 'The zone.' })
  zone!: string;
}

/** When a service works. */
@InputType('ServiceScheduleInput', { description: 'When a service works; without it every day counts and no hour is too late.' })
export class ServiceScheduleInput {
  @Field(() => String, { description: 'Time zone of the hour, e.g. `America/New_York`.' })
  timeZone!: string;

  @Field(() => Int, { description: 'Parcels handed over from this hour on, 0 to 23, leave on the next business day.' })
  cutOffHour!: number;

  @Field(() => [Int], { description: 'Days of the week on which it works: 1 is Monday, 7 Sunday.' })
  businessDays!: number[];

  @Field(() => [DateScalar], { nullable: true, description: 'Days without work; at most 500.' })
  holidays?: string[] | null;
}

/** The largest parcel of a service. */
@InputType('SizeLimitsInput', {
  description: 'The largest parcel that a service takes; girth is twice the sum of the two shorter sides.',
})
export class SizeLimitsInput {
  @Field(() => DecimalScalar, { nullable: true, description: 'The longest side, in inches.' })
  maxLengthInches?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The girth, in inches.' })
  maxGirthInches?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The longest side and the girth together, in inches.' })
  maxLengthPlusGirthInches?: string | null;
}

/** Weight by size. */
@InputType('DimensionalRuleInput', { description: 'Weight by size: volume divided by a divisor, in pounds or in kilograms.' })
export class DimensionalRuleInput {
  @Field(() => DecimalScalar, { nullable: true, description: 'Cubic inches to the pound; pounds are rounded up to whole ones.' })
  divisorCubicInchesPerPound?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Cubic centimetres to the kilogram, in the place of the other.' })
  divisorCubicCentimetresPerKilogram?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'With kilograms: rounded up to the next multiple of so many grams.',
  })
  roundedUpToGrams?: string | null;

  @Field(() => DecimalScalar, { description: 'Only parcels of more cubic inches are weighed by size.' })
  appliesOverCubicInches!: string;

  @Field(() => DecimalScalar, { nullable: true, description: 'A greater weight by size is charged as this.' })
  cappedAtOunces?: string | null;
}

/** A price in one zone. */
@InputType('ZonePriceInput', { description: 'A price in one zone.' })
export class ZonePriceInput {
  @Field(() => String, { description: 'The zone.' })
  zone!: string;

  @Field(() => DecimalScalar, { description: 'The amount, in the sheet’s currency.' })
  amount!: string;
}

/** A row of a price list. */
@InputType('WeightBandInput', { description: 'A row of a price list: parcels of at most this weight.' })
export class WeightBandInput {
  @Field(() => WeightInput, { description: 'The upper bound, which belongs to the band; bands ascend.' })
  notOver!: WeightInput;

  @Field(() => [ZonePriceInput], { description: 'One for each zone of the service.' })
  prices!: ZonePriceInput[];
}

/** A share of something. */
@InputType('SurchargePercentageInput', { description: 'A share, rounded half up to what the currency can pay.' })
export class SurchargePercentageInput {
  @Field(() => DecimalScalar, { description: 'The share, e.g. "0.155" for 15.5 %.' })
  rate!: string;

  @Field(() => SurchargeBase, { description: 'What it is taken of.' })
  of!: SurchargeBase;
}

/** When a surcharge is due, with its bounds. */
@InputType('SurchargeConditionInput', {
  description: 'When a surcharge is due; "over" excludes the bound, "not over" includes it.',
})
export class SurchargeConditionInput {
  @Field(() => SurchargeDue, { description: 'What it depends on; which of the other fields belong to it is told there.' })
  on!: SurchargeDue;

  @Field(() => DecimalScalar, { nullable: true, description: 'Inches.' })
  overInches?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Inches.' })
  notOverInches?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Cubic inches.' })
  overCubicInches?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Ounces.' })
  overOunces?: string | null;

  @Field(() => SurchargeOption, { nullable: true, description: 'The option.' })
  option?: SurchargeOption | null;

  @Field(() => PlaceListInput, { nullable: true, description: 'The places.' })
  places?: PlaceListInput | null;
}

/** A carrier's own fee. */
@InputType('RateSheetSurchargeInput', { description: 'A carrier’s own fee per parcel: an amount or a percentage.' })
export class RateSheetSurchargeInput {
  @Field(() => String, { description: 'Its code, unique within the service.' })
  code!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => DecimalScalar, { nullable: true, description: 'A fixed amount, in the sheet’s currency.' })
  amount?: string | null;

  @Field(() => SurchargePercentageInput, { nullable: true, description: 'A share, in the place of an amount.' })
  percentage?: SurchargePercentageInput | null;

  @Field(() => SurchargeConditionInput, { description: 'When it is due.' })
  condition!: SurchargeConditionInput;
}

/** A service of a sheet. */
@InputType('RateSheetServiceInput', { description: 'A service at one price list of a rate sheet, whole.' })
export class RateSheetServiceInput extends RateSheetServiceKeyInput {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'Who performs it.' })
  carrierName!: string;

  @Field(() => [String], { description: 'The zones it reaches; every band prices all of them.' })
  zones!: string[];

  @Field(() => TransitDaysInput, { description: 'Days in transit.' })
  transitDays!: TransitDaysInput;

  @Field(() => [ZoneTransitDaysInput], { nullable: true, description: 'Days in transit where a zone differs.' })
  transitDaysByZone?: ZoneTransitDaysInput[] | null;

  @Field(() => ServiceScheduleInput, { nullable: true, description: 'When it works.' })
  schedule?: ServiceScheduleInput | null;

  @Field(() => WeightInput, { description: 'The heaviest parcel it takes; no heavier than the last band.' })
  maxWeight!: WeightInput;

  @Field(() => SizeLimitsInput, { nullable: true, description: 'The largest parcel it takes.' })
  limits?: SizeLimitsInput | null;

  @Field(() => DimensionalRuleInput, { nullable: true, description: 'Weight by size.' })
  dimensional?: DimensionalRuleInput | null;

  @Field(() => [WeightBandInput], { description: 'Its bands, lightest first; at most 2,000.' })
  weightBands!: WeightBandInput[];

  @Field(() => [RateSheetSurchargeInput], {
    nullable: true,
    description: 'Its surcharges, in the order in which they are added.',
  })
  surcharges?: RateSheetSurchargeInput[] | null;
}
