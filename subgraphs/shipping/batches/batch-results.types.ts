import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@Inaccessible()
@ObjectType('BatchResultsPage', { description: 'A part of the results of a batch as CSV.' })
export class BatchResultsPageType {
  @Field(() => String, { description: 'What is to be written down.' })
  text!: string;

  @Field(() => String, { nullable: true, description: 'The number behind which the next part begins; null after the last.' })
  next!: string | null;
}

@Inaccessible()
@InputType('RecordBatchExportInput', { description: 'An export of the results of a batch.' })
export class RecordBatchExportInput {
  @Field(() => ID, { description: 'The batch.' })
  batchId!: string;
}

@Inaccessible()
@ObjectType('RecordBatchExportPayload', { description: 'That the export was recorded.' })
export class RecordBatchExportPayload extends MutationPayload {}
