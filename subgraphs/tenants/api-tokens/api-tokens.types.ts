import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import type { TokenKind, TokenStatus } from './api-token.entity.ts';

/** Whether a token is good. */
export enum TokenStatusEnum {
  ACTIVE = 'active',
  EXPIRED = 'expired',
  REVOKED = 'revoked',
}
registerEnumType(TokenStatusEnum, {
  name: 'ApiTokenStatus',
  description: 'Whether a token is good.',
  valuesConfig: {
    ACTIVE: { description: 'It is good.' },
    EXPIRED: { description: 'It has ended by itself.' },
    REVOKED: { description: 'It was ended.' },
  },
});

/** Whose a token is. */
export enum TokenKindEnum {
  PLATFORM = 'platform',
  TENANT = 'tenant',
  ORGANIZATION = 'organization',
  PARTNER = 'partner',
}
registerEnumType(TokenKindEnum, {
  name: 'ApiTokenKind',
  description: 'Whose a token is.',
  valuesConfig: {
    PLATFORM: { description: 'The platform’s: of its operators.' },
    TENANT: { description: 'The tenant’s: of its staff.' },
    ORGANIZATION: { description: 'An organization’s.' },
    PARTNER: { description: 'A partner’s user’s.' },
  },
});

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

  @Field(() => TokenStatusEnum, { description: 'Whether it is good, and if not, why.' })
  status?: TokenStatus;

  @Field(() => TokenKindEnum, { description: 'Whose it is.' })
  kind?: TokenKind;

  @Field(() => Boolean, { description: 'Whether it is a person’s own, in whose name it acts.' })
  isPersonal!: boolean;

  @PublicId(ID_PREFIX.user, { nullable: true, description: 'The person whose own it is, or who made it.' })
  userId!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was used last, give or take half a minute; null for never.',
  })
  lastUsedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'The network address it was used from last.' })
  lastUsedIp!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its secret was replaced last; null for never.' })
  rotatedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when the secret before the present one is good as well.' })
  previousEndsAt!: Date | null;
}

export const ApiTokenConnection = connectionOf(ApiTokenType, 'ApiToken');

@InputType('ApiTokenFilter', { description: 'Which tokens to list; conditions add up.' })
export class ApiTokenFilterInput {
  @Field(() => String, { nullable: true, description: 'Part of the name.' })
  search?: string;

  @Field(() => TokenKindEnum, { nullable: true, description: 'Only those of this kind.' })
  kind?: TokenKind;

  @Field(() => TokenStatusEnum, { nullable: true, description: 'Only those that are good, or no good for this reason.' })
  status?: TokenStatus;

  @Field(() => Boolean, { nullable: true, description: 'Only test tokens, or only live ones.' })
  testMode?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Only people’s own tokens, or only those of programs.' })
  isPersonal?: boolean;

  @Field(() => ID, { nullable: true, description: 'Only those of this organization.' })
  organizationId?: string;
}

/** Orders of the list of tokens. */
export enum ApiTokenSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  NAME_ASC = 'nameAsc',
  LAST_USED_AT_DESC = 'lastUsedAtDesc',
}
registerEnumType(ApiTokenSortEnum, {
  name: 'ApiTokenSort',
  description: 'Orders of the list of tokens.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'The latest first.' },
    CREATED_AT_ASC: { description: 'The earliest first.' },
    NAME_ASC: { description: 'By name, from A to Z.' },
    LAST_USED_AT_DESC: { description: 'The one used last first; one that was never used counts as used when it was made.' },
  },
});

@ArgsType()
export class ApiTokenArgs extends PageArgs {
  @Field(() => ApiTokenFilterInput, { nullable: true, description: 'Which of them; all in view when left out.' })
  filter?: ApiTokenFilterInput;

  @Field(() => ApiTokenSortEnum, { defaultValue: ApiTokenSortEnum.CREATED_AT_DESC, description: 'In which order.' })
  sort!: ApiTokenSortEnum;
}

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

@InputType('UpdateApiTokenInput', { description: 'What to change about a token; what is left out stays.' })
export class UpdateApiTokenInput {
  @Field(() => ID, { description: 'Id of the token.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'What it is for, 1 to 100 characters.' })
  name?: string;

  @Field(() => [String], { nullable: true, description: 'What it may do from now on, at most what the caller may.' })
  permissions?: string[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends by itself; null for never.' })
  expiresAt?: Date | null;
}

@ObjectType('UpdateApiTokenPayload', { description: 'The token as it is now.' })
export class UpdateApiTokenPayload extends MutationPayload {
  @Field(() => ApiTokenType, { nullable: true, description: 'The token; null when it was refused.' })
  apiToken?: ApiTokenType | null;
}

@InputType('RotateApiTokenInput', { description: 'Which token to give another secret.' })
export class RotateApiTokenInput {
  @Field(() => ID, { description: 'Id of the token.' })
  id!: string;

  @Field(() => Int, {
    defaultValue: 0,
    description: 'For how many seconds the present secret stays good beside the new one, 0 to 604800; 0 ends it at once.',
  })
  overlapSeconds!: number;
}

@ObjectType('RotateApiTokenPayload', { description: 'The token with its new secret.' })
export class RotateApiTokenPayload extends MutationPayload {
  @Field(() => ApiTokenType, { nullable: true, description: 'The token; null when it was refused.' })
  apiToken?: ApiTokenType | null;

  @Field(() => String, { nullable: true, description: 'The new secret; shown this once.' })
  token?: string | null;
}
