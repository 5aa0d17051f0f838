import { Field, ID, InputType } from 'type-graphql';
import { DateScalar, JsonScalar } from '../../../platform/graphql/scalars.ts';
import { AddressInputType } from '../addresses/address.types.ts';
import { DeliveryOptionsInputType } from '../consignments/delivery-options.types.ts';
import { CustomsInputType } from '../customs/customs.types.ts';
import { ParcelInput } from '../parcels/parcel.types.ts';

/** A shipment to be prepared. */
@InputType('CreateShipmentInput', { description: 'A shipment to be prepared as a draft.' })
export class CreateShipmentInput {
  @Field(() => AddressInputType, { description: 'Where it starts.' })
  shipper!: AddressInputType;

  @Field(() => AddressInputType, { description: 'Where it goes.' })
  recipient!: AddressInputType;

  @Field(() => [ParcelInput], { description: 'Its parcels, 1 to 100.' })
  parcels!: ParcelInput[];

  @Field(() => CustomsInputType, { nullable: true, description: 'What customs are told; needed to buy across a border.' })
  customs?: CustomsInputType | null;

  @Field(() => DeliveryOptionsInputType, { nullable: true, description: 'What is asked for beyond carrying.' })
  options?: DeliveryOptionsInputType | null;

  @Field(() => ID, { nullable: true, description: 'The entity that is to pay; the buyer’s default by default.' })
  entityId?: string | null;

  @Field(() => String, { nullable: true, description: 'The caller’s own mark, at most 100 characters; printed on the label.' })
  reference?: string | null;

  @Field(() => String, { nullable: true, description: 'Notes for the caller’s own people, at most 5,000 characters.' })
  notes?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'The caller’s own data: a JSON object.' })
  metadata?: unknown;
}

/** What is to be changed of a shipment. */
@InputType('UpdateShipmentInput', {
  description: 'What is to be changed of a shipment; what is left out stays. Addresses, parcels and payer change in drafts only.',
})
export class UpdateShipmentInput {
  @Field(() => ID, { description: 'The shipment.' })
  shipmentId!: string;

  @Field(() => AddressInputType, { nullable: true, description: 'Where it starts.' })
  shipper?: AddressInputType | null;

  @Field(() => AddressInputType, { nullable: true, description: 'Where it goes.' })
  recipient?: AddressInputType | null;

  @Field(() => [ParcelInput], { nullable: true, description: 'Its parcels, 1 to 100, in the place of those before.' })
  parcels?: ParcelInput[] | null;

  @Field(() => CustomsInputType, { nullable: true, description: 'What customs are told.' })
  customs?: CustomsInputType | null;

  @Field(() => DeliveryOptionsInputType, { nullable: true, description: 'What is asked for beyond carrying.' })
  options?: DeliveryOptionsInputType | null;

  @Field(() => ID, { nullable: true, description: 'The entity that is to pay.' })
  entityId?: string | null;

  @Field(() => String, { nullable: true, description: 'The caller’s own mark; null takes it away.' })
  reference?: string | null;

  @Field(() => String, { nullable: true, description: 'Notes for the caller’s own people; null takes them away.' })
  notes?: string | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'The caller’s own data: a JSON object in the place of the one before.',
  })
  metadata?: unknown;
}

/** Names a shipment. */
@InputType('DuplicateShipmentInput', { description: 'The shipment to be prepared once more.' })
export class DuplicateShipmentInput {
  @Field(() => ID, { description: 'The shipment, at any stage.' })
  shipmentId!: string;
}

/** Names a shipment that is to come back. */
@InputType('CreateReturnShipmentInput', { description: 'The shipment whose way back is to be prepared.' })
export class CreateReturnShipmentInput {
  @Field(() => ID, { description: 'The shipment; bought, and not cancelled.' })
  shipmentId!: string;
}

/** Which draft is to be rated. */
@InputType('QuoteShipmentInput', { description: 'A draft to be rated as it is now.' })
export class QuoteShipmentInput {
  @Field(() => ID, { description: 'The draft.' })
  shipmentId!: string;

  @Field(() => [ID], { nullable: true, description: 'The carrier connections to ask; all active ones by default.' })
  connectionIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'The services to ask for, by code; all by default.' })
  services?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'The entity that would pay; the draft’s by default.' })
  entityId?: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day on which the carrier takes the parcels, at most 30 days ahead; today (UTC) by default.',
  })
  shipDate?: string | null;
}
