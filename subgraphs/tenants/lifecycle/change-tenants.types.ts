import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { TenantBrandingInput, TenantPlanEnum, TenantType } from '../tenants/tenants.types.ts';

@InputType('FeatureFlagInput', { description: 'Something to be on or off for a tenant.' })
export class FeatureFlagInput {
  @Field(() => String, { description: 'Its name: lower-case letters, digits and underscores.' })
  name!: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is on; null takes the flag away.' })
  isEnabled!: boolean | null;
}

@InputType('UpdateTenantInput', { description: 'What to change of a tenant; what is left out stays.' })
export class UpdateTenantInput {
  @Field(() => ID, { description: 'The tenant.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Display name, 1 to 100 characters.' })
  name?: string | null;

  @Field(() => TenantPlanEnum, { nullable: true, description: 'Its plan with the platform.' })
  plan?: TenantPlanEnum | null;

  @Field(() => String, { nullable: true, description: 'Label of where its data is kept; null takes it away.' })
  region?: string | null;

  @Field(() => [FeatureFlagInput], { nullable: true, description: 'Flags to set; the others stay.' })
  featureFlags?: FeatureFlagInput[] | null;

  @Field(() => TenantBrandingInput, { nullable: true, description: 'How it looks.' })
  branding?: TenantBrandingInput | null;
}

@InputType('UpdateTenantBrandingInput', { description: 'How the caller’s tenant is to look.' })
export class UpdateTenantBrandingInput {
  @Field(() => TenantBrandingInput, { description: 'What to change.' })
  branding!: TenantBrandingInput;
}

@InputType('SuspendTenantInput', { description: 'A tenant to be suspended.' })
export class SuspendTenantInput {
  @Field(() => ID, { description: 'The tenant.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Why, for operators; at most 500 characters.' })
  reason?: string | null;
}

@InputType('TenantInput', { description: 'A tenant.' })
export class TenantInput {
  @Field(() => ID, { description: 'The tenant.' })
  id!: string;
}

@ObjectType('TenantPayload', { description: 'The tenant that was changed.' })
export class TenantPayload extends MutationPayload {
  @Field(() => TenantType, { nullable: true, description: 'The tenant; null when it was refused.' })
  tenant?: TenantType | null;
}
