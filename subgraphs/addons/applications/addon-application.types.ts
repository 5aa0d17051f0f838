import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { CurrencyCodeScalar, DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { ADDON_BASES, SURCHARGE_TYPES, type AddonBase, type SurchargeType } from '../addons/addon.entity.ts';

@ObjectType('AddonApplication', {
  description: 'An addon as it was charged on a shipment; it stays as it was, whatever becomes of the addon.',
})
export class AddonApplicationType {
  @PublicId(ID_PREFIX.addonApplication, { description: 'Id of the application.' })
  id!: string;

  @PublicId(ID_PREFIX.addon, { description: 'Id of the addon.' })
  addonId!: string;

  @Field(() => Int, { description: 'The version of the addon that was charged.' })
  addonVersion!: number;

  @Field(() => String, { description: 'Name of the addon in that version.' })
  addonName!: string;

  @Field(() => SURCHARGE_TYPES, { description: 'Whether it was a fixed amount or a percentage.' })
  surchargeType!: SurchargeType;

  @Field(() => ADDON_BASES, { nullable: true, description: 'What the percentage was taken of; null for a fixed amount.' })
  base!: AddonBase | null;

  @Field(() => Boolean, { description: 'Whether the shipper saw it only as part of the price.' })
  isFolded!: boolean;

  @Field(() => String, { description: 'The carrier of the shipment.' })
  carrierName!: string;

  @Field(() => String, { description: 'The carrier’s service.' })
  service!: string;

  @PublicId(ID_PREFIX.addonApplication, {
    nullable: true,
    description: 'The application that this one takes back, because the shipment was cancelled; null when it was charged.',
  })
  reversesId!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  createdAt!: Date;
}

@ObjectType('AddonApplicationTotals', { description: 'What applications come to in one currency, reversals taken off.' })
export class AddonApplicationTotalsType {
  @Field(() => MoneyType, { description: 'What was charged.' })
  amount!: MoneyType;

  @Field(() => MoneyType, { description: 'The part of that that is commission.' })
  commissionAmount!: MoneyType;

  @Field(() => Int, { description: 'How many records there are, reversals among them.' })
  count!: number;
}

export const AddonApplicationConnection = connectionOf(AddonApplicationType, 'AddonApplication');

@InputType('AddonApplicationFilter', { description: 'Which applications to list; conditions add up.' })
export class AddonApplicationFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only those of this organization.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this addon.' })
  addonId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this shipment.' })
  shipmentId?: string | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Only those in this currency.' })
  currency?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those that take one back, or only those that were charged.' })
  isReversal?: boolean | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Recorded at this instant or later.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Recorded before this instant.' })
  until?: Date | null;
}

@ArgsType()
export class AddonApplicationsArgs extends PageArgs {
  @Field(() => AddonApplicationFilterInput, { nullable: true, description: 'Which applications to list; all when left out.' })
  filter?: AddonApplicationFilterInput | null;
}

@ObjectType('AddonBreakdown', { description: 'What one addon brought from an organization in one currency.' })
export class AddonBreakdownType {
  @PublicId(ID_PREFIX.addon, { description: 'Id of the addon.' })
  addonId!: string;

  @Field(() => String, { description: 'Its present name.' })
  addonName!: string;

  @Field(() => Int, { description: 'On how many shipments it was charged.' })
  totalApplications!: number;

  @Field(() => MoneyType, { description: 'What it was charged in all.' })
  totalRevenue!: MoneyType;

  @Field(() => MoneyType, { description: 'The part of that that is commission.' })
  totalCommission!: MoneyType;
}

@ObjectType('OrganizationAddonSummary', {
  description: 'What addons brought from one organization. Sums of different currencies are never added up.',
})
export class OrganizationAddonSummaryType {
  @Field(() => MoneyType, {
    nullable: true,
    description: 'What addons were charged in all; null when that is nothing yet, or in several currencies.',
  })
  totalAddonRevenue!: MoneyType | null;

  @Field(() => [MoneyType], { description: 'The same, one amount a currency.' })
  addonRevenueByCurrency!: MoneyType[];

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The part of that that is commission; null when that is nothing yet, or in several currencies.',
  })
  totalCommissionPaid!: MoneyType | null;

  @Field(() => [MoneyType], { description: 'The same, one amount a currency.' })
  commissionPaidByCurrency!: MoneyType[];

  @Field(() => Int, { description: 'How many addons are charged to the organization at present.' })
  activeAddonsCount!: number;

  @Field(() => [AddonBreakdownType], {
    description: 'The parts by addon and currency, the largest revenue of each currency first.',
  })
  addonBreakdown!: AddonBreakdownType[];
}
