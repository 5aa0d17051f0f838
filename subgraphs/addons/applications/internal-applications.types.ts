import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

// Between subgraphs ids are plain UUIDs.

@Inaccessible()
@InputType('ApplyAddonsInput', { description: 'A shipment that was bought at the pinned price of a rate.' })
export class ApplyAddonsInput {
  @Field(() => ID, { description: 'UUID of the shipment.' })
  shipmentId!: string;

  @Field(() => ID, { description: 'UUID of the rate.' })
  rateId!: string;

  @Field(() => ID, { description: 'UUID of the organization that bought it.' })
  organizationId!: string;
}

@Inaccessible()
@ObjectType('ApplyAddonsPayload', { description: 'How many addons are recorded on the shipment, or why none could be.' })
export class ApplyAddonsPayload extends MutationPayload {
  @Field(() => Int, { nullable: true, description: 'How many addons are recorded; null when refused.' })
  applicationCount!: number | null;
}
