import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar, JsonScalar } from '../../../platform/graphql/scalars.ts';
import { OrganizationType } from '../organizations/organizations.types.ts';

/** Kinds of actors. */
export enum AuditActorKindEnum {
  USER = 'user',
  TOKEN = 'token',
  SYSTEM = 'system',
  ANONYMOUS = 'anonymous',
}
registerEnumType(AuditActorKindEnum, {
  name: 'AuditActorKind',
  description: 'What kind of actor did something.',
  valuesConfig: {
    USER: { description: 'A person.' },
    TOKEN: { description: 'A program, by its API token.' },
    SYSTEM: { description: 'A part of the platform: a job or consumer.' },
    ANONYMOUS: { description: 'Somebody without a token, e.g. who accepted an invitation.' },
  },
});

@ObjectType('AuditActor', { description: 'Who did something.' })
export class AuditActorType {
  @Field(() => AuditActorKindEnum, { description: 'What kind of actor.' })
  kind!: AuditActorKindEnum;

  @Field(() => ID, { nullable: true, description: 'Id of the person or token; null for others.' })
  id!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the part of the platform; null for others.' })
  name!: string | null;
}

@ObjectType('AuditFieldChange', { description: 'What one field was, and what it became.' })
export class AuditFieldChangeType {
  @Field(() => String, { description: 'The field, as a dotted path such as `tiers.0.rate`.' })
  field!: string;

  @Field(() => JsonScalar, { nullable: true, description: 'Its value before; null for none.' })
  before!: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'Its value after; null for none.' })
  after!: unknown;
}

@ObjectType('AuditSeal', { description: 'An entry’s place in the chain of hashes.' })
export class AuditSealType {
  @Field(() => Int, { description: 'How many entries were sealed up to this one.' })
  position!: number;

  @Field(() => String, { description: 'SHA-256 over the link before, this place and the entry’s own hash; hexadecimal.' })
  hash!: string;

  @Field(() => DateTimeScalar, { description: 'When it was sealed.' })
  sealedAt!: Date;
}

@ObjectType('AuditEntry', { description: 'Something that was done, by whom, and what it changed.' })
export class AuditEntryType {
  @PublicId(ID_PREFIX.auditEntry, { description: 'Id of the entry.' })
  id!: string;

  @Field(() => String, { description: 'What was done, e.g. `api_token.revoked`.' })
  action!: string;

  @Field(() => String, { description: 'Kind of thing it was done to, e.g. `api_token`.' })
  resourceType!: string;

  @Field(() => ID, { description: 'Id of that thing.' })
  resourceId!: string;

  @Field(() => OrganizationType, {
    nullable: true,
    description: 'The organization it belongs to; null for what is the tenant’s.',
  })
  organization!: { id: string } | null;

  @Field(() => AuditActorType, { description: 'Who did it.' })
  actor!: AuditActorType;

  @Field(() => [AuditFieldChangeType], { description: 'What changed, field by field.' })
  changes!: AuditFieldChangeType[];

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What it was before; null when it came into being. Secrets are never in it.',
  })
  before!: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'What it was after; null when it went.' })
  after!: unknown;

  @Field(() => String, { nullable: true, description: 'Address that the request came from.' })
  ipAddress!: string | null;

  @Field(() => String, { nullable: true, description: 'Program that sent the request, as it named itself.' })
  userAgent!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was done.' })
  occurredAt!: Date;

  @Field(() => AuditSealType, { nullable: true, description: 'Its seal; null for the first seconds.' })
  seal!: AuditSealType | null;
}

export const AuditEntryConnection = connectionOf(AuditEntryType, 'AuditEntry');

@InputType('AuditLogFilter', { description: 'Which entries to list; conditions add up.' })
export class AuditLogFilterInput {
  @Field(() => String, { nullable: true, description: 'Who did it: the id of a person or token, or `system/…`.' })
  actor?: string;

  @Field(() => [String], { nullable: true, description: 'What was done: any of these, e.g. `entity.updated`; at most 50.' })
  actions?: string[];

  @Field(() => String, { nullable: true, description: 'Kind of thing it was done to, e.g. `entity`.' })
  resourceType?: string;

  @Field(() => ID, { nullable: true, description: 'The thing it was done to.' })
  resourceId?: string;

  @Field(() => ID, { nullable: true, description: 'The organization it belongs to; members see their own anyway.' })
  organizationId?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Done at this moment or later.' })
  from?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Done before this moment.' })
  until?: Date;

  @Field(() => String, { nullable: true, description: 'Address that the request came from.' })
  ipAddress?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Text in what changed, in the action or in the user agent; 3 to 100 characters. It is looked for entry by entry: name a range of time with it in a long log.',
  })
  keyword?: string;
}

/** Orders of the audit log. */
export enum AuditSortEnum {
  OCCURRED_AT_DESC = 'occurredAtDesc',
  OCCURRED_AT_ASC = 'occurredAtAsc',
}
registerEnumType(AuditSortEnum, {
  name: 'AuditLogSort',
  description: 'How the audit log is sorted.',
  valuesConfig: {
    OCCURRED_AT_DESC: { description: 'Latest first.' },
    OCCURRED_AT_ASC: { description: 'Earliest first.' },
  },
});

@ArgsType()
export class AuditLogArgs extends PageArgs {
  @Field(() => AuditLogFilterInput, { nullable: true, description: 'Which entries to list; all when left out.' })
  filter?: AuditLogFilterInput;

  @Field(() => AuditSortEnum, { defaultValue: AuditSortEnum.OCCURRED_AT_DESC, description: 'How to sort.' })
  sort!: AuditSortEnum;
}
