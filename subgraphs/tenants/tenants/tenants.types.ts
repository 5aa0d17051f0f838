import { ArgsType, Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, ListSize, PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { TenantDomainType } from '../domains/domains.types.ts';
import { IssuedInvitationType } from '../invitations/invitations.types.ts';
import { TenantProvisioningType } from '../provisioning/provisioning.types.ts';

/** A tenant's plan with the platform. */
export enum TenantPlanEnum {
  STARTER = 'starter',
  PROFESSIONAL = 'professional',
  ENTERPRISE = 'enterprise',
}
registerEnumType(TenantPlanEnum, {
  name: 'TenantPlan',
  description: 'What a tenant pays the platform for.',
  valuesConfig: {
    STARTER: { description: 'USD 99 a month.' },
    PROFESSIONAL: { description: 'USD 299 a month.' },
    ENTERPRISE: { description: 'USD 999 a month.' },
  },
});

/** Whether a tenant may act. */
export enum TenantStatusEnum {
  PROVISIONING = 'provisioning',
  ACTIVE = 'active',
  SUSPENDED = 'suspended',
  DELETED = 'deleted',
  FAILED = 'failed',
}
registerEnumType(TenantStatusEnum, {
  name: 'TenantStatus',
  description: 'Whether the people of a tenant may do anything.',
  valuesConfig: {
    PROVISIONING: { description: 'It is being made; nobody has joined it yet.' },
    ACTIVE: { description: 'They may.' },
    SUSPENDED: { description: 'They may not, until the platform reactivates it.' },
    DELETED: { description: 'They may not; it is purged at the end of its grace unless it is restored.' },
    FAILED: { description: 'Its making failed; nothing of it is left but the note why.' },
  },
});

@ObjectType('FeatureFlag', { description: 'Something that is on or off for a tenant.' })
export class FeatureFlagType {
  @Field(() => String, { description: 'Its name, e.g. `webhooks`.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether it is on.' })
  isEnabled!: boolean;
}

@ObjectType('TenantBranding', { description: 'How a tenant looks to its people.' })
export class TenantBrandingType {
  @Field(() => String, { nullable: true, description: 'Where its logo is, by https.' })
  logoUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'Main colour, `#rrggbb`.' })
  primaryColor?: string | null;

  @Field(() => String, { nullable: true, description: 'Second colour, `#rrggbb`.' })
  secondaryColor?: string | null;

  @Field(() => String, { nullable: true, description: 'Colour of what should catch the eye, `#rrggbb`.' })
  accentColor?: string | null;
}

@ObjectType('TenantCounts', { description: 'What is in a tenant; counted as events arrive, within a second as a rule.' })
export class TenantCountsType {
  @Field(() => Int, { description: 'Organizations.' })
  organizations!: number;

  @Field(() => Int, { description: 'Organizations that may act.' })
  activeOrganizations!: number;

  @Field(() => Int, { description: 'Members of organizations; who is in two counts twice.' })
  members!: number;

  @Field(() => Int, { description: 'API tokens that are not revoked, those of programs.' })
  apiTokens!: number;
}

@Key('id')
@ObjectType('Tenant', { description: 'A customer of the platform: a marketplace of its own.' })
export class TenantType {
  @PublicId(ID_PREFIX.tenant, { description: 'Id of the tenant.' })
  id!: string;

  @Field(() => String, { description: 'Display name.' })
  name!: string;

  @Field(() => String, { description: 'Short name, unique on the platform.' })
  slug!: string;

  @Field(() => String, { description: 'Database schema that holds the tenant’s rows; opaque.' })
  schemaName!: string;

  @Field(() => TenantPlanEnum, { description: 'Its plan with the platform.' })
  plan!: TenantPlanEnum;

  @Field(() => TenantStatusEnum, { description: 'Whether it may act.' })
  status!: TenantStatusEnum;

  @Field(() => Boolean, { description: 'Whether its status is ACTIVE.' })
  isActive!: boolean;

  @Field(() => String, { nullable: true, description: 'Label of where its data is kept, e.g. `eu-central`.' })
  region!: string | null;

  @ListSize(10)
  @Field(() => [FeatureFlagType], { description: 'Its feature flags, by name.' })
  featureFlags!: FeatureFlagType[];

  @ListSize(10)
  @Field(() => [String], {
    description:
      'The features that it has: by a flag of the feature’s name where there is one, else by its plan. Known ones are organizations, addons, partners, webhooks, custom_domains, white_labeling and allowed_networks.',
  })
  features!: string[];

  @Field(() => TenantBrandingType, { description: 'How it looks to its people.' })
  branding!: TenantBrandingType;

  @Field(() => TenantCountsType, { description: 'What is in it.' })
  counts!: TenantCountsType;

  @Field(() => TenantProvisioningType, {
    nullable: true,
    description: 'How its making went; null for those made before this was kept.',
  })
  provisioning!: TenantProvisioningType | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it has been suspended.' })
  suspendedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it is suspended.' })
  suspensionReason!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was deleted.' })
  deletedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is purged, unless it is restored before.' })
  purgeAfter!: Date | null;

  @Field(() => DateTimeScalar, { description: 'When it was created.' })
  createdAt!: Date;

  @ListSize(2)
  @Field(() => [TenantDomainType], {
    description: 'Names under which it is reached, or will be once verified; the primary one first.',
  })
  domains!: TenantDomainType[];

  @ListSize(2)
  @Field(() => [String], {
    description: 'Hosts of its app: verified domains of its own, the primary one first, then the platform’s name for it.',
  })
  appDomains!: string[];

  @ListSize(2)
  @Field(() => [String], { description: 'Hosts of its API, in the same order.' })
  apiDomains!: string[];
}

export const TenantConnection = connectionOf(TenantType, 'Tenant');

@InputType('TenantFilter', { description: 'Which tenants to list; conditions add up.' })
export class TenantFilterInput {
  @Field(() => String, { nullable: true, description: 'Part of the name, the slug or a domain.' })
  search?: string;

  @Field(() => TenantStatusEnum, { nullable: true, description: 'Only those in this status.' })
  status?: TenantStatusEnum;

  @Field(() => TenantPlanEnum, { nullable: true, description: 'Only those on this plan.' })
  plan?: TenantPlanEnum;

  @Field(() => String, { nullable: true, description: 'Only those of this region.' })
  region?: string;

  @Field(() => String, { nullable: true, description: 'Only those for which the flag of this name is on.' })
  feature?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only those created at this moment or later.' })
  createdAfter?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only those created before this moment.' })
  createdBefore?: Date;
}

/** Orders of the list of tenants. */
export enum TenantSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  NAME_ASC = 'nameAsc',
  NAME_DESC = 'nameDesc',
}
registerEnumType(TenantSortEnum, {
  name: 'TenantSort',
  description: 'How the list of tenants is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    NAME_ASC: { description: 'By name, A to Z.' },
    NAME_DESC: { description: 'By name, Z to A.' },
  },
});

@ArgsType()
export class TenantsArgs extends PageArgs {
  @Field(() => TenantFilterInput, { nullable: true, description: 'Which tenants to list; all when left out.' })
  filter?: TenantFilterInput;

  @Field(() => TenantSortEnum, { defaultValue: TenantSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: TenantSortEnum;
}

@InputType('TenantBrandingInput', { description: 'How a tenant looks; what is left out stays, null takes it away.' })
export class TenantBrandingInput {
  @Field(() => String, { nullable: true, description: 'Where its logo is, by https.' })
  logoUrl?: string | null;

  @Field(() => String, { nullable: true, description: 'Main colour, `#rrggbb`.' })
  primaryColor?: string | null;

  @Field(() => String, { nullable: true, description: 'Second colour, `#rrggbb`.' })
  secondaryColor?: string | null;

  @Field(() => String, { nullable: true, description: 'Colour of what should catch the eye, `#rrggbb`.' })
  accentColor?: string | null;
}

@InputType('CreateTenantInput', { description: 'What a new tenant is made of.' })
export class CreateTenantInput {
  @Field(() => String, { description: 'Display name, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, {
    description: 'Label under which it is reached: 1 to 63 lower-case letters, digits and hyphens; unique on the platform.',
  })
  domain!: string;

  @Field(() => String, { description: 'Whom to invite as its administrator.' })
  adminEmail!: string;

  @Field(() => TenantPlanEnum, { defaultValue: TenantPlanEnum.STARTER, description: 'Its plan with the platform.' })
  plan!: TenantPlanEnum;

  @Field(() => String, { nullable: true, description: 'Label of where its data is kept, e.g. `eu-central`.' })
  region?: string | null;

  @Field(() => TenantBrandingInput, { nullable: true, description: 'How it looks.' })
  branding?: TenantBrandingInput | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Feature flags that are on from the start, e.g. `webhooks`; 100 at most.',
  })
  features?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Carriers to be set up as far as the platform can, e.g. `usps`; 50 at most.',
  })
  carriers?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Asking again with the same key answers the same tenant, with its administrator invited anew while nobody has accepted; the invitation answered last counts.',
  })
  idempotencyKey?: string | null;
}

@ObjectType('CreateTenantPayload', { description: 'The tenant that was created.' })
export class CreateTenantPayload extends MutationPayload {
  @Field(() => TenantType, { nullable: true, description: 'The tenant; null when it was refused.' })
  tenant?: TenantType | null;

  @Field(() => IssuedInvitationType, {
    nullable: true,
    description: 'The invitation of its administrator, to be handed on; null when it was refused, or accepted before.',
  })
  adminInvitation?: IssuedInvitationType | null;
}
