import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

@Inaccessible()
@InputType('CredentialUseInput', { description: 'When and whence a token or session was used last.' })
export class CredentialUseInput {
  @Field(() => String, { description: '`token/<uuid>` or `session/<uuid>`.' })
  subject!: string;

  @Field(() => String, { nullable: true, description: 'The network address.' })
  ipAddress!: string | null;

  @Field(() => DateTimeScalar, { description: 'When.' })
  usedAt!: Date;

  @Field(() => Int, { description: 'How many of the requests were refused for their network.' })
  refusals!: number;
}

@Inaccessible()
@InputType('RecordCredentialUseInput', { description: 'Uses that were gathered over some seconds.' })
export class RecordCredentialUseInput {
  @Field(() => [CredentialUseInput], { description: 'One a token or session and network address.' })
  uses!: CredentialUseInput[];
}

@Inaccessible()
@ObjectType('RecordCredentialUsePayload', { description: 'Whether it was refused.' })
export class RecordCredentialUsePayload extends MutationPayload {}
