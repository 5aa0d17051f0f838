import { Field, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { ADDON_BASES, SURCHARGE_TYPES, type AddonBase, type SurchargeType } from '../addons/addon.entity.ts';

@ObjectType('AddonCharge', { description: 'What one addon comes to on a rate, as it was pinned.' })
export class AddonChargeType {
  @PublicId(ID_PREFIX.addon, { description: 'Id of the addon.' })
  addonId!: string;

  @Field(() => Int, { description: 'The version of the addon that was charged.' })
  addonVersion!: number;

  @Field(() => String, { description: 'Name of the addon in that version.' })
  name!: string;

  @Field(() => SURCHARGE_TYPES, { description: 'Whether it is a fixed amount or a percentage.' })
  surchargeType!: SurchargeType;

  @Field(() => MoneyType, { description: 'What it comes to, rounded half up to the currency’s scale.' })
  amount!: MoneyType;

  @Field(() => ADDON_BASES, { nullable: true, description: 'What the percentage was taken of; null for a fixed amount.' })
  base!: AddonBase | null;

  @Field(() => Boolean, { description: 'Whether shippers see it only as part of the price.' })
  isFolded!: boolean;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'The part of the amount that is commission; null for callers who may see neither addons’ rules nor analytics.',
  })
  commissionAmount!: MoneyType | null;
}

@Key('id')
@ObjectType('Rate', { description: 'What a carrier asks for a consignment by one of its services.' })
export class RateStub {
  @PublicId(ID_PREFIX.rate, { description: 'Id of the rate.' })
  id!: string;
}
