import { Field, InputType, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@Inaccessible()
@ObjectType('ExportPage', { description: 'A part of a file.' })
export class ExportPageType {
  @Field(() => String, { description: 'What is to be written down.' })
  text!: string;

  @Field(() => String, { nullable: true, description: 'Behind which row the next part begins; null after the last.' })
  next!: string | null;
}

@Inaccessible()
@InputType('RecordAddonExportInput', { description: 'An export of a list.' })
export class RecordAddonExportInput {
  @Field(() => String, { description: 'Which list.' })
  list!: string;

  @Field(() => JsonScalar, { description: 'Which rows were asked for.' })
  filter!: unknown;
}

@Inaccessible()
@ObjectType('RecordAddonExportPayload', { description: 'That the export was recorded.' })
export class RecordAddonExportPayload extends MutationPayload {}
