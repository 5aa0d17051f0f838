import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { BatchRowStatus, BatchStatus } from './batch.ts';

/** How far a batch is, as clients see it. */
export enum BatchStatusType {
  QUEUED = 'queued',
  RUNNING = 'running',
  CANCELLING = 'cancelling',
  COMPLETED = 'completed',
  CANCELLED = 'cancelled',
}
registerEnumType(BatchStatusType, {
  name: 'BatchStatus',
  description: 'How far a batch is.',
  valuesConfig: {
    QUEUED: { description: 'It waits for its turn.' },
    RUNNING: { description: 'Its rows are worked on.' },
    CANCELLING: { description: 'No row is begun any more; those that are being bought are bought to their end.' },
    COMPLETED: { description: 'Every row has succeeded or failed.' },
    CANCELLED: { description: 'It was ended before all rows were begun; what was made stays.' },
  },
});

/** How far a row is, as clients see it. */
export enum BatchRowStatusType {
  PENDING = 'pending',
  PURCHASING = 'purchasing',
  SUCCEEDED = 'succeeded',
  FAILED = 'failed',
  CANCELLED = 'cancelled',
}
registerEnumType(BatchRowStatusType, {
  name: 'BatchRowStatus',
  description: 'How far a row of a batch is.',
  valuesConfig: {
    PENDING: { description: 'Nothing was begun for it.' },
    PURCHASING: { description: 'Its label is being bought.' },
    SUCCEEDED: { description: 'What it asked for is done.' },
    FAILED: { description: 'Its errors say why nothing was made of it.' },
    CANCELLED: { description: 'The batch was ended before it was begun.' },
  },
});

/** Sort orders of batches. */
export enum BatchSort {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
}
registerEnumType(BatchSort, {
  name: 'BatchSort',
  description: 'In which order batches are listed.',
  valuesConfig: { CREATED_AT_DESC: { description: 'Latest first.' }, CREATED_AT_ASC: { description: 'Earliest first.' } },
});

/** Formats of batches. */
export enum BatchFormat {
  CSV = 'csv',
  JSON = 'json',
}
registerEnumType(BatchFormat, {
  name: 'BatchFormat',
  description: 'What a batch was made from.',
  valuesConfig: {
    CSV: { description: 'A table: rows are counted from the header, which is 1, and errors name its columns.' },
    JSON: { description: 'A list: rows are counted from 1, and errors name fields.' },
  },
});

/** A batch, as clients see it. */
@Key('id')
@ObjectType('Batch', { description: 'Shipments that are made together, one a row; kept for 90 days after its end.' })
export class BatchType {
  @PublicId(ID_PREFIX.batch, { description: 'The batch.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'How whoever made it calls it, e.g. the name of its file.' })
  name!: string | null;

  @Field(() => BatchFormat, { description: 'What it was made from.' })
  format!: string;

  @Field(() => BatchStatusType, { description: 'How far it is.' })
  status!: BatchStatus;

  @Field(() => Boolean, { description: 'Whether rows are checked and quoted, and nothing is made of them.' })
  isDryRun!: boolean;

  @Field(() => Int, { description: 'How many rows it has.' })
  rowCount!: number;

  @Field(() => Date, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it ended.' })
  finishedAt!: Date | null;
}

/** A page of batches. */
export const BatchConnection = connectionOf(BatchType, 'Batch');

/** How the rows of a batch stand, as clients see it. */
@ObjectType('BatchCounts', { description: 'How the rows of a batch stand.' })
export class BatchCountsType {
  @Field(() => Int, { description: 'Nothing was begun for these.' })
  pending!: number;

  @Field(() => Int, { description: 'The labels of these are being bought.' })
  purchasing!: number;

  @Field(() => Int, { description: 'What these asked for is done.' })
  succeeded!: number;

  @Field(() => Int, { description: 'Nothing was made of these.' })
  failed!: number;

  @Field(() => Int, { description: 'These were not begun before the batch was ended.' })
  cancelled!: number;
}

/** What is wrong with a row, as clients see it. */
@ObjectType('BatchRowError', { description: 'What is wrong with a row.' })
export class BatchRowErrorType {
  @Field(() => String, {
    nullable: true,
    description: 'The column of a table, or the field, e.g. `recipient.postalCode`; null when it is about none.',
  })
  field?: string | null | undefined;

  @Field(() => String, { description: 'Stable code, as mutations answer it.' })
  code!: string;

  @Field(() => String, { description: 'What is wrong and what to do about it, in one sentence.' })
  message!: string;
}

/** A row of a batch, as clients see it. */
@ObjectType('BatchRow', { description: 'A row of a batch, and what became of it.' })
export class BatchRowType {
  @Field(() => Int, { description: 'Its number.' })
  number!: number;

  @Field(() => BatchRowStatusType, { description: 'How far it is.' })
  status!: BatchRowStatus;

  @Field(() => String, { nullable: true, description: 'The caller’s own mark.' })
  reference!: string | null;

  @Field(() => [BatchRowErrorType], { description: 'Why it failed; empty otherwise.' })
  errors!: BatchRowErrorType[];

  @Field(() => String, { nullable: true, description: 'Code of the service that was chosen; null for drafts.' })
  service!: string | null;
}

/** A page of the rows of a batch. */
export const BatchRowConnection = connectionOf(BatchRowType, 'BatchRow');

/** Long work, in the subgraph that shows it. */
@Key('id', { isResolvable: false })
@ObjectType('Job', { description: 'Long work that is done for somebody; kept for 90 days after its end.' })
export class BatchJobStub {
  @PublicId(ID_PREFIX.job, { description: 'Id of the job.' })
  id!: string;
}

/** The answer of operations on one batch. */
@ObjectType('BatchPayload', { description: 'The batch, or why nothing was done.' })
export class BatchPayload extends MutationPayload {
  @Field(() => BatchType, { nullable: true, description: 'The batch; null when it was refused.' })
  batch?: BatchType | null;
}

/** Which batches to list. */
@InputType('BatchFilter', { description: 'Which batches to list; what is left out does not matter.' })
export class BatchFilterInput {
  @Field(() => [BatchStatusType], { nullable: true, description: 'Those in one of these statuses.' })
  status?: BatchStatus[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Dry runs, or those that are none.' })
  isDryRun?: boolean | null;

  @Field(() => Date, { nullable: true, description: 'Those made at this moment or later.' })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Those made before this moment.' })
  createdBefore?: Date | null;
}

/** Which rows of a batch to list. */
@InputType('BatchRowFilter', { description: 'Which rows of a batch to list; what is left out does not matter.' })
export class BatchRowFilterInput {
  @Field(() => [BatchRowStatusType], { nullable: true, description: 'Those in one of these statuses.' })
  status?: BatchRowStatus[] | null;

  @Field(() => String, { nullable: true, description: 'Those with this reference.' })
  reference?: string | null;
}
