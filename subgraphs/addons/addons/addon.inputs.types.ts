import { Field, ID, InputType, Int } from 'type-graphql';
import { CurrencyCodeScalar, DateTimeScalar, DecimalScalar, JsonScalar } from '../../../platform/graphql/scalars.ts';
import {
  ADDON_BASES,
  ADDON_VISIBILITIES,
  SURCHARGE_TYPES,
  type AddonBase,
  type AddonVisibility,
  type SurchargeType,
} from './addon.entity.ts';

@InputType('AddonFilter', { description: 'Which addons to list; conditions add up.' })
export class AddonFilterInput {
  @Field(() => Boolean, { nullable: true, description: 'Only active ones, or only inactive ones.' })
  active?: boolean | null;

  @Field(() => SURCHARGE_TYPES, { nullable: true, description: 'Only of this type.' })
  surchargeType?: SurchargeType | null;

  @Field(() => ADDON_VISIBILITIES, { nullable: true, description: 'Only of this visibility.' })
  visibility?: AddonVisibility | null;

  @Field(() => String, { nullable: true, description: 'Part of the name.' })
  search?: string | null;

  @Field(() => String, { nullable: true, description: 'Only those charged for this carrier.' })
  carrier?: string | null;

  @Field(() => String, { nullable: true, description: 'Only those charged for this service.' })
  service?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those charged to this organization.' })
  organizationId?: string | null;
}

/** What can be said of an addon when it is made and when it is changed. */
@InputType()
class AddonFieldsInput {
  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Currency of a fixed amount; none for a percentage.' })
  currency?: string | null;

  @Field(() => ADDON_BASES, {
    nullable: true,
    description: 'What a percentage is taken of; CARRIER_CHARGE unless said otherwise.',
  })
  base?: AddonBase | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Addons are charged in ascending order, 0 to 1,000,000; 0 unless said otherwise.',
  })
  order?: number | null;

  @Field(() => ADDON_VISIBILITIES, {
    nullable: true,
    description: 'Whether shippers see it by name; VISIBLE unless said otherwise.',
  })
  visibility?: AddonVisibility | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is charged at all; true unless said otherwise.' })
  active?: boolean | null;

  @Field(() => [String], { nullable: true, description: 'Carriers it is charged for; empty means all.' })
  carriers?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Services it is charged for; empty means all.' })
  services?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Carrier connections it is charged for; empty means all.' })
  carrierAccounts?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Organizations it is charged to; empty means all.' })
  organizations?: string[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From when on it is charged.' })
  effectiveFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'The first instant at which it is no longer charged.' })
  effectiveUntil?: Date | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a part of it is commission; false unless said otherwise.' })
  commissionEnabled?: boolean | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Commission rate between 0 and 1: 0.0250 is 2.5 %; none leaves it to the platform’s tiers and default.',
  })
  commissionRate?: string | null;

  @Field(() => ID, { nullable: true, description: 'Organization that receives the commission; none means the platform.' })
  commissionRecipient?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'A JSON object for outside billing systems.' })
  billingMetadata?: Record<string, unknown> | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Whether carriers and services may be named that no rate sheet of the tenant offers yet; they are refused with UNKNOWN_CARRIER and UNKNOWN_SERVICE else. A simulation takes any.',
  })
  acceptUnknownNames!: boolean;
}

@InputType('CreateAddonInput', { description: 'What a new addon is.' })
export class CreateAddonInput extends AddonFieldsInput {
  @Field(() => String, { description: 'Name, 1 to 100 characters.' })
  name!: string;

  @Field(() => SURCHARGE_TYPES, { description: 'Whether the amount is money or a percentage.' })
  surchargeType!: SurchargeType;

  @Field(() => DecimalScalar, { description: 'Money in `currency` when fixed; 5.00 is 5 % when a percentage (1,000 at most).' })
  amount!: string;
}

@InputType('UpdateAddonInput', {
  description: 'What changes on an addon; whatever is left out stays, null clears what may be empty.',
})
export class UpdateAddonInput extends AddonFieldsInput {
  @Field(() => ID, { description: 'Id of the addon.' })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version the change was made for; refused with CONFLICT when the addon has moved on.',
  })
  expectedVersion?: number | null;

  @Field(() => String, { nullable: true, description: 'Name, 1 to 100 characters.' })
  name?: string | null;

  @Field(() => SURCHARGE_TYPES, { nullable: true, description: 'Whether the amount is money or a percentage.' })
  surchargeType?: SurchargeType | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Money in `currency` when fixed; 5.00 is 5 % when a percentage (1,000 at most).',
  })
  amount?: string | null;
}

@InputType('DeleteAddonInput', { description: 'Which addon to delete.' })
export class DeleteAddonInput {
  @Field(() => ID, { description: 'Id of the addon.' })
  id!: string;

  @Field({
    defaultValue: false,
    description:
      'Whether to delete an active addon that was charged within the last 30 days; otherwise that is refused with ADDON_IN_USE.',
  })
  acceptInUse!: boolean;
}
