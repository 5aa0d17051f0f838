import { Field, InputType, registerEnumType } from 'type-graphql';
import { DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { PlaceListInput } from './rate-sheet-zone.inputs.types.ts';

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

/** What a surcharge is charged on. */
export enum SurchargeUnitType {
  PARCEL = 'parcel',
  SHIPMENT = 'shipment',
}
registerEnumType(SurchargeUnitType, {
  name: 'SurchargeUnit',
  description: 'What a surcharge is charged on.',
  valuesConfig: {
    PARCEL: { description: 'Each parcel for which it is due.' },
    SHIPMENT: {
      description: 'The shipment, once, if it is due for one of its parcels; percentages are of all parcels together.',
    },
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
@InputType('RateSheetSurchargeInput', { description: 'A carrier’s own fee: an amount or a percentage.' })
export class RateSheetSurchargeInput {
  @Field(() => String, { description: 'Its code, unique within the service.' })
  code!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => SurchargeUnitType, { nullable: true, description: 'What it is charged on; each parcel by default.' })
  per?: SurchargeUnitType | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'A fixed amount, in the sheet’s currency.' })
  amount?: string | null;

  @Field(() => SurchargePercentageInput, { nullable: true, description: 'A share, in the place of an amount.' })
  percentage?: SurchargePercentageInput | null;

  @Field(() => SurchargeConditionInput, { description: 'When it is due.' })
  condition!: SurchargeConditionInput;
}
