import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

// Between subgraphs ids are plain UUIDs.

@Inaccessible()
@InputType('RateToPriceInput', { description: 'A rate as the carrier offers it.' })
export class RateToPriceInput {
  @Field(() => ID, { description: 'UUID of the rate.' })
  rateId!: string;

  @Field(() => ID, { description: 'UUID of the carrier connection.' })
  connectionId!: string;

  @Field(() => String, { description: 'The carrier.' })
  carrierName!: string;

  @Field(() => String, { description: 'The service.' })
  service!: string;

  @Field(() => MoneyInput, { description: 'What the carrier asks.' })
  carrierCharge!: MoneyInput;
}

@Inaccessible()
@InputType('PriceRatesInput', { description: 'The rates of a quote.' })
export class PriceRatesInput {
  @Field(() => ID, { description: 'UUID of the quote.' })
  quoteId!: string;

  @Field(() => ID, { description: 'UUID of the organization that asks.' })
  organizationId!: string;

  @Field(() => DateTimeScalar, { description: 'Until when the prices are honoured.' })
  expiresAt!: Date;

  @Field(() => [RateToPriceInput], { description: 'The rates, 2,000 at most.' })
  rates!: RateToPriceInput[];
}

@Inaccessible()
@InputType('PinnedPriceInput', { description: 'Whose price is asked.' })
export class PinnedPriceInput {
  @Field(() => ID, { description: 'UUID of the rate.' })
  rateId!: string;
}

@Inaccessible()
@ObjectType('PinnedPrice', {
  description:
    'What a rate costs, as it was pinned: carrier charge and addons make the total; the commission is a part of the addons.',
})
export class PinnedPriceType {
  @Field(() => ID, { description: 'UUID of the rate.' })
  rateId!: string;

  @Field(() => MoneyType, { description: 'What the carrier asks.' })
  carrierCharge!: MoneyType;

  @Field(() => MoneyType, { description: 'What all addons come to.' })
  addonTotal!: MoneyType;

  @Field(() => MoneyType, { description: 'The part of the addons that is commission.' })
  commission!: MoneyType;

  @Field(() => MoneyType, { description: 'Carrier charge and addons together.' })
  totalCharge!: MoneyType;

  @Field(() => DateTimeScalar, { description: 'The first instant at which it is no longer honoured.' })
  expiresAt!: Date;
}

@Inaccessible()
@ObjectType('PriceRatesPayload', { description: 'The pinned prices in the order asked, or why the rates were refused.' })
export class PriceRatesPayload extends MutationPayload {
  @Field(() => [PinnedPriceType], { nullable: true, description: 'The prices; null when the rates were refused.' })
  prices!: PinnedPriceType[] | null;
}
