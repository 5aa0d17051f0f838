import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar, JsonScalar } from '../../../platform/graphql/scalars.ts';
import type { SecurityEventType } from './security-event-type.ts';

/** Kinds of security events. */
export enum SecurityEventTypeEnum {
  SIGN_IN_SUCCEEDED = 'sign_in.succeeded',
  SIGN_IN_FAILED = 'sign_in.failed',
  SIGN_IN_LOCKED = 'sign_in.locked',
  REFRESH_TOKEN_REUSED = 'session.refresh_token_reused',
  SESSION_ENDED = 'session.ended',
  PASSWORD_CHANGED = 'password.changed',
  PASSWORD_RESET_REQUESTED = 'password.reset_requested',
  PASSWORD_RESET = 'password.reset',
  EMAIL_VERIFIED = 'email.verified',
  API_TOKEN_CREATED = 'api_token.created',
  API_TOKEN_UPDATED = 'api_token.updated',
  API_TOKEN_ROTATED = 'api_token.rotated',
  API_TOKEN_REVOKED = 'api_token.revoked',
  IP_REFUSED = 'ip.refused',
  IP_RULES_CHANGED = 'ip.rules_changed',
}
registerEnumType(SecurityEventTypeEnum, {
  name: 'SecurityEventType',
  description: 'Kinds of security events.',
  valuesConfig: {
    SIGN_IN_SUCCEEDED: { description: 'Somebody signed in.' },
    SIGN_IN_FAILED: { description: 'A password was wrong, or the address unknown.' },
    SIGN_IN_LOCKED: { description: 'It failed once too often: the account or the network address is locked for a while.' },
    REFRESH_TOKEN_REUSED: { description: 'A refresh token came back that had been exchanged; its session was ended.' },
    SESSION_ENDED: { description: 'Sessions were ended by signing out, from another session, or by a new password.' },
    PASSWORD_CHANGED: { description: 'Somebody changed their password.' },
    PASSWORD_RESET_REQUESTED: { description: 'A code for a new password was asked for.' },
    PASSWORD_RESET: { description: 'A new password was set by a mailed code, or by whoever owns the database.' },
    EMAIL_VERIFIED: { description: 'An address was confirmed together with its first password.' },
    API_TOKEN_CREATED: { description: 'A token was made.' },
    API_TOKEN_UPDATED: { description: 'What a token may do, or until when, was changed.' },
    API_TOKEN_ROTATED: { description: 'A token’s secret was replaced.' },
    API_TOKEN_REVOKED: { description: 'A token was ended.' },
    IP_REFUSED: { description: 'A request came from a network address that the tenant does not allow.' },
    IP_RULES_CHANGED: { description: 'The network addresses that the tenant allows were changed.' },
  },
});

@ObjectType('SecurityEvent', { description: 'Something that happened to the security of an account, a token or a tenant.' })
export class SecurityEventObject {
  @PublicId(ID_PREFIX.securityEvent, { description: 'Id of the event.' })
  id!: string;

  @Field(() => SecurityEventTypeEnum, { description: 'What happened.' })
  type!: SecurityEventType;

  @PublicId(ID_PREFIX.user, { nullable: true, description: 'The person it happened to; null when it is nobody known.' })
  userId!: string | null;

  @PublicId(ID_PREFIX.organization, { nullable: true, description: 'The organization it happened to, if to one.' })
  organizationId!: string | null;

  @Field(() => String, { description: 'Who made it happen, e.g. `user/…`, `token/…` or `anonymous`.' })
  actor!: string;

  @Field(() => String, { nullable: true, description: 'The network address it came from.' })
  ipAddress!: string | null;

  @Field(() => String, { nullable: true, description: 'The program it came from, as that named itself.' })
  userAgent!: string | null;

  @Field(() => JsonScalar, { description: 'What else is known of it.' })
  details!: unknown;

  @Field(() => DateTimeScalar, { description: 'When it happened.' })
  occurredAt!: Date;
}

export const SecurityEventConnection = connectionOf(SecurityEventObject, 'SecurityEvent');

@InputType('SecurityEventFilter', { description: 'Which security events to list; conditions add up.' })
export class SecurityEventFilterInput {
  @Field(() => [SecurityEventTypeEnum], { nullable: true, description: 'Only those of these kinds.' })
  types?: SecurityEventType[];

  @Field(() => ID, { nullable: true, description: 'Only those that happened to this person.' })
  userId?: string;

  @Field(() => String, { nullable: true, description: 'Only those from this network address.' })
  ipAddress?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only those from then on.' })
  from?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only those before then.' })
  to?: Date;
}

/** Orders of the list of security events. */
export enum SecurityEventSortEnum {
  OCCURRED_AT_DESC = 'occurredAtDesc',
  OCCURRED_AT_ASC = 'occurredAtAsc',
}
registerEnumType(SecurityEventSortEnum, {
  name: 'SecurityEventSort',
  description: 'Orders of the list of security events.',
  valuesConfig: {
    OCCURRED_AT_DESC: { description: 'The latest first.' },
    OCCURRED_AT_ASC: { description: 'The earliest first.' },
  },
});

@ArgsType()
export class SecurityEventArgs extends PageArgs {
  @Field(() => SecurityEventFilterInput, { nullable: true, description: 'Which of them; all in view when left out.' })
  filter?: SecurityEventFilterInput;

  @Field(() => SecurityEventSortEnum, { defaultValue: SecurityEventSortEnum.OCCURRED_AT_DESC, description: 'In which order.' })
  sort!: SecurityEventSortEnum;
}
