import { ArgsType, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId, PublicIdList, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { CurrencyCodeScalar, DateTimeScalar, DecimalScalar, JsonScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import {
  ADDON_BASES,
  ADDON_VISIBILITIES,
  SURCHARGE_TYPES,
  type AddonBase,
  type AddonVisibility,
  type SurchargeType,
} from './addon.entity.ts';
import { AddonFilterInput } from './addon.inputs.types.ts';

registerEnumType(SURCHARGE_TYPES, {
  name: 'SurchargeType',
  description: 'How an addon’s amount is meant.',
  valuesConfig: {
    FIXED: { description: 'An amount of money.' },
    PERCENTAGE: { description: 'A percentage of the base: 5 is 5 %.' },
  },
});

registerEnumType(ADDON_BASES, {
  name: 'AddonBase',
  description: 'What a percentage is taken of.',
  valuesConfig: {
    CARRIER_CHARGE: { description: 'What the carrier asks.' },
    RUNNING_TOTAL: { description: 'What the carrier asks and the addons before this one come to.' },
  },
});

registerEnumType(ADDON_VISIBILITIES, {
  name: 'AddonVisibility',
  description: 'Whether shippers see an addon by name.',
  valuesConfig: {
    VISIBLE: { description: 'Shown by name beside the price.' },
    FOLDED: { description: 'Part of the price, without a name.' },
  },
});

/** Sort orders in the API; the values are the keys of ADDON_ORDERS. */
export const ADDON_SORTS = {
  ORDER_ASC: 'ORDER_ASC',
  NAME_ASC: 'NAME_ASC',
  CREATED_AT_ASC: 'CREATED_AT_ASC',
  CREATED_AT_DESC: 'CREATED_AT_DESC',
} as const;
export type AddonSort = keyof typeof ADDON_SORTS;

registerEnumType(ADDON_SORTS, {
  name: 'AddonSort',
  description: 'How the list of addons is sorted.',
  valuesConfig: {
    ORDER_ASC: { description: 'In the order in which they are charged.' },
    NAME_ASC: { description: 'By name, A to Z.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    CREATED_AT_DESC: { description: 'Newest first.' },
  },
});

@Key('id')
@ObjectType('Addon', { description: 'A marketplace’s own charge on top of what a carrier asks.' })
export class AddonType {
  @PublicId(ID_PREFIX.addon, { description: 'Id of the addon.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Name.' })
  name!: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is charged at all.' })
  active!: boolean;

  @Field(() => SURCHARGE_TYPES, { nullable: true, description: 'Whether the amount is money or a percentage.' })
  surchargeType!: SurchargeType;

  @Field(() => DecimalScalar, { nullable: true, description: 'Money in `currency` when fixed; 5 is 5 % when a percentage.' })
  amount!: string;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Currency of a fixed amount; null for a percentage.' })
  currency!: string | null;

  @Field(() => ADDON_BASES, { nullable: true, description: 'What a percentage is taken of.' })
  base!: AddonBase;

  @Field(() => Int, { nullable: true, description: 'Addons are charged in ascending order; ties go to the older one.' })
  order!: number;

  @Field(() => ADDON_VISIBILITIES, { nullable: true, description: 'Whether shippers see it by name.' })
  visibility!: AddonVisibility;

  @Field(() => [String], { nullable: true, description: 'Carriers it is charged for; empty means all.' })
  carriers!: string[];

  @Field(() => [String], { nullable: true, description: 'Services it is charged for; empty means all.' })
  services!: string[];

  @RequiresPermission('manage_addons')
  @PublicIdList(ID_PREFIX.connection, { nullable: true, description: 'Carrier connections it is charged for; empty means all.' })
  carrierAccounts!: string[];

  @RequiresPermission('manage_addons')
  @PublicIdList(ID_PREFIX.organization, { nullable: true, description: 'Organizations it is charged to; empty means all.' })
  organizations!: string[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'From when on it is charged; null means since ever.' })
  effectiveFrom!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The first instant at which it is no longer charged; null means for ever.',
  })
  effectiveUntil!: Date | null;

  @RequiresPermission('manage_addons')
  @Field(() => Boolean, { nullable: true, description: 'Whether a part of it is commission.' })
  commissionEnabled!: boolean;

  @RequiresPermission('manage_addons')
  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Its commission rate: 0.0250 is 2.5 %; null leaves it to the platform’s tiers and default.',
  })
  commissionRate!: string | null;

  @RequiresPermission('manage_addons')
  @PublicId(ID_PREFIX.organization, {
    nullable: true,
    description: 'Organization that receives the commission; null when the platform does.',
  })
  commissionRecipient!: string | null;

  @RequiresPermission('manage_addons')
  @Field(() => JsonScalar, { nullable: true, description: 'Whatever outside billing systems need to know of it.' })
  billingMetadata!: unknown;

  @RequiresPermission('manage_addons')
  @Field(() => Int, {
    nullable: true,
    description: 'Counts its changes from 1; what was charged names the version it was charged by.',
  })
  version!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last changed.' })
  updatedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was deleted; null while it is not.' })
  deletedAt!: Date | null;
}

export const AddonConnection = connectionOf(AddonType, 'Addon');

@ArgsType()
export class AddonsArgs extends PageArgs {
  @Field(() => AddonFilterInput, { nullable: true, description: 'Which addons to list; all when left out.' })
  filter?: AddonFilterInput;

  @Field(() => ADDON_SORTS, { defaultValue: 'ORDER_ASC', description: 'How to sort.' })
  sort!: AddonSort;
}

@ObjectType('AddonPayload', { description: 'An addon after a change, or why it was refused.' })
export class AddonPayload extends MutationPayload {
  @Field(() => AddonType, { nullable: true, description: 'The addon; null when the change was refused.' })
  addon!: AddonType | null;
}
