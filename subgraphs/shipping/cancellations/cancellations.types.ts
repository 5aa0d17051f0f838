import { Field, ID, InputType } from 'type-graphql';

/** Names a shipment that is to be cancelled. */
@InputType('CancelShipmentInput', { description: 'The shipment that is not to be sent.' })
export class CancelShipmentInput {
  @Field(() => ID, { description: 'The shipment: a draft, or one that the carrier does not have yet.' })
  shipmentId!: string;
}
