import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Key, ListSize, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';

/** Sort orders of the rates of a quote. */
export enum RateSort {
  PRICE = 'price',
  SPEED = 'speed',
  VALUE = 'value',
}
registerEnumType(RateSort, {
  name: 'RateSort',
  description: 'In which order the rates of a quote are shown.',
  valuesConfig: {
    PRICE: { description: 'Cheapest carrier charge first, then fastest.' },
    SPEED: { description: 'Fastest first, then cheapest; those that name no transit time last.' },
    VALUE: { description: 'The best of price and speed, weighed alike, first; those that name no transit time last.' },
  },
});

/** A carrier's own fee within a rate. */
@ObjectType('Surcharge', { description: 'A carrier’s own fee; part of the carrier charge.' })
export class SurchargeType {
  @Field(() => String, { description: 'Code of the fee.' })
  code!: string;

  @Field(() => String, { description: 'What it is for.' })
  name!: string;

  @Field(() => MoneyType, { description: 'How much of it the rate carries.' })
  amount!: MoneyType;
}

/** A parcel's part of a rate, as clients see it. */
@ObjectType('RatedParcel', { description: 'What a carrier charges for one of the parcels within a rate.' })
export class RatedParcelType {
  @Field(() => Int, { description: 'Which parcel of the quote, from 1.' })
  position!: number;

  @Field(() => MoneyType, {
    description: 'Its part of the carrier charge, with its share of what is charged on the shipment; the parts add up exactly.',
  })
  charge!: MoneyType;

  @ListSize(3)
  @Field(() => [SurchargeType], { description: 'The carrier’s own fees within it.' })
  surcharges!: SurchargeType[];

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The ounces that were charged: the greater of actual and dimensional weight.',
  })
  billableWeightOunces!: string | null;
}

/** A rate, as clients see it. */
@Key('id')
@ObjectType('Rate', { description: 'What a carrier asks for a consignment by one of its services.' })
export class RateType {
  @PublicId(ID_PREFIX.rate, { description: 'Id of the rate.' })
  id!: string;

  @PublicId(ID_PREFIX.quote, { description: 'The quote it belongs to.' })
  quoteId!: string;

  @Field(() => String, { description: 'Name of the carrier, e.g. "USPS".' })
  carrierName!: string;

  @Field(() => String, { description: 'Code of the service, e.g. `usps_priority_mail`.' })
  service!: string;

  @Field(() => String, { description: 'Name of the service.' })
  serviceName!: string;

  @Field(() => Int, { nullable: true, description: 'The most days in transit to expect; null when the carrier does not say.' })
  transitDays!: number | null;

  @Field(() => Int, { nullable: true, description: 'The fewest days in transit to expect; null when the carrier does not say.' })
  minimumTransitDays!: number | null;

  @Field(() => DateScalar, { nullable: true, description: 'The latest day of delivery to expect; no promise.' })
  estimatedDelivery!: string | null;

  @Field(() => String, { nullable: true, description: 'The carrier’s zone between the two addresses, e.g. "4".' })
  zone!: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The ounces that were charged, over all parcels: the greater of actual and dimensional weight of each.',
  })
  billableWeightOunces!: string | null;

  @Field(() => [String], { description: 'How the carrier charge came about, one sentence each.' })
  explanation!: string[];

  @Field(() => Int, {
    nullable: true,
    name: 'sheetVersion',
    description: 'The version of the connection’s rate sheet that it was made by; null when it was made by none.',
  })
  rateSheetVersion!: number | null;

  @PublicId(ID_PREFIX.entity, {
    nullable: true,
    description: 'The entity that the quote was asked for; null for the caller’s default.',
  })
  payerEntityId!: string | null;
}
