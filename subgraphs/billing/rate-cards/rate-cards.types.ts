import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { ListSize, PublicId } from '../../../platform/graphql/federation.ts';
import { CurrencyCodeScalar, DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ChargeModelInput, ChargeModelType } from '../charge-models/charge-model.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import { OrganizationStub } from '../entities/organization-stub.types.ts';
import { MeterType } from '../meters/meters.types.ts';

@ObjectType('RateCardPrice', { description: 'What a rate card charges for what a meter measures in a month.' })
export class RateCardPriceType {
  @Field(() => MeterType, { nullable: true, description: 'The meter.' })
  meter?: MeterType | null;

  @Field(() => ChargeModelType, { description: 'How its quantity becomes an amount.' })
  model!: ChargeModelType;
}

@ObjectType('RateCard', { description: 'Prices on meters for a span of time; only its end is ever changed.' })
export class RateCardType {
  @PublicId(ID_PREFIX.rateCard, { description: 'Id of the rate card.' })
  id!: string;

  @Field(() => OrganizationStub, { nullable: true, description: 'The organization it is for; null for all of the tenant’s.' })
  organization?: OrganizationStub | null;

  @Field(() => EntityType, { nullable: true, description: 'The entity it is for; null for all.' })
  entity?: EntityType | null;

  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Field(() => CurrencyCodeScalar, { description: 'The currency of its prices; it is for entities of this currency.' })
  currency!: string;

  @Field(() => DateTimeScalar, { description: 'From when on it prices what is used.' })
  effectiveFrom!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant at which it no longer does; null without an end.',
  })
  effectiveUntil!: Date | null;

  @Field(() => Int, { description: 'Counts the rate cards of one place and currency from 1.' })
  version!: number;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @ListSize(20)
  @Field(() => [RateCardPriceType], { description: 'Its prices, one a meter.' })
  prices?: RateCardPriceType[];
}

export const RateCardConnection = connectionOf(RateCardType, 'RateCard');

@InputType('RateCardFilter', { description: 'Which rate cards to list; conditions add up.' })
export class RateCardFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only those for this organization or one of its entities.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those for this entity.' })
  entityId?: string | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Only those of this currency.' })
  currency?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only those that hold at this instant.' })
  inForceAt?: Date | null;
}

/** Orders of the list of rate cards. */
export enum RateCardSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  EFFECTIVE_FROM_DESC = 'effectiveFromDesc',
}
registerEnumType(RateCardSortEnum, {
  name: 'RateCardSort',
  description: 'How the list of rate cards is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    EFFECTIVE_FROM_DESC: { description: 'By when they take effect, the last one first.' },
  },
});

@ArgsType()
export class RateCardsArgs extends PageArgs {
  @Field(() => RateCardFilterInput, { nullable: true, description: 'Which rate cards to list; all in view when left out.' })
  filter?: RateCardFilterInput;

  @Field(() => RateCardSortEnum, { defaultValue: RateCardSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: RateCardSortEnum;
}

@InputType('RateCardPriceInput', { description: 'What a rate card charges for what a meter measures.' })
export class RateCardPriceInput {
  @Field(() => String, { description: 'The key of the meter, e.g. "project_posted".' })
  meter!: string;

  @Field(() => ChargeModelInput, { description: 'How its quantity becomes an amount.' })
  model!: ChargeModelInput;
}

@InputType('CreateRateCardInput', { description: 'What a new rate card is.' })
export class CreateRateCardInput {
  @Field(() => ID, { nullable: true, description: 'For one organization; for all of the tenant’s when left out.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'For one entity, which needs no organization beside it.' })
  entityId?: string | null;

  @Field(() => String, { description: 'Name, 1 to 100 characters.' })
  name!: string;

  @Field(() => CurrencyCodeScalar, { description: 'The currency of its prices; it is for entities of this currency.' })
  currency!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From when on; at once when left out, never in the past.' })
  effectiveFrom?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant at which it no longer holds; without end when left out.',
  })
  effectiveUntil?: Date | null;

  @Field(() => [RateCardPriceInput], { description: '1 to 100 prices, one a meter.' })
  prices!: RateCardPriceInput[];
}

@InputType('ReviseRateCardInput', { description: 'What follows a rate card.' })
export class ReviseRateCardInput {
  @Field(() => ID, { description: 'Id of the rate card that ends where the new one takes effect.' })
  rateCardId!: string;

  @Field(() => String, { nullable: true, description: 'Name, 1 to 100 characters; the same when left out.' })
  name?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From when on; at once when left out, never in the past.' })
  effectiveFrom?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant at which it no longer holds; without end when left out.',
  })
  effectiveUntil?: Date | null;

  @Field(() => [RateCardPriceInput], { description: '1 to 100 prices, one a meter.' })
  prices!: RateCardPriceInput[];
}

@InputType('EndRateCardInput', { description: 'Which rate card ends, and when.' })
export class EndRateCardInput {
  @Field(() => ID, { description: 'Id of the rate card.' })
  rateCardId!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant at which it no longer holds; now when left out, never in the past.',
  })
  effectiveUntil?: Date | null;
}

@ObjectType('RateCardPayload', { description: 'The rate card as it is now.' })
export class RateCardPayload extends MutationPayload {
  @Field(() => RateCardType, { nullable: true, description: 'The rate card; null when the change was refused.' })
  rateCard?: RateCardType | null;
}
