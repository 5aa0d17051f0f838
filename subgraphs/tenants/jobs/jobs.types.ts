import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { AuditActorType } from '../audit/audit-log.types.ts';
import { OrganizationType } from '../organizations/organizations.types.ts';
import { JobKindEnum } from './job-kind.types.ts';

/** How far a job is. */
export enum JobStatusEnum {
  QUEUED = 'queued',
  RUNNING = 'running',
  COMPLETED = 'completed',
  FAILED = 'failed',
  CANCELLED = 'cancelled',
}
registerEnumType(JobStatusEnum, {
  name: 'JobStatus',
  description: 'How far a job is.',
  valuesConfig: {
    QUEUED: { description: 'It waits for its turn.' },
    RUNNING: { description: 'It is at work.' },
    COMPLETED: { description: 'All of it was done; single steps may have failed, see `errors`.' },
    FAILED: { description: 'It was given up.' },
    CANCELLED: { description: 'Somebody ended it; what was done stays.' },
  },
});

@ObjectType('JobError', { description: 'Something that went wrong in a job.' })
class JobErrorType {
  @Field(() => String, { description: 'Stable code of the fault.' })
  code!: string;

  @Field(() => String, { description: 'What went wrong, in a sentence.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'What it is about, e.g. `row 17`; null when it is about the whole job.' })
  item!: string | null;
}

@Key('id')
@ObjectType('Job', { description: 'Long work that is done for somebody; kept for 90 days after its end.' })
export class JobType {
  @PublicId(ID_PREFIX.job, { description: 'Id of the job.' })
  id!: string;

  @Field(() => JobKindEnum, { description: 'What is done.' })
  kind!: string;

  @Field(() => JobStatusEnum, { description: 'How far it is.' })
  status!: JobStatusEnum;

  @Field(() => Int, { description: 'Steps taken; what a step is, the kind says.' })
  done!: number;

  @Field(() => Int, { nullable: true, description: 'Steps there are; null while nobody knows.' })
  total!: number | null;

  @Field(() => String, { nullable: true, description: 'Where it stands, in a sentence.' })
  message!: string | null;

  @Field(() => [JobErrorType], { description: 'What went wrong, the first hundred.' })
  errors!: JobErrorType[];

  @Field(() => Int, { description: 'How much went wrong in all.' })
  errorCount!: number;

  @Field(() => String, { nullable: true, description: 'Type of what it is about, e.g. `AddonSimulation`.' })
  subjectType!: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of what it is about.' })
  subjectId!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where to fetch what came of it, below the address of the API; null where it is in the graph.',
  })
  resultUrl!: string | null;

  @Field(() => Boolean, { description: 'Whether the caller may cancel it now.' })
  isCancellable!: boolean;

  @Field(() => OrganizationType, { nullable: true, description: 'The organization it is done for; null for the whole tenant’s.' })
  organization!: { id: string } | null;

  @Field(() => AuditActorType, { description: 'Who asked for it.' })
  actor!: AuditActorType;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When work at it began; null until then.' })
  startedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was over; null until then.' })
  finishedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When somebody asked for its end; null while nobody did.' })
  cancelRequestedAt!: Date | null;
}

export const JobConnection = connectionOf(JobType, 'Job');

@InputType('JobFilter', { description: 'Which jobs to list; conditions add up.' })
class JobFilterInput {
  @Field(() => JobKindEnum, { nullable: true, description: 'Only those that do this.' })
  kind?: string | null;

  @Field(() => [JobStatusEnum], { nullable: true, description: 'Only those that are as far as one of these.' })
  statuses?: JobStatusEnum[] | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this organization.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those about what has this id.' })
  subjectId?: string | null;
}

/** Orders of the list of jobs. */
export enum JobSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
}
registerEnumType(JobSortEnum, {
  name: 'JobSort',
  description: 'How the list of jobs is sorted.',
  valuesConfig: { CREATED_AT_DESC: { description: 'Latest first.' }, CREATED_AT_ASC: { description: 'Oldest first.' } },
});

@ArgsType()
export class JobsArgs extends PageArgs {
  @Field(() => JobFilterInput, { nullable: true, description: 'Which jobs; all when left out.' })
  filter?: JobFilterInput | null;

  @Field(() => JobSortEnum, { defaultValue: JobSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: JobSortEnum;
}

@InputType('CancelJobInput', { description: 'Which job to cancel.' })
export class CancelJobInput {
  @Field(() => ID, { description: 'Id of the job.' })
  id!: string;
}

@ObjectType('CancelJobPayload', { description: 'The job whose end was asked for, or why it was refused.' })
export class CancelJobPayload extends MutationPayload {
  @Field(() => JobType, { nullable: true, description: 'The job; null when it was refused.' })
  job!: JobType | null;
}
