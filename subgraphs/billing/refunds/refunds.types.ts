import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

// Spoken between subgraphs only: ids are raw UUIDs here.

@Inaccessible()
@InputType('RefundReservationInput', { description: 'A spent reservation to be given back.' })
export class RefundReservationInput {
  @Field(() => ID, { description: 'Id of the reservation.' })
  reservationId!: string;
}

@Inaccessible()
@ObjectType('RefundReservationPayload', { description: 'What was given back.' })
export class RefundReservationPayload extends MutationPayload {
  @Field(() => MoneyType, { nullable: true, description: 'How much was given back; null when it was refused.' })
  refunded?: MoneyType | null;
}
