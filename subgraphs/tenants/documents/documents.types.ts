import { Field, InputType, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';

@Inaccessible()
@InputType('TrustedDocumentInput', { description: 'A document to look up.' })
export class TrustedDocumentInput {
  @Field(() => String, { description: 'The id under which a client registered it.' })
  id!: string;
}

@Inaccessible()
@ObjectType('TrustedDocument', { description: 'An operation that a client was built with.' })
export class TrustedDocumentType {
  @Field(() => String, { nullable: true, description: 'Its text; null where none has this id.' })
  text!: string | null;
}
