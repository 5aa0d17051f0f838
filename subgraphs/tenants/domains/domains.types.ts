import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

/** What a domain leads to. */
export enum TenantDomainKindEnum {
  PLATFORM = 'platform',
  APP = 'app',
  API = 'api',
}
registerEnumType(TenantDomainKindEnum, {
  name: 'TenantDomainKind',
  description: 'What a domain leads to.',
  valuesConfig: {
    PLATFORM: { description: 'The name that the platform gives: app and API.' },
    APP: { description: 'The tenant’s app.' },
    API: { description: 'The API.' },
  },
});

/** What a domain of a tenant's own may lead to. */
export enum CustomDomainKindEnum {
  APP = 'app',
  API = 'api',
}
registerEnumType(CustomDomainKindEnum, {
  name: 'CustomDomainKind',
  description: 'What a domain of a tenant’s own leads to.',
  valuesConfig: { APP: { description: 'The tenant’s app.' }, API: { description: 'The API.' } },
});

@ObjectType('DomainVerificationRecord', { description: 'The TXT record by which whoever holds a domain proves it.' })
export class DomainVerificationRecordType {
  @Field(() => String, { description: 'Where the record stands.' })
  name!: string;

  @Field(() => String, { description: 'What it says.' })
  value!: string;
}

@ObjectType('TenantDomain', { description: 'A name under which a tenant is reached, once it is verified.' })
export class TenantDomainType {
  @PublicId(ID_PREFIX.tenantDomain, { description: 'Id of the domain.' })
  id!: string;

  @Field(() => String, { description: 'The whole name, other scripts encoded.' })
  domain!: string;

  @Field(() => TenantDomainKindEnum, { description: 'What it leads to.' })
  kind!: TenantDomainKindEnum;

  @Field(() => Boolean, { description: 'Whether it is the one that links are made with.' })
  isPrimary!: boolean;

  @Field(() => Boolean, { description: 'Whether it leads to the tenant.' })
  isVerified!: boolean;

  @Field(() => DomainVerificationRecordType, {
    nullable: true,
    description: 'What to write into the domain’s DNS before it is verified; null for the name that the platform gives.',
  })
  verificationRecord!: DomainVerificationRecordType | null;

  @Field(() => DateTimeScalar, { description: 'When it was added.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was verified.' })
  verifiedAt!: Date | null;
}

@InputType('AddTenantDomainInput', { description: 'A domain to be added.' })
export class AddTenantDomainInput {
  @Field(() => ID, { nullable: true, description: 'The tenant, for operators; a tenant’s staff add to their own.' })
  tenantId?: string | null;

  @Field(() => String, { description: 'The domain, e.g. `shipping.example.com`; other scripts may be typed as they are.' })
  domain!: string;

  @Field(() => CustomDomainKindEnum, { defaultValue: CustomDomainKindEnum.APP, description: 'What it leads to.' })
  kind!: CustomDomainKindEnum;
}

@InputType('TenantDomainInput', { description: 'A domain of a tenant.' })
export class TenantDomainInput {
  @Field(() => ID, { nullable: true, description: 'The tenant, for operators; a tenant’s staff mean their own.' })
  tenantId?: string | null;

  @Field(() => ID, { description: 'The domain.' })
  domainId!: string;
}

@ObjectType('TenantDomainPayload', { description: 'The domain that was added or changed.' })
export class TenantDomainPayload extends MutationPayload {
  @Field(() => TenantDomainType, { nullable: true, description: 'The domain; null when it was refused.' })
  domain?: TenantDomainType | null;
}
