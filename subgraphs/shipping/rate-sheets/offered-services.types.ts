import { Field, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';

@Inaccessible()
@ObjectType('OfferedServiceName', { description: 'A service that can be quoted, as rates name it.' })
export class OfferedServiceNameType {
  @Field(() => String, { description: 'Name of the carrier.' })
  carrierName!: string;

  @Field(() => String, { description: 'Code of the service.' })
  service!: string;
}
