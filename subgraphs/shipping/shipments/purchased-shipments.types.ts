import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';

// Between subgraphs ids are plain UUIDs.

@Inaccessible()
@InputType('PurchasedShipmentCursorInput', { description: 'The last shipment of the page before.' })
export class PurchasedShipmentCursorInput {
  @Field(() => DateTimeScalar, { description: 'When it was bought.' })
  purchasedAt!: Date;

  @Field(() => ID, { description: 'UUID of the shipment.' })
  shipmentId!: string;
}

@Inaccessible()
@InputType('PurchasedShipmentsInput', { description: 'Which bought shipments are asked for.' })
export class PurchasedShipmentsInput {
  @Field(() => DateTimeScalar, { description: 'Bought at this instant or later.' })
  from!: Date;

  @Field(() => DateTimeScalar, { description: 'Bought before this instant.' })
  until!: Date;

  @Field(() => PurchasedShipmentCursorInput, {
    nullable: true,
    description: 'Behind which one to go on; from the first when left out.',
  })
  after?: PurchasedShipmentCursorInput | null;

  @Field(() => Int, { description: 'How many at most, 1 to 1,000.' })
  limit!: number;
}

@Inaccessible()
@ObjectType('PurchasedShipment', { description: 'A shipment whose label was bought, and the rate it was bought at.' })
export class PurchasedShipmentType {
  @Field(() => ID, { description: 'UUID of the shipment.' })
  shipmentId!: string;

  @Field(() => ID, { description: 'UUID of its organization.' })
  organizationId!: string;

  @Field(() => ID, { description: 'UUID of the rate.' })
  rateId!: string;

  @Field(() => Boolean, { description: 'Whether the label was taken back.' })
  isCancelled!: boolean;

  @Field(() => DateTimeScalar, { description: 'When it was bought.' })
  purchasedAt!: Date;
}
