import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Inaccessible } from '../../../platform/graphql/federation.ts';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';

// Spoken between subgraphs only: ids are raw UUIDs here.

@Inaccessible()
@InputType('ReserveCreditsInput', { description: 'Credits to be set aside for a purchase.' })
export class ReserveCreditsInput {
  @Field(() => ID, { description: 'Made by the buyer; the same key answers the same reservation.' })
  key!: string;

  @Field(() => ID, { description: 'The organization that buys.' })
  organizationId!: string;

  @Field(() => ID, { nullable: true, description: 'Who pays; null for the caller’s default entity.' })
  entityId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The team that spends; null for the caller’s default team, if any.' })
  teamId?: string | null;

  @Field(() => MoneyInput, { description: 'How much.' })
  amount!: MoneyInput;

  @Field(() => String, { description: 'What it is for, e.g. `shipment/<uuid>`.' })
  reason!: string;
}

@Inaccessible()
@ObjectType('ReserveCreditsPayload', { description: 'The reservation and who pays.' })
export class ReserveCreditsPayload extends MutationPayload {
  @Field(() => ID, { nullable: true, description: 'Id of the reservation; null when it was refused.' })
  reservationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Id of the entity that pays; null when it was refused.' })
  entityId?: string | null;
}

@Inaccessible()
@InputType('CaptureReservationInput', { description: 'A reservation to be spent.' })
export class CaptureReservationInput {
  @Field(() => ID, { description: 'Id of the reservation.' })
  reservationId!: string;

  @Field(() => MoneyInput, { nullable: true, description: 'How much of it; all when null. The rest is released.' })
  amount?: MoneyInput | null;
}

@Inaccessible()
@ObjectType('CaptureReservationPayload', { description: 'What was spent.' })
export class CaptureReservationPayload extends MutationPayload {
  @Field(() => MoneyType, { nullable: true, description: 'How much was spent; null when it was refused.' })
  captured?: MoneyType | null;
}

@Inaccessible()
@InputType('ReleaseReservationInput', { description: 'A reservation to be given back.' })
export class ReleaseReservationInput {
  @Field(() => ID, { description: 'Id of the reservation.' })
  reservationId!: string;
}

@Inaccessible()
@ObjectType('ReleaseReservationPayload', { description: 'What was given back.' })
export class ReleaseReservationPayload extends MutationPayload {
  @Field(() => MoneyType, { nullable: true, description: 'How much was given back; null when it was refused.' })
  released?: MoneyType | null;
}
