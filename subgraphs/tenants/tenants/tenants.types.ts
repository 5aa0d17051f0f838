import { ArgsType, Field, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, ListSize, PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { IssuedInvitationType } from '../invitations/invitations.types.ts';

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
  ACTIVE = 'active',
  SUSPENDED = 'suspended',
}
registerEnumType(TenantStatusEnum, {
  name: 'TenantStatus',
  description: 'Whether the people of a tenant may do anything.',
  valuesConfig: {
    ACTIVE: { description: 'They may.' },
    SUSPENDED: { description: 'They may not, until the platform reactivates it.' },
  },
});

@ObjectType('TenantDomain', { description: 'A name under which a tenant is reached.' })
export class TenantDomainType {
  @Field(() => String, { description: 'The domain or its label.' })
  domain!: string;

  @Field(() => Boolean, { description: 'Whether it is the one that links are made with.' })
  isPrimary!: boolean;
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

  @Field(() => DateTimeScalar, { description: 'When it was created.' })
  createdAt!: Date;

  @ListSize(2)
  @Field(() => [TenantDomainType], { description: 'Names under which it is reached, the primary one first.' })
  domains!: TenantDomainType[];
}

export const TenantConnection = connectionOf(TenantType, 'Tenant');

@InputType('TenantFilter', { description: 'Which tenants to list; conditions add up.' })
export class TenantFilterInput {
  @Field(() => String, { nullable: true, description: 'Part of the name or slug.' })
  search?: string;

  @Field(() => TenantStatusEnum, { nullable: true, description: 'Only those in this status.' })
  status?: TenantStatusEnum;

  @Field(() => TenantPlanEnum, { nullable: true, description: 'Only those on this plan.' })
  plan?: TenantPlanEnum;
}

/** Orders of the list of tenants. */
export enum TenantSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  NAME_ASC = 'nameAsc',
}
registerEnumType(TenantSortEnum, {
  name: 'TenantSort',
  description: 'How the list of tenants is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    NAME_ASC: { description: 'By name, A to Z.' },
  },
});

@ArgsType()
export class TenantsArgs extends PageArgs {
  @Field(() => TenantFilterInput, { nullable: true, description: 'Which tenants to list; all when left out.' })
  filter?: TenantFilterInput;

  @Field(() => TenantSortEnum, { defaultValue: TenantSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: TenantSortEnum;
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
}

@ObjectType('CreateTenantPayload', { description: 'The tenant that was created.' })
export class CreateTenantPayload extends MutationPayload {
  @Field(() => TenantType, { nullable: true, description: 'The tenant; null when it was refused.' })
  tenant?: TenantType | null;

  @Field(() => IssuedInvitationType, {
    nullable: true,
    description: 'The invitation of its administrator, to be handed on; null when it was refused.',
  })
  adminInvitation?: IssuedInvitationType | null;
}
