import { Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { CHARGE_MODEL_KINDS, type ChargeModelKind } from './charge-model.ts';

registerEnumType(CHARGE_MODEL_KINDS, {
  name: 'ChargeModelKind',
  description: 'How the quantity of a month becomes an amount.',
  valuesConfig: {
    PER_UNIT: { description: 'Quantity × unit price.' },
    PACKAGE: { description: 'Whole packages, each one that was begun, after a free quantity.' },
    GRADUATED: { description: 'Each unit at the price of the tier that it falls into.' },
    VOLUME: { description: 'All units at the price of the tier that the last one falls into.' },
    PERCENTAGE: { description: 'A share of what was turned over, and a fee for each event.' },
  },
});

@ObjectType('PriceTier', { description: 'A span of quantities with its price.' })
export class PriceTierType {
  @Field(() => DecimalScalar, { nullable: true, description: 'The last quantity of the tier; null for the last tier.' })
  upTo!: string | null;

  @Field(() => DecimalScalar, { description: 'What a unit costs.' })
  unitPrice!: string;

  @Field(() => DecimalScalar, { description: 'What is charged once when the tier is reached.' })
  flatPrice!: string;
}

@ObjectType('ChargeModel', {
  description:
    'How the quantity of a month becomes an amount, in the currency of its rate card; what its kind does not need is null.',
})
export class ChargeModelType {
  @Field(() => CHARGE_MODEL_KINDS, { description: 'The kind of formula.' })
  kind!: ChargeModelKind;

  @Field(() => DecimalScalar, { nullable: true, description: 'What a unit costs.' })
  unitPrice?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'How much a package holds.' })
  packageSize?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'What a package costs.' })
  packagePrice?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The quantity that is free before the first package.' })
  freeQuantity?: string | null;

  @Field(() => [PriceTierType], { nullable: true, description: 'The tiers, from the first unit on.' })
  tiers?: readonly PriceTierType[] | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The share of the turnover: 0.025 is 2.5 %.' })
  rate?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The fee for each event.' })
  fixedFee?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The least that a month in which something was used comes to; null without one.',
  })
  minimum!: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The most that a month comes to; null without one.' })
  maximum!: string | null;
}

@InputType('PriceTierInput', { description: 'A span of quantities with its price.' })
export class PriceTierInput {
  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The last quantity of the tier, with at most six decimals; left out for the last tier, and only there.',
  })
  upTo?: string | null;

  @Field(() => DecimalScalar, { description: 'What a unit costs, 0 or more.' })
  unitPrice!: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'What is charged once when the tier is reached; nothing when left out.',
  })
  flatPrice?: string | null;
}

@InputType('ChargeModelInput', {
  description: 'How the quantity of a month becomes an amount; say what its kind needs, and nothing else.',
})
export class ChargeModelInput {
  @Field(() => CHARGE_MODEL_KINDS, { description: 'The kind of formula.' })
  kind!: ChargeModelKind;

  @Field(() => DecimalScalar, { nullable: true, description: 'PER_UNIT: what a unit costs, 0 or more.' })
  unitPrice?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'PACKAGE: how much a package holds.' })
  packageSize?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'PACKAGE: what a package costs.' })
  packagePrice?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'PACKAGE: the quantity that is free; none when left out.' })
  freeQuantity?: string | null;

  @Field(() => [PriceTierInput], {
    nullable: true,
    description: 'GRADUATED and VOLUME: 1 to 50 tiers, the last one without end.',
  })
  tiers?: PriceTierInput[] | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'PERCENTAGE: the share of the turnover, 0 to 1.' })
  rate?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'PERCENTAGE: the fee for each event; none when left out.' })
  fixedFee?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The least that a month in which something was used comes to.' })
  minimum?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The most that a month comes to.' })
  maximum?: string | null;
}

@ObjectType('TierCharge', { description: 'The part of a charge that one tier makes: quantity × unit price + flat amount.' })
export class TierChargeType {
  @Field(() => DecimalScalar, { description: 'The quantity beyond which the tier begins.' })
  from!: string;

  @Field(() => DecimalScalar, { nullable: true, description: 'The last quantity of the tier; null when it has no end.' })
  upTo!: string | null;

  @Field(() => DecimalScalar, { description: 'How much fell into it.' })
  quantity!: string;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'What a unit costs (of the turnover: the rate); null for packages.',
  })
  unitPrice!: string | null;

  @Field(() => MoneyType, { description: 'Packages, fees for each event, or what reaching the tier costs; not rounded.' })
  flatAmount!: MoneyType;

  @Field(() => MoneyType, { description: 'What the tier comes to, not rounded.' })
  amount!: MoneyType;
}

@ObjectType('UsagePriceCliff', { description: 'A quantity at which one more unit makes everything cheaper.' })
export class UsagePriceCliffType {
  @Field(() => DecimalScalar, { description: 'The quantity.' })
  quantity!: string;

  @Field(() => MoneyType, { description: 'What it comes to.' })
  amount!: MoneyType;

  @Field(() => MoneyType, { description: 'What one more unit comes to in all.' })
  amountOfOneMore!: MoneyType;
}
