import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ListSize } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { TierChargeType, UsagePriceCliffType } from '../charge-models/charge-model.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import { PRICE_PLACES, type PricePlace } from './price-book.ts';
import { RateCardType } from './rate-cards.types.ts';

registerEnumType(PRICE_PLACES, {
  name: 'PricePlace',
  description: 'Where a price can be set; the closest one that prices a kind of usage decides alone.',
  valuesConfig: {
    ENTITY: { description: 'For the entity.' },
    ORGANIZATION: { description: 'For its organization.' },
    TENANT: { description: 'For all of the tenant’s.' },
    DEFAULT: { description: 'Where nobody set a price.' },
  },
});

@ObjectType('PriceResolutionStep', { description: 'What one place has to say about a price.' })
export class PriceResolutionStepType {
  @Field(() => PRICE_PLACES, { description: 'The place.' })
  place!: PricePlace;

  @Field(() => RateCardType, {
    nullable: true,
    description: 'The rate card in force there that prices the kind of usage; null without one.',
  })
  rateCard?: RateCardType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What a unit costs there by a usage rate; null where a rate card or nothing holds.',
  })
  unitPrice!: MoneyType | null;

  @Field(() => Boolean, { description: 'Whether it decides.' })
  isDecisive!: boolean;
}

@ObjectType('UsageChargePreview', { description: 'What a quantity would come to, and why; nothing is recorded.' })
export class UsageChargePreviewType {
  @Field(() => EntityType, { nullable: true, description: 'The entity.' })
  entity?: EntityType | null;

  @Field(() => DecimalScalar, { description: 'The quantity.' })
  quantity!: string;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What it comes to in a month of its own, rounded; null when nobody named a price.',
  })
  amount!: MoneyType | null;

  @ListSize(5)
  @Field(() => [TierChargeType], { description: 'What each tier makes of it.' })
  tiers!: TierChargeType[];

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What the minimum adds, or (negative) the maximum takes off; null without a price.',
  })
  adjustment!: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What it would add to the month, on top of what was used at this price so far; null without a price.',
  })
  additionalAmount!: MoneyType | null;

  @ListSize(5)
  @Field(() => [UsagePriceCliffType], { description: 'Where one more unit makes everything cheaper.' })
  cliffs!: UsagePriceCliffType[];

  @ListSize(4)
  @Field(() => [PriceResolutionStepType], { description: 'What each place says, the closest in front.' })
  resolution!: PriceResolutionStepType[];
}

@ArgsType()
export class PreviewUsageChargeArgs {
  @Field(() => ID, { description: 'Id of the entity.' })
  entityId!: string;

  @Field(() => String, { description: 'The key of the meter, e.g. "project_posted".' })
  meter!: string;

  @Field(() => DecimalScalar, { description: 'The quantity, 0 or more, with at most six decimals.' })
  quantity!: string;

  @Field(() => Int, { nullable: true, description: 'How many events make it, for prices with a fee for each; 1 when left out.' })
  events?: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'The instant whose prices hold; now when left out.' })
  at?: Date | null;
}
