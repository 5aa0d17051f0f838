import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import type { SessionEnd } from './sessions.query.ts';

/** Why a session ended. */
export enum SessionEndEnum {
  SIGNED_OUT = 'signed_out',
  REVOKED = 'revoked',
  REFRESH_TOKEN_REUSED = 'refresh_token_reused',
  PASSWORD_CHANGED = 'password_changed',
}
registerEnumType(SessionEndEnum, {
  name: 'SessionEnd',
  description: 'Why a session ended.',
  valuesConfig: {
    SIGNED_OUT: { description: 'The person signed out, here or everywhere.' },
    REVOKED: { description: 'The person ended it from another session.' },
    REFRESH_TOKEN_REUSED: { description: 'A refresh token came back that had been exchanged: somebody else may have had it.' },
    PASSWORD_CHANGED: { description: 'The password was changed or reset.' },
  },
});

@ObjectType('Session', { description: 'What a person has open since they signed in on a device.' })
export class SessionType {
  @PublicId(ID_PREFIX.session, { description: 'Id of the session.' })
  id!: string;

  @PublicId(ID_PREFIX.tenant, { description: 'The tenant in which it acts unless a request names another place.' })
  tenantId!: string;

  @PublicId(ID_PREFIX.organization, {
    nullable: true,
    description: 'The organization in which it acts unless a request names another; null among the staff of the tenant.',
  })
  organizationId!: string | null;

  @Field(() => Boolean, { description: 'Whether it sees test data instead of live data.' })
  testMode!: boolean;

  @Field(() => DateTimeScalar, { description: 'When the person signed in.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was used last, give or take half a minute.' })
  lastUsedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it ends unless it is refreshed before.' })
  expiresAt!: Date;

  @Field(() => String, { nullable: true, description: 'The network address it was opened or refreshed from last.' })
  ipAddress!: string | null;

  @Field(() => String, { nullable: true, description: 'The program it was opened or refreshed with last, as that named itself.' })
  userAgent!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was ended; null while it is open or when it ran out by itself.',
  })
  endedAt!: Date | null;

  @Field(() => SessionEndEnum, { nullable: true, description: 'Why it was ended.' })
  endReason!: SessionEnd | null;

  @Field(() => Boolean, { description: 'Whether it is the one this request is made in.' })
  isCurrent?: boolean;
}

export const SessionConnection = connectionOf(SessionType, 'Session');

/** Orders of the list of sessions. */
export enum SessionSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  LAST_USED_AT_DESC = 'lastUsedAtDesc',
}
registerEnumType(SessionSortEnum, {
  name: 'SessionSort',
  description: 'Orders of the list of sessions.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'The latest first.' },
    CREATED_AT_ASC: { description: 'The earliest first.' },
    LAST_USED_AT_DESC: { description: 'The one used last first.' },
  },
});

@InputType('SessionFilter', { description: 'Which sessions to list.' })
export class SessionFilterInput {
  @Field(() => Boolean, { nullable: true, description: 'Only those that are open, or only those that are not.' })
  isActive?: boolean;
}

@ArgsType()
export class SessionArgs extends PageArgs {
  @Field(() => SessionFilterInput, { nullable: true, description: 'Which of them; all when left out.' })
  filter?: SessionFilterInput;

  @Field(() => SessionSortEnum, { defaultValue: SessionSortEnum.CREATED_AT_DESC, description: 'In which order.' })
  sort!: SessionSortEnum;
}

@InputType('RefreshSessionInput', { description: 'What to refresh.' })
export class RefreshSessionInput {
  @Field(() => String, { description: 'The refresh token that came last. It is good once.' })
  refreshToken!: string;

  @Field(() => Boolean, { nullable: true, description: 'Whether to see test data from now on; as before when left out.' })
  testMode?: boolean;
}

/** What a person holds once they are signed in. */
@ObjectType()
export class SessionTokensPayload extends MutationPayload {
  @Field(() => SessionType, { nullable: true, description: 'The session; null when it was refused.' })
  session?: SessionType | null;

  @Field(() => String, {
    nullable: true,
    description: 'Sent as a bearer token with each request; good for 15 minutes. Shown this once.',
  })
  accessToken?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the access token ends.' })
  accessTokenExpiresAt?: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Exchanged for the next pair by refreshSession; good once. Shown this once.',
  })
  refreshToken?: string | null;
}

@ObjectType('RefreshSessionPayload', { description: 'The session with its next tokens.' })
export class RefreshSessionPayload extends SessionTokensPayload {}

@InputType('SignOutInput', { description: 'Which session to end.' })
export class SignOutInput {
  @Field(() => String, {
    nullable: true,
    description: 'A refresh token of the session, for when its access token has ended; the session of the request when left out.',
  })
  refreshToken?: string;
}

@ObjectType('SignOutPayload', { description: 'Whether it was refused.' })
export class SignOutPayload extends MutationPayload {}

@InputType('SignOutEverywhereInput', { description: 'Which sessions to end.' })
export class SignOutEverywhereInput {
  @Field(() => Boolean, { defaultValue: false, description: 'Whether the session of the request stays open.' })
  keepsCurrent!: boolean;
}

@ObjectType('SignOutEverywherePayload', { description: 'How many sessions were ended.' })
export class SignOutEverywherePayload extends MutationPayload {
  @Field(() => Int, { nullable: true, description: 'How many sessions were open and are ended.' })
  endedCount?: number | null;
}

@InputType('RevokeSessionInput', { description: 'Which session to end.' })
export class RevokeSessionInput {
  @Field(() => ID, { description: 'Id of the session.' })
  id!: string;
}

@ObjectType('RevokeSessionPayload', { description: 'The session that was ended.' })
export class RevokeSessionPayload extends MutationPayload {
  @Field(() => SessionType, { nullable: true, description: 'The session; null when it was refused.' })
  session?: SessionType | null;
}
