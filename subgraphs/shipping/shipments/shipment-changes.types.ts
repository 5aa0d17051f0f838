import { Field, ObjectType } from 'type-graphql';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ShipmentType } from './shipments.types.ts';

/** The answer of operations on one shipment. */
@ObjectType('ShipmentPayload', { description: 'The shipment after the change, or why nothing was changed.' })
export class ShipmentPayload extends MutationPayload {
  @Field(() => ShipmentType, { nullable: true, description: 'The shipment; null when the change was refused.' })
  shipment?: ShipmentType | null;
}
