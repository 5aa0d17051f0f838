import { Field, InputType, ObjectType, ID } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@ObjectType('ApiToken', { description: 'A secret by which a program identifies itself; the secret itself is not kept.' })
export class ApiTokenType {
  @PublicId(ID_PREFIX.apiToken, { description: 'Id of the token.' })
  id!: string;

  @Field(() => String, { description: 'What it is for.' })
  name!: string;

  @Field(() => String, { description: 'What it is recognised by: its kind, mode and last four characters.' })
  hint!: string;

  @Field(() => Boolean, { description: 'Whether it sees test data (and no live data) instead of live data.' })
  testMode!: boolean;

  @PublicId(ID_PREFIX.organization, {
    nullable: true,
    description: 'The organization it acts for; null for the tenant as a whole.',
  })
  organizationId!: string | null;

  @PublicId(ID_PREFIX.partner, {
    nullable: true,
    description: 'The partner whose user it is for; null for tokens of the tenant and its organizations.',
  })
  partnerId!: string | null;

  @Field(() => [String], { nullable: true, description: 'What it may do; null for all that its role may.' })
  permissions!: string[] | null;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends by itself; null for never.' })
  expiresAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was revoked; null while it is good.' })
  revokedAt!: Date | null;
}

export const ApiTokenConnection = connectionOf(ApiTokenType, 'ApiToken');

@InputType('CreateApiTokenInput', { description: 'What a new token is for.' })
export class CreateApiTokenInput {
  @Field(() => String, { description: 'What it is for, 1 to 100 characters.' })
  name!: string;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it sees test data instead of live data.' })
  testMode!: boolean;

  @Field(() => ID, { nullable: true, description: 'The organization it acts for; the caller’s own when left out.' })
  organizationId?: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'The partner whose user it is for: the token sees that partner alone. For staff who manage partners; in the partner’s mode.',
  })
  partnerId?: string;

  @Field(() => [String], {
    nullable: true,
    description: 'What it may do, at most what the caller may (or a partner’s user, for a partner); all of that when left out.',
  })
  permissions?: string[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends by itself; never when left out.' })
  expiresAt?: Date;
}

@ObjectType('CreateApiTokenPayload', { description: 'The token that was made.' })
export class CreateApiTokenPayload extends MutationPayload {
  @Field(() => ApiTokenType, { nullable: true, description: 'The token; null when it was refused.' })
  apiToken?: ApiTokenType | null;

  @Field(() => String, { nullable: true, description: 'The secret; shown this once.' })
  token?: string | null;
}

@InputType('RevokeApiTokenInput', { description: 'Which token to end.' })
export class RevokeApiTokenInput {
  @Field(() => ID, { description: 'Id of the token.' })
  id!: string;
}

@ObjectType('RevokeApiTokenPayload', { description: 'The token that was ended.' })
export class RevokeApiTokenPayload extends MutationPayload {
  @Field(() => ApiTokenType, { nullable: true, description: 'The token; null when it was refused.' })
  apiToken?: ApiTokenType | null;
}
