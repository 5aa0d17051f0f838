import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@ObjectType('CommissionTier', { description: 'A commission rate from a volume on.' })
export class CommissionTierType {
  @Field(() => Int, { description: 'Shipments bought by the organization in the month (UTC) from which the rate holds.' })
  volumeThreshold!: number;

  @Field(() => DecimalScalar, { description: 'The rate: 0.0250 is 2.5 %.' })
  rate!: string;
}

@ObjectType('PlatformCommissionSettings', { description: 'How the platform’s commission on addons is computed.' })
export class PlatformCommissionSettingsType {
  @Field(() => DecimalScalar, { description: 'The rate where nothing else holds: 0.0250 is 2.5 %.' })
  defaultCommissionRate!: string;

  @Field(() => MoneyType, { nullable: true, description: 'The least commission of one application; null when there is none.' })
  minimumCommissionAmount!: MoneyType | null;

  @Field(() => [CommissionTierType], { description: 'Rates by volume, in ascending order of their thresholds.' })
  commissionTiers!: CommissionTierType[];

  @Field(() => Int, { description: 'Counts the changes; 0 while nothing was decided.' })
  version!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When they were last changed; null while nothing was decided.' })
  updatedAt!: Date | null;
}

@Key('id')
@ObjectType('Organization', { description: 'A shipper or company inside a tenant.' })
export class OrganizationStub {
  @PublicId(ID_PREFIX.organization, { description: 'Id of the organization.' })
  id!: string;
}

@InputType('CommissionTierInput', { description: 'A commission rate from a volume on.' })
export class CommissionTierInput {
  @Field(() => Int, {
    description: 'Shipments bought by the organization in the month (UTC) from which the rate holds; 1 or more.',
  })
  volumeThreshold!: number;

  @Field(() => DecimalScalar, { description: 'The rate, between 0 and 1: 0.0250 is 2.5 %.' })
  rate!: string;
}

@InputType('ConfigurePlatformCommissionInput', {
  description: 'The whole of the commission settings; they replace the ones before.',
})
export class ConfigurePlatformCommissionInput {
  @Field(() => DecimalScalar, { description: 'The rate where nothing else holds, between 0 and 1: 0.0250 is 2.5 %.' })
  defaultCommissionRate!: string;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'The least commission of one application; applied where the charge is in its currency.',
  })
  minimumCommissionAmount?: MoneyInput | null;

  @Field(() => [CommissionTierInput], {
    nullable: true,
    description: 'Rates by volume, in ascending order of their thresholds; none when left out.',
  })
  commissionTiers?: CommissionTierInput[] | null;
}

@InputType('SetOrganizationCommissionInput', { description: 'A commission rate agreed with one organization.' })
export class SetOrganizationCommissionInput {
  @Field(() => ID, { description: 'Id of the organization.' })
  organizationId!: string;

  @Field(() => DecimalScalar, { nullable: true, description: 'The rate, between 0 and 1; none takes it back.' })
  customCommissionRate?: string | null;

  @Field(() => Boolean, {
    description: 'Whether the rate comes before the addons’ own rates, the tiers and the default; while false it is only kept.',
  })
  commissionOverride!: boolean;
}

@ObjectType('ConfigurePlatformCommissionPayload', { description: 'The settings after a change, or why it was refused.' })
export class ConfigurePlatformCommissionPayload extends MutationPayload {
  @Field(() => PlatformCommissionSettingsType, { nullable: true, description: 'The settings; null when the change was refused.' })
  settings!: PlatformCommissionSettingsType | null;
}

@ObjectType('SetOrganizationCommissionPayload', { description: 'The organization after a change, or why it was refused.' })
export class SetOrganizationCommissionPayload extends MutationPayload {
  @Field(() => OrganizationStub, { nullable: true, description: 'The organization; null when the change was refused.' })
  organization!: OrganizationStub | null;
}
