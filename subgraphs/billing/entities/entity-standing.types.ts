import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';

@Inaccessible()
@InputType('EntityStandingInput', { description: 'An entity to look up.' })
export class EntityStandingInput {
  @Field(() => ID, { description: 'The entity, as a UUID.' })
  entityId!: string;
}

@Inaccessible()
@ObjectType('EntityStanding', { description: 'Whether an entity may spend.' })
export class EntityStandingType {
  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'active, grace or suspended, at this moment.' })
  status!: string;
}
