import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { Key, ListSize, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateScalar } from '../../../platform/graphql/scalars.ts';

@InputType('OrganizationUsageFilter', { description: 'Whose usage, of which days.' })
export class OrganizationUsageFilterInput {
  @Field(() => ID, {
    nullable: true,
    description: 'An organization; for staff the whole tenant when left out, for everybody else their own.',
  })
  organizationId?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'First day in UTC; 29 days before the last when left out.' })
  dateAfter?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day in UTC, included; today when left out. A range covers at most 400 days.',
  })
  dateBefore?: string | null;
}

@ObjectType('UsageCountPoint', { description: 'How often something happened on a day.' })
export class UsageCountPointType {
  @Field(() => DateScalar, { description: 'The day, in UTC.' })
  date!: string;

  @Field(() => Int, { description: 'How often it happened; 0 on quiet days.' })
  count!: number;
}

@ObjectType('UsageAmountPoint', { description: 'How often something happened on a day, and for how much.' })
export class UsageAmountPointType {
  @Field(() => DateScalar, { description: 'The day, in UTC.' })
  date!: string;

  @Field(() => Int, { description: 'How often it happened; 0 on quiet days.' })
  count!: number;

  @Field(() => [MoneyType], { description: 'The sum in each currency; empty on quiet days.' })
  amounts!: MoneyType[];
}

@ObjectType('CarrierUsageMetrics', { description: 'What went through one carrier connection.' })
export class CarrierUsageMetricsType {
  @PublicId(ID_PREFIX.connection, { description: 'Id of the carrier connection.' })
  connectionId!: string;

  @Field(() => String, { nullable: true, description: 'Name of the carrier.' })
  carrierName!: string | null;

  @Field(() => Int, { description: 'Calls to the carrier.' })
  requests!: number;

  @Field(() => Int, { description: 'Calls that failed.' })
  errors!: number;

  @Field(() => Float, { description: 'Failed calls by all calls, 0 to 1; 0 without calls.' })
  errorRate!: number;

  @Field(() => Int, { description: 'Shipments drawn up for it.' })
  shipmentsCreated!: number;

  @Field(() => Int, { description: 'Labels bought.' })
  shipments!: number;

  @Field(() => [MoneyType], { description: 'What the labels cost, by currency.' })
  revenue!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Addons charged on its shipments, by currency.' })
  addonRevenue!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Commission earned on its shipments, by currency.' })
  commissionEarned!: MoneyType[];
}

@ObjectType('AddonUsageMetrics', { description: 'What one addon brought.' })
export class AddonUsageMetricsType {
  @PublicId(ID_PREFIX.addon, { description: 'Id of the addon.' })
  addonId!: string;

  @Field(() => String, { nullable: true, description: 'Name of the addon when it was charged last.' })
  addonName!: string | null;

  @Field(() => Int, { description: 'How often it was charged.' })
  applications!: number;

  @Field(() => [MoneyType], { description: 'What was charged, by currency.' })
  revenue!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Commission earned on it, by currency.' })
  commission!: MoneyType[];
}

@ObjectType('OrganizationUsage', {
  description:
    'What an organization (or the tenant) did in a range of days. Days are UTC; sums of money stand by currency and are never converted.',
})
export class OrganizationUsageType {
  @Field(() => DateScalar, { description: 'First day of the range.' })
  dateAfter!: string;

  @Field(() => DateScalar, { description: 'Last day of the range, included.' })
  dateBefore!: string;

  @Field(() => Int, { description: 'People who have joined, as of now.' })
  members!: number;

  @Field(() => Int, { description: 'Requests to this API; a batch of them counts on the day on which it began.' })
  totalApiRequests!: number;

  @Field(() => Int, { description: 'Requests to this API that were answered with an error.' })
  totalApiErrors!: number;

  @Field(() => Int, { description: 'Calls to carriers.' })
  totalCarrierRequests!: number;

  @Field(() => Int, { description: 'Calls to carriers that failed.' })
  totalCarrierErrors!: number;

  @Field(() => Int, { description: 'Shipments drawn up, whether or not their label was bought.' })
  totalShipmentsCreated!: number;

  @Field(() => Int, { description: 'Labels bought.' })
  totalShipments!: number;

  @Field(() => Int, { description: 'Parcels that began to be tracked.' })
  totalTrackers!: number;

  @Field(() => Int, { description: 'Times an addon was charged, reversals taken off.' })
  totalAddonApplications!: number;

  @Field(() => [MoneyType], { description: 'What labels cost, by currency.' })
  totalShippingSpend!: MoneyType[];

  @Field(() => [MoneyType], { description: 'What addons cost, reversals taken off, by currency.' })
  totalAddonsCharges!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Commission earned on addons, reversals taken off, by currency.' })
  totalCommission!: MoneyType[];

  @ListSize(30)
  @Field(() => [UsageCountPointType], { description: 'Requests to this API, day by day.' })
  apiRequests!: UsageCountPointType[];

  @ListSize(30)
  @Field(() => [UsageCountPointType], { description: 'Requests to this API that were answered with an error, day by day.' })
  apiErrors!: UsageCountPointType[];

  @ListSize(30)
  @Field(() => [UsageCountPointType], { description: 'Calls to carriers, day by day.' })
  carrierRequests!: UsageCountPointType[];

  @ListSize(30)
  @Field(() => [UsageCountPointType], { description: 'Calls to carriers that failed, day by day.' })
  carrierErrors!: UsageCountPointType[];

  @ListSize(30)
  @Field(() => [UsageCountPointType], { description: 'Labels bought, day by day.' })
  shipmentCount!: UsageCountPointType[];

  @ListSize(30)
  @Field(() => [UsageCountPointType], { description: 'Parcels that began to be tracked, day by day.' })
  trackerCount!: UsageCountPointType[];

  @ListSize(30)
  @Field(() => [UsageAmountPointType], { description: 'What labels cost, day by day.' })
  shippingSpend!: UsageAmountPointType[];

  @ListSize(30)
  @Field(() => [UsageAmountPointType], {
    description: 'What addons cost, day by day; a reversal counts less than nothing on the day of the cancellation.',
  })
  addonsCharges!: UsageAmountPointType[];

  @ListSize(30)
  @Field(() => [UsageAmountPointType], { description: 'Commission earned on addons, day by day.' })
  commissionEarned!: UsageAmountPointType[];
}

@ObjectType('OrganizationUsageSummary', { description: 'What an organization did in the last 30 days (UTC, today included).' })
export class OrganizationUsageSummaryType {
  @Field(() => Int, { description: 'People who have joined, as of now.' })
  members!: number;

  @Field(() => Int, { description: 'Requests to this API.' })
  apiRequests!: number;

  @Field(() => Int, { description: 'Requests to this API that were answered with an error.' })
  apiErrors!: number;

  @Field(() => Int, { description: 'Calls to carriers.' })
  carrierRequests!: number;

  @Field(() => Int, { description: 'Calls to carriers that failed.' })
  carrierErrors!: number;

  @Field(() => Int, { description: 'Labels bought.' })
  shipments!: number;

  @Field(() => Int, { description: 'Parcels that began to be tracked.' })
  trackers!: number;

  @Field(() => [MoneyType], { description: 'What labels cost, by currency.' })
  shippingSpend!: MoneyType[];

  @Field(() => [MoneyType], { description: 'What addons cost, reversals taken off, by currency.' })
  addonsCharges!: MoneyType[];

  @Field(() => [MoneyType], { description: 'Commission earned on addons, reversals taken off, by currency.' })
  commission!: MoneyType[];
}

@Key('id')
@ObjectType('Organization')
export class MeasuredOrganizationType {
  @PublicId(ID_PREFIX.organization, { description: 'Id of the organization.' })
  id!: string;
}
