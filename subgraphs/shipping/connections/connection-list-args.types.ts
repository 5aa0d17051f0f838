import { ArgsType, Field } from 'type-graphql';
import { PageArgs } from '../../../platform/graphql/connection.types.ts';
import { CarrierConnectionFilterInput, CarrierConnectionSort } from './carrier-connections.types.ts';

/** What lists of connections take. */
@ArgsType()
export class CarrierConnectionListArgs extends PageArgs {
  @Field(() => CarrierConnectionFilterInput, { nullable: true, description: 'Which ones; all by default.' })
  filter?: CarrierConnectionFilterInput;

  @Field(() => CarrierConnectionSort, { nullable: true, description: 'In which order; latest first by default.' })
  sort?: CarrierConnectionSort;
}
