import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { LabelFormat, ShipmentType } from '../shipments/shipments.types.ts';

/** What a label is bought for. */
@InputType('PurchaseShipmentInput', { description: 'The purchase of a label at a quoted rate.' })
export class PurchaseShipmentInput {
  @Field(() => ID, { description: 'The rate, of a quote that is still open.' })
  rateId!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Who pays; by default the entity that the quote was asked for, else the caller’s default.',
  })
  entityId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'The team that spends, of which the caller is a member; the caller’s default team when left out. Its only entity pays when none is named.',
  })
  teamId?: string | null;

  @Field(() => String, {
    description: 'Chosen by the caller, 1 to 200 visible ASCII characters: the same key buys once, however often it is sent.',
  })
  idempotencyKey!: string;

  @Field(() => String, { nullable: true, description: 'The caller’s own mark, at most 100 characters; printed on the label.' })
  reference?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'The caller’s own data: a JSON object.' })
  metadata?: unknown;

  @Field(() => LabelFormat, { defaultValue: LabelFormat.PDF, description: 'The format of the label.' })
  labelFormat!: LabelFormat;
}

/** The answer of `purchaseShipment`. */
@ObjectType('PurchaseShipmentPayload', { description: 'The shipment that was bought, or why nothing was.' })
export class PurchaseShipmentPayload extends MutationPayload {
  @Field(() => ShipmentType, { nullable: true, description: 'The shipment; null when the purchase was refused.' })
  shipment?: ShipmentType | null;
}
