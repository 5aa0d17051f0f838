import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { CurrencyCodeScalar, DateScalar, DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { ANALYTICS_EVENT_TYPES } from './analytics-enums.types.ts';
import { ANALYTICS_DIMENSIONS, TIME_BUCKETS, type AnalyticsDimension, type TimeBucket } from './group-plan.ts';

/** Which events, and how they are told apart. */
@ArgsType()
export class AnalyticsArgs {
  @Field(() => ID, {
    nullable: true,
    description: 'An organization; for staff the whole tenant when left out, for everybody else their own.',
  })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only what went through this carrier connection.' })
  carrierId?: string | null;

  @Field(() => [ANALYTICS_EVENT_TYPES], { nullable: true, description: 'Only these kinds of event; all when left out.' })
  eventTypes?: string[] | null;

  @Field(() => DateScalar, { nullable: true, description: 'First day in UTC; 29 days before the last when left out.' })
  dateFrom?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day in UTC, included; today when left out. A range covers at most 400 days.',
  })
  dateTo?: string | null;

  @Field(() => [ANALYTICS_DIMENSIONS], {
    nullable: true,
    description: 'What to tell the figures apart by; one group of everything when left out.',
  })
  groupBy?: AnalyticsDimension[] | null;

  @Field(() => TIME_BUCKETS, {
    nullable: true,
    description: 'How long the points of `timeSeries` are; the whole range is one point when left out.',
  })
  timeBucket?: TimeBucket | null;

  @Field(() => Int, { defaultValue: 100, description: 'How many groups at most, 1 to 100.' })
  limit!: number;
}

@Key('id', { isResolvable: false })
@ObjectType('Addon', { description: 'A marketplace’s own charge on top of what a carrier asks.' })
export class AddonStub {
  @PublicId(ID_PREFIX.addon, { description: 'Id of the addon.' })
  id!: string;
}

@ObjectType('AnalyticsDimensionValue', { description: 'What the events of a group have in common.' })
export class AnalyticsDimensionValueType {
  @Field(() => ANALYTICS_DIMENSIONS, { description: 'In which respect.' })
  dimension!: AnalyticsDimension;

  @Field(() => String, {
    nullable: true,
    description: 'The id, the name of the carrier, or the kind of event; null when unknown.',
  })
  value!: string | null;
}

@ObjectType('AnalyticsPoint', { description: 'One value of a series.' })
export class AnalyticsPointType {
  @Field(() => DateTimeScalar, {
    description: 'When its bucket begins, in UTC. At the ends of the range a week or month counts its days within the range.',
  })
  timestamp!: Date;

  @Field(() => DecimalScalar, { description: 'The count or the sum; 0 when nothing happened.' })
  value!: string;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Currency of a sum of money; null for counts.' })
  currency!: string | null;
}

@ObjectType('AnalyticsGroup', {
  description:
    'The figures of a group of events. Sums of money stand by currency, never converted; a currency that sums to zero is left out.',
})
export class AnalyticsGroupType {
  @Field(() => Int, { description: 'Events of any counted kind.' })
  eventCount!: number;

  @Field(() => Int, {
    description:
      'Requests to this API; where figures are narrowed to or told apart by connection or carrier, calls to the carrier.',
  })
  apiRequests!: number;

  @Field(() => Int, { description: 'Those of `apiRequests` that failed.' })
  apiErrors!: number;

  @Field(() => DecimalScalar, {
    description: '`apiErrors` by `apiRequests`, 0 to 1: exact, or rounded half up at 12 places; 0 without requests.',
  })
  errorRate!: string;

  @Field(() => Int, { description: 'Calls to carriers.' })
  carrierRequests!: number;

  @Field(() => Int, { description: 'Calls to carriers that failed.' })
  carrierErrors!: number;

  @Field(() => Int, { description: 'Shipments drawn up, whether or not their label was bought.' })
  shipmentsCreated!: number;

  @Field(() => Int, { description: 'Labels bought.' })
  shipmentsPurchased!: number;

  @Field(() => [MoneyType], { description: 'What was charged for the labels, addons included, by currency.' })
  shipmentsValue!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Addons charged, reversals taken off, by currency.' })
  addonRevenue!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Commission earned on addons, reversals taken off, by currency.' })
  commissionEarned!: MoneyType[];
}
