import { Field, Int, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';

@Inaccessible()
@ObjectType('IdentityChanges', { description: 'What changed about who may do what.' })
export class IdentityChangesType {
  @Field(() => Int, { description: 'Counts by one; a number that is missing means that something was missed.' })
  sequence!: number;

  @Field(() => [String], { description: 'What changed, e.g. `user/<uuid>`.' })
  subjects!: string[];

  @Field(() => Boolean, { description: 'Whether any identity may have changed.' })
  isEverything!: boolean;
}
