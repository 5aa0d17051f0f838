import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { Inaccessible, PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar, JsonScalar } from '../../../platform/graphql/scalars.ts';

@Inaccessible()
@InputType('ResolveIdentityInput', { description: 'A token to look up.' })
export class ResolveIdentityInput {
  @Field(() => String, { description: 'SHA-256 of the token, in hex.' })
  tokenHash!: string;

  @Field(() => Boolean, { description: 'Whether it is the access token of a session.' })
  isSession!: boolean;

  @Field(() => ID, { nullable: true, description: 'The organization the request names, as a UUID.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The tenant the request names, as a UUID.' })
  tenantId?: string | null;
}

@Inaccessible()
@ObjectType('ResolvedIdentity', { description: 'Who holds a token.' })
export class ResolvedIdentityType {
  @Field(() => JsonScalar, { description: 'The claims.' })
  identity!: unknown;

  @Field(() => [String], { description: 'What they depend on, e.g. `user/<uuid>`.' })
  subjects!: string[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'When they end by themselves; null for never.' })
  expiresAt!: Date | null;

  @Field(() => [String], { nullable: true, description: 'The networks from which they may be used; null for all.' })
  allowedIpRanges!: string[] | null;
}

@ObjectType('Viewer', { description: 'Who is asking, as the platform sees it.' })
export class ViewerType {
  @Field(() => String, { description: 'Kind and id of the caller, e.g. `user/…` or `token/…`.' })
  actor!: string;

  @Field(() => String, { description: 'platform, tenant, organization or partner.' })
  level!: string;

  @PublicId(ID_PREFIX.tenant, { nullable: true, description: 'The caller’s tenant.' })
  tenantId!: string | null;

  @PublicId(ID_PREFIX.organization, { nullable: true, description: 'The organization in whose name the request is made.' })
  organizationId!: string | null;

  @Field(() => Boolean, { description: 'Whether the request sees test data instead of live data.' })
  testMode!: boolean;

  @Field(() => [String], { description: 'What the caller may do.' })
  permissions!: string[];

  @Field(() => [String], {
    description: 'The features that the caller’s tenant has; operations of others are refused with FEATURE_NOT_ENABLED.',
  })
  features!: string[];
}
