import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { ListSize, PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar, DecimalScalar, JsonScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload, UserErrorType } from '../../../platform/graphql/user-error.types.ts';
import { UsageEventType } from './usage.types.ts';

/** What became of a reported event. */
export const RECORD_STATUSES = { ACCEPTED: 'accepted', DUPLICATE: 'duplicate', REFUSED: 'refused' } as const;
export type RecordStatus = (typeof RECORD_STATUSES)[keyof typeof RECORD_STATUSES];
registerEnumType(RECORD_STATUSES, {
  name: 'UsageRecordStatus',
  description: 'What became of a reported usage event.',
  valuesConfig: {
    ACCEPTED: { description: 'It is recorded.' },
    DUPLICATE: { description: 'Its source reported it before under this id; nothing was changed.' },
    REFUSED: { description: 'It is not recorded, for the reason given.' },
  },
});

@InputType('ReportedUsageEventInput', { description: 'Something that was used.' })
export class ReportedUsageEventInput {
  @Field(() => String, { description: 'Who reports it, 1 to 200 characters, e.g. "projects".' })
  source!: string;

  @Field(() => String, {
    description: 'Its id at the source, 1 to 200 characters. Within an organization source and id count once, however long ago.',
  })
  id!: string;

  @Field(() => String, { description: 'What was used, e.g. "project_posted"; a meter must measure it.' })
  eventType!: string;

  @Field(() => ID, { nullable: true, description: 'The entity that pays; the default one of the organization when left out.' })
  entityId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The organization; the entity’s, or the caller’s, when left out.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The user who caused it.' })
  userId?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'How much, above 0 with at most six decimals; 1 when left out.' })
  quantity?: string | null;

  @Field(() => DateTimeScalar, {
    description: 'When it happened: at most 400 days ago, and not in the future (by more than a minute).',
  })
  occurredAt!: Date;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'A JSON object of at most 4,000 characters; must have the properties that the meters of its kind read.',
  })
  properties?: unknown;
}

@InputType('RecordUsageEventsInput', { description: 'What was used.' })
export class RecordUsageEventsInput {
  @Field(() => [ReportedUsageEventInput], { description: '1 to 1,000 events, in any order.' })
  events!: ReportedUsageEventInput[];
}

@ObjectType('UsageRecordResult', { description: 'What became of one reported event.' })
export class UsageRecordResultType {
  @Field(() => Int, { description: 'Its place in the call, from 0.' })
  index!: number;

  @Field(() => String, { description: 'Its source.' })
  source!: string;

  @Field(() => String, { description: 'Its id at the source.' })
  id!: string;

  @Field(() => RECORD_STATUSES, { description: 'What became of it.' })
  status!: RecordStatus;

  @PublicId(ID_PREFIX.usageEvent, { nullable: true, description: 'Id of the usage event; null unless it was accepted.' })
  usageEventId!: string | null;

  @Field(() => UserErrorType, { nullable: true, description: 'Why it was refused; null otherwise.' })
  error!: UserErrorType | null;
}

@ObjectType('RecordUsageEventsPayload', { description: 'What became of each event, in the order of the call.' })
export class RecordUsageEventsPayload extends MutationPayload {
  @ListSize(100)
  @Field(() => [UsageRecordResultType], {
    nullable: true,
    description: 'One result an event; null when the whole call was refused.',
  })
  results?: UsageRecordResultType[] | null;

  @Field(() => Int, { nullable: true, description: 'How many were accepted.' })
  acceptedCount?: number | null;

  @Field(() => Int, { nullable: true, description: 'How many were reported before.' })
  duplicateCount?: number | null;

  @Field(() => Int, { nullable: true, description: 'How many were refused.' })
  refusedCount?: number | null;
}

@InputType('VoidUsageEventInput', { description: 'Which usage event is taken back, and why.' })
export class VoidUsageEventInput {
  @Field(() => ID, { nullable: true, description: 'The organization; for staff of the tenant, who act for any of them.' })
  organizationId?: string | null;

  @Field(() => String, { description: 'The source that reported it.' })
  source!: string;

  @Field(() => String, { description: 'Its id at the source.' })
  id!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters.' })
  reason!: string;
}

@InputType('CorrectUsageEventInput', { description: 'What a usage event should have said; what is left out was right.' })
export class CorrectUsageEventInput extends VoidUsageEventInput {
  @Field(() => DecimalScalar, { nullable: true, description: 'How much was used, above 0 with at most six decimals.' })
  quantity?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'All properties, as a JSON object.' })
  properties?: unknown;
}

@ObjectType('UsageCorrectionPayload', { description: 'The event that corrects another one.' })
export class UsageCorrectionPayload extends MutationPayload {
  @Field(() => UsageEventType, {
    nullable: true,
    description: 'What takes the event back, or stands in its place; null when the correction was refused.',
  })
  usageEvent?: UsageEventType | null;
}

@InputType('ReplayUsageEventsInput', { description: 'Whose usage to replay, and of which time.' })
export class ReplayUsageEventsInput {
  @Field(() => ID, { nullable: true, description: 'The organization; for staff of the tenant, who act for any of them.' })
  organizationId?: string | null;

  @Field(() => DateTimeScalar, { description: 'Not earlier than this.' })
  from!: Date;

  @Field(() => DateTimeScalar, { description: 'Before this.' })
  until!: Date;
}

@ObjectType('ReplayUsageEventsPayload', { description: 'What a replay did.' })
export class ReplayUsageEventsPayload extends MutationPayload {
  @Field(() => Int, { nullable: true, description: 'How many events have somebody to pay for them now.' })
  replayed?: number | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether more are left: 1,000 are replayed at once.' })
  hasMore?: boolean | null;
}
