import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { TenantBrandingType } from '../tenants/tenants.types.ts';

@Inaccessible()
@InputType('ResolveTenantHostInput', { description: 'A host to look up.' })
export class ResolveTenantHostInput {
  @Field(() => String, { description: 'The host, in lower case, without a port.' })
  host!: string;
}

@Inaccessible()
@ObjectType('HostTenant', { description: 'The tenant that a host leads to.' })
export class HostTenantType {
  @Field(() => ID, { description: 'Its id, as a UUID.' })
  id!: string;

  @Field(() => String, { description: 'Its status.' })
  status!: string;
}

@Inaccessible()
@ObjectType('ResolvedTenantHost', { description: 'Where a host leads.' })
export class ResolvedTenantHostType {
  @Field(() => HostTenantType, { nullable: true, description: 'The tenant; null where none is.' })
  tenant!: HostTenantType | null;
}

@ObjectType('PublicTenant', { description: 'What a tenant’s app shows before anybody has signed in.' })
export class PublicTenantType {
  @Field(() => String, { description: 'Display name.' })
  name!: string;

  @Field(() => TenantBrandingType, { description: 'How it looks.' })
  branding!: TenantBrandingType;
}
