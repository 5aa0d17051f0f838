import { Field, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';

@ObjectType('Membership', { description: 'A place that a person belongs to: an organization, or the staff of a tenant.' })
export class MembershipType {
  @PublicId(ID_PREFIX.tenant, { description: 'The tenant.' })
  tenantId!: string;

  @Field(() => String, { description: 'Display name of the tenant.' })
  tenantName!: string;

  @Field(() => String, { description: 'Short name of the tenant.' })
  tenantSlug!: string;

  @PublicId(ID_PREFIX.organization, { nullable: true, description: 'The organization; null for the staff of the tenant.' })
  organizationId!: string | null;

  @Field(() => String, { nullable: true, description: 'Display name of the organization; null for the staff of the tenant.' })
  organizationName!: string | null;

  @Field(() => String, { nullable: true, description: 'Short name of the organization; null for the staff of the tenant.' })
  organizationSlug!: string | null;

  @Field(() => [String], { description: 'Keys of the person’s roles there.' })
  roles!: string[];

  @Field(() => [String], { description: 'What the roles permit there.' })
  permissions!: string[];

  @Field(() => Boolean, { description: 'Whether one may act there: neither tenant nor organization is suspended.' })
  isActive!: boolean;

  @Field(() => Boolean, { description: 'Whether the request is made in this place; x-organization-id chooses another.' })
  isCurrent!: boolean;

  @Field(() => DateTimeScalar, { description: 'When the person joined.' })
  joinedAt!: Date;
}

@ObjectType('Me', { description: 'The person behind the request.' })
export class MeType {
  @PublicId(ID_PREFIX.user, { description: 'Id of the person.' })
  id!: string;

  @Field(() => String, { description: 'E-mail address.' })
  email!: string;

  @Field(() => String, { nullable: true, description: 'Name of the person.' })
  name!: string | null;

  @Field(() => DateTimeScalar, { description: 'When the person first joined anything.' })
  createdAt!: Date;

  @Field(() => [MembershipType], {
    description: 'The places the person belongs to, those joined first in front; with a token, those that it opens.',
  })
  memberships!: MembershipType[];
}
