import { ArgsType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { ListSize, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar, DecimalScalar, JsonScalar } from '../../../platform/graphql/scalars.ts';
import { TierChargeType } from '../charge-models/charge-model.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import { RateCardType } from '../rate-cards/rate-cards.types.ts';

@ObjectType('CurrentUsageLine', { description: 'What one meter measured at one price.' })
export class CurrentUsageLineType {
  @Field(() => String, {
    description: 'What was used, e.g. "shipment_purchased"; "shipping_on_invoice" for purchases that credits did not pay.',
  })
  eventType!: string;

  @Field(() => DecimalScalar, { description: 'How much of it.' })
  quantity!: string;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      'What a unit costs; null for purchases on invoice, where a rate card prices the meter, and where no rate is set in the entity’s currency.',
  })
  unitPrice!: MoneyType | null;

  @Field(() => MoneyType, { description: 'What it comes to, rounded once.' })
  amount!: MoneyType;

  @Field(() => String, { nullable: true, description: 'The key of the meter; null for purchases on invoice.' })
  meter!: string | null;

  @ListSize(5)
  @Field(() => [TierChargeType], { description: 'What each tier of the price makes of it.' })
  tiers!: TierChargeType[];

  @Field(() => MoneyType, { description: 'What the minimum of the price adds, or (negative) its maximum takes off.' })
  adjustment!: MoneyType;

  @Field(() => RateCardType, {
    nullable: true,
    description: 'The rate card that prices it; null where a usage rate or nothing does.',
  })
  rateCard?: RateCardType | null;
}

@ObjectType('CurrentUsage', { description: 'What an entity used so far in the calendar month of its time zone.' })
export class CurrentUsageType {
  @Field(() => EntityType, { nullable: true, description: 'The entity.' })
  entity?: EntityType | null;

  @Field(() => DateTimeScalar, { description: 'Start of the month; belongs to it.' })
  periodStart!: Date;

  @Field(() => DateTimeScalar, { description: 'End of the month; belongs to the next one.' })
  periodEnd!: Date;

  @Field(() => MoneyType, { description: 'What it comes to so far: the sum of the lines.' })
  amount!: MoneyType;

  @Field(() => [CurrentUsageLineType], { description: 'One line for each meter and price.' })
  lines!: CurrentUsageLineType[];

  @Field(() => MoneyType, { description: 'What was bought on invoice in the month; a line of its own in `lines`.' })
  accruedShipping!: MoneyType;
}

@ObjectType('UsageEvent', { description: 'Something that was used, at the price of the moment.' })
export class UsageEventType {
  @PublicId(ID_PREFIX.usageEvent, { description: 'Id of the usage event.' })
  id!: string;

  @Field(() => String, { description: 'Who reported it.' })
  source!: string;

  @Field(() => String, { description: 'Its id at the source: source and id count once.' })
  sourceEventId!: string;

  @Field(() => EntityType, { nullable: true, description: 'Who pays; null when the organization had no entity then.' })
  entity?: EntityType | null;

  @PublicId(ID_PREFIX.user, { nullable: true, description: 'The user who caused it; null when it was none.' })
  userId!: string | null;

  @Field(() => String, { description: 'What was used, e.g. "shipment_purchased".' })
  eventType!: string;

  @Field(() => DecimalScalar, { description: 'How much of it.' })
  quantity!: string;

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  occurredAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  recordedAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'The month it belongs to in the entity’s time zone, e.g. "2026-03"; null when nobody pays.',
  })
  period!: string | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What a unit cost; null when nobody pays, no rate was set, or a rate card prices the meters of its kind.',
  })
  unitPrice!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'Quantity × unit price, not rounded; null without a price.' })
  amount!: MoneyType | null;

  @Field(() => Boolean, {
    description:
      'Whether a line of an invoice (or its draft) bills it by itself; what meters of a rate card measured is billed by the month.',
  })
  isInvoiced!: boolean;

  @Field(() => JsonScalar, { description: 'What else the source said.' })
  data!: unknown;

  @Field(() => RateCardType, {
    nullable: true,
    description: 'The rate card in force, by whose prices its meters are charged; null without one.',
  })
  rateCard?: RateCardType | null;

  @PublicId(ID_PREFIX.usageEvent, {
    nullable: true,
    description: 'The event that it takes back or stands in for; null for none.',
  })
  correctsId!: string | null;

  @Field(() => Boolean, {
    description: 'Whether it takes back all of the event that it corrects; its quantity is negative then.',
  })
  isVoid!: boolean;

  @Field(() => String, { nullable: true, description: 'Why it was corrected; null for what its source reported.' })
  reason!: string | null;

  @ListSize(2)
  @Field(() => [UsageEventType], {
    nullable: true,
    description: 'What was recorded to correct it, in order; empty while it stands.',
  })
  corrections?: UsageEventType[];
}

export const UsageEventConnection = connectionOf(UsageEventType, 'UsageEvent');

@InputType('UsageEventFilter', { description: 'Which usage to list; conditions add up.' })
export class UsageEventFilterInput {
  @Field(() => ID, { nullable: true, description: 'Of one organization; for staff of the tenant, who see all of them.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Of one entity.' })
  entityId?: string | null;

  @Field(() => String, { nullable: true, description: 'Of one kind, e.g. "api_request".' })
  eventType?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'False: usage that no entity pays for. True: the rest.' })
  isAssigned?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'True: usage that an invoice (or its draft) bills. False: the rest.' })
  isInvoiced?: boolean | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not earlier than this.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before this.' })
  until?: Date | null;
}

@ArgsType()
export class UsageEventsArgs extends PageArgs {
  @Field(() => UsageEventFilterInput, { nullable: true, description: 'Which usage to list; all in view when left out.' })
  filter?: UsageEventFilterInput;
}
