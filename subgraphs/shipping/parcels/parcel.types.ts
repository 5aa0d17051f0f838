import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { DecimalInput } from '../../../platform/money/money.ts';
import type { LengthUnit as LengthUnitName, WeightUnit as WeightUnitName } from '../rate-sheets/measure-parcels.ts';
import { DecimalScalar } from '../../../platform/graphql/scalars.ts';

/** Units of weight. */
export enum WeightUnit {
  OZ = 'oz',
  LB = 'lb',
  G = 'g',
  KG = 'kg',
}
registerEnumType(WeightUnit, {
  name: 'WeightUnit',
  description: 'A unit of weight.',
  valuesConfig: {
    OZ: { description: 'Ounce (avoirdupois).' },
    LB: { description: 'Pound: 16 ounces.' },
    G: { description: 'Gram.' },
    KG: { description: 'Kilogram.' },
  },
});

/** Units of length. */
export enum LengthUnit {
  IN = 'in',
  CM = 'cm',
}
registerEnumType(LengthUnit, {
  name: 'LengthUnit',
  description: 'A unit of length.',
  valuesConfig: { IN: { description: 'Inch.' }, CM: { description: 'Centimetre.' } },
});

/** A weight as clients send it. */
@InputType('WeightInput', { description: 'A weight.' })
export class WeightInput {
  @Field(() => DecimalScalar, { description: 'How much, more than 0.' })
  value!: string;

  @Field(() => WeightUnit, { description: 'Of what.' })
  unit!: WeightUnit;
}

/** The sides of a box as clients send them. */
@InputType('DimensionsInput', { description: 'The outer sides of a box.' })
export class DimensionsInput {
  @Field(() => DecimalScalar, { description: 'One side, more than 0.' })
  length!: string;

  @Field(() => DecimalScalar, { description: 'Another side, more than 0.' })
  width!: string;

  @Field(() => DecimalScalar, { description: 'The third side, more than 0.' })
  height!: string;

  @Field(() => LengthUnit, { description: 'The unit of all three.' })
  unit!: LengthUnit;
}

/** A parcel as clients send it. */
@InputType('ParcelInput', { description: 'A parcel to be carried.' })
export class ParcelInput {
  @Field(() => WeightInput, { description: 'What it weighs, packed.' })
  weight!: WeightInput;

  @Field(() => DimensionsInput, {
    nullable: true,
    description: 'Its size; without it nothing that depends on size is charged, and the carrier may charge it later.',
  })
  dimensions?: DimensionsInput | null;
}

/** A weight. */
@ObjectType('Weight', { description: 'A weight.' })
export class WeightType {
  @Field(() => DecimalScalar, { description: 'How much.' })
  value!: DecimalInput;

  @Field(() => WeightUnit, { description: 'Of what.' })
  unit!: WeightUnitName;
}

/** The sides of a box. */
@ObjectType('Dimensions', { description: 'The outer sides of a box.' })
export class DimensionsType {
  @Field(() => DecimalScalar, { description: 'One side.' })
  length!: DecimalInput;

  @Field(() => DecimalScalar, { description: 'Another side.' })
  width!: DecimalInput;

  @Field(() => DecimalScalar, { description: 'The third side.' })
  height!: DecimalInput;

  @Field(() => LengthUnit, { description: 'The unit of all three.' })
  unit!: LengthUnitName;
}

/** A parcel. */
@ObjectType('Parcel', { description: 'A parcel, as it was given; in a shipment that was bought, with what was bought for it.' })
export class ParcelType {
  @Field(() => Int, { nullable: true, description: 'Which parcel of its shipment it is, from 1; null elsewhere.' })
  position?: number | null;

  @Field(() => String, { nullable: true, description: 'The carrier’s number of it; null until it is bought.' })
  trackingNumber?: string | null;

  @Field(() => WeightType, { description: 'What it weighs, packed.' })
  weight!: WeightType;

  @Field(() => DimensionsType, { nullable: true, description: 'Its size, when it was given.' })
  dimensions?: DimensionsType | null;
}
