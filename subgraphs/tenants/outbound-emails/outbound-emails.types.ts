import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

/** How far an e-mail got. */
export enum OutboundEmailStatusEnum {
  PENDING = 'pending',
  SENT = 'sent',
  KEPT = 'kept',
  FAILED = 'failed',
}
registerEnumType(OutboundEmailStatusEnum, {
  name: 'OutboundEmailStatus',
  description: 'How far an e-mail got.',
  valuesConfig: {
    PENDING: { description: 'Waits for its next attempt.' },
    SENT: { description: 'A mail server took it.' },
    KEPT: { description: 'Stays here to be read, as no mail server is set: for development.' },
    FAILED: { description: 'Given up; retryOutboundEmail has it tried again.' },
  },
});

@ObjectType('OutboundEmail', { description: 'An e-mail of the platform; forgotten 30 days after it left.' })
export class OutboundEmailType {
  @PublicId(ID_PREFIX.outboundEmail, { description: 'Id of the e-mail; its Message-ID is made of it.' })
  id!: string;

  @PublicId(ID_PREFIX.tenant, {
    nullable: true,
    description: 'The tenant in whose name it goes out; null for the platform’s own.',
  })
  tenantId!: string | null;

  @PublicId(ID_PREFIX.organization, { nullable: true, description: 'The organization it is about; null when it is about none.' })
  organizationId!: string | null;

  @Field(() => String, { description: 'What it is for, e.g. `invitation`.' })
  kind!: string;

  @Field(() => String, { description: 'Whom it goes to.' })
  recipient!: string;

  @Field(() => String, { description: 'Its subject.' })
  subject!: string;

  @RequiresPermission('manage_system')
  @Field(() => String, { nullable: true, description: 'Its plain text, when it was kept here; for operators.' })
  text!: string | null;

  @RequiresPermission('manage_system')
  @Field(() => String, { nullable: true, description: 'Its HTML, when it was kept here; for operators.' })
  html!: string | null;

  @Field(() => OutboundEmailStatusEnum, { description: 'How far it got.' })
  status!: OutboundEmailStatusEnum;

  @Field(() => Int, { description: 'How often it was tried.' })
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'Why the last attempt failed; null when it did not.' })
  lastError!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was written.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is tried next; null when it is settled.' })
  nextAttemptAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it left, or was given up; null while it is pending.' })
  settledAt!: Date | null;
}

export const OutboundEmailConnection = connectionOf(OutboundEmailType, 'OutboundEmail');

@InputType('OutboundEmailFilter', { description: 'Which e-mails to list; conditions add up.' })
export class OutboundEmailFilterInput {
  @Field(() => OutboundEmailStatusEnum, { nullable: true, description: 'Only those that got this far.' })
  status?: OutboundEmailStatusEnum;

  @Field(() => String, { nullable: true, description: 'Only those to this address.' })
  recipient?: string;

  @Field(() => String, { nullable: true, description: 'Only those for this, e.g. `invitation`.' })
  kind?: string;
}

/** Orders of the list of e-mails. */
export enum OutboundEmailSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
}
registerEnumType(OutboundEmailSortEnum, {
  name: 'OutboundEmailSort',
  description: 'How the list of e-mails is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
  },
});

@ArgsType()
export class OutboundEmailsArgs extends PageArgs {
  @Field(() => OutboundEmailFilterInput, { nullable: true, description: 'Which e-mails to list; all when left out.' })
  filter?: OutboundEmailFilterInput;

  @Field(() => OutboundEmailSortEnum, { defaultValue: OutboundEmailSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: OutboundEmailSortEnum;
}

@InputType('RetryOutboundEmailInput', { description: 'An e-mail to be tried again.' })
export class RetryOutboundEmailInput {
  @Field(() => ID, { description: 'Id of the failed e-mail.' })
  id!: string;
}

@ObjectType('RetryOutboundEmailPayload', { description: 'The e-mail that is tried again.' })
export class RetryOutboundEmailPayload extends MutationPayload {
  @Field(() => OutboundEmailType, { nullable: true, description: 'The e-mail; null when it was refused.' })
  outboundEmail?: OutboundEmailType | null;
}
