import { Field, InputType, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@Inaccessible()
@InputType('RecordAuditExportInput', { description: 'An export of the audit log.' })
export class RecordAuditExportInput {
  @Field(() => String, { description: 'The format of the file.' })
  format!: string;

  @Field(() => JsonScalar, { description: 'Which entries were asked for.' })
  filter!: unknown;
}

@Inaccessible()
@ObjectType('RecordAuditExportPayload', { description: 'That the export was recorded.' })
export class RecordAuditExportPayload extends MutationPayload {}
