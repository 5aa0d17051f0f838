import { Field, ID, InputType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';

@Inaccessible()
@InputType('PartneredOrganizationsInput', { description: 'Organizations that may be accounts of partners.' })
export class PartneredOrganizationsInput {
  @Field(() => [ID], { description: 'The organizations, as UUIDs.' })
  organizationIds!: string[];
}
