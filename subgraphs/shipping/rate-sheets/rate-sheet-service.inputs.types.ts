import { Field, InputType, Int } from 'type-graphql';
import { DateScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { WeightInput } from '../parcels/parcel.types.ts';
import { RateSheetSurchargeInput } from './rate-sheet-surcharge.inputs.types.ts';

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

  @Field(() => Int, { nullable: true, description: 'The most parcels of a shipment, 1 to 100; 100 by default.' })
  maxParcels?: number | null;

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
