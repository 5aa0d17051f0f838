import { Field, ID, InputType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';

@Inaccessible()
@InputType('PeopleOfOrganizationInput', { description: 'People, and the organization that they may belong to.' })
export class PeopleOfOrganizationInput {
  @Field(() => ID, { description: 'The organization, as a UUID.' })
  organizationId!: string;

  @Field(() => [ID], { description: 'The people, as UUIDs; at most 100.' })
  userIds!: string[];
}
