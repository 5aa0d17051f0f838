import { Field, ID, InputType, Int } from 'type-graphql';
import { MoneyInput } from '../../../platform/graphql/money.types.ts';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';
import { AddressInputType } from '../addresses/address.types.ts';
import { DeliveryOptionsInputType } from '../consignments/delivery-options.types.ts';
import { CustomsContentsType, IncotermType } from '../customs/customs.types.ts';
import { ParcelInput, WeightInput } from '../parcels/parcel.types.ts';

/** A line of an order as clients send it. */
@InputType('OrderLineItemInput', { description: 'Goods of one kind.' })
export class OrderLineItemInput {
  @Field(() => String, { nullable: true, description: 'The seller’s code of it, at most 100 characters.' })
  sku?: string | null;

  @Field(() => String, { description: 'What it is, at most 200 characters.' })
  title!: string;

  @Field(() => Int, { description: 'How many, 1 to 1,000,000.' })
  quantity!: number;

  @Field(() => WeightInput, { nullable: true, description: 'What one weighs.' })
  weight?: WeightInput | null;

  @Field(() => MoneyInput, { nullable: true, description: 'What one is worth; one currency in all lines.' })
  unitValue?: MoneyInput | null;

  @Field(() => String, { nullable: true, description: 'Where it was made: ISO 3166 two-letter code; customs want to know.' })
  originCountry?: string | null;

  @Field(() => String, { nullable: true, description: 'Its Harmonized System code, 6 to 10 digits; customs want to know.' })
  hsCode?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'The caller’s own data: a JSON object.' })
  metadata?: unknown;
}

/** A line of an order as it shall be. */
@InputType('UpdateOrderLineItemInput', { description: 'A line of an order as it shall be.' })
export class UpdateOrderLineItemInput extends OrderLineItemInput {
  @Field(() => ID, { nullable: true, description: 'The line that is changed; left out for a new one.' })
  id?: string | null;
}

/** An order to be kept. */
@InputType('CreateOrderInput', { description: 'An order to be kept.' })
export class CreateOrderInput {
  @Field(() => String, { nullable: true, description: 'Where it was placed, e.g. `shopify`; `api` by default.' })
  source?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'By what the source knows it, at most 100 characters. The same order sent again is answered as it is; with other content it is refused.',
  })
  externalId?: string | null;

  @Field(() => String, { nullable: true, description: 'By what people know it; the external id by default.' })
  number?: string | null;

  @Field(() => AddressInputType, {
    nullable: true,
    description: 'Where it starts; the default shipper of the address book by default, when it is sent.',
  })
  shipper?: AddressInputType | null;

  @Field(() => AddressInputType, { description: 'Where it goes.' })
  recipient!: AddressInputType;

  @Field(() => [OrderLineItemInput], { description: 'What is wanted, 1 to 500 lines.' })
  lineItems!: OrderLineItemInput[];

  @Field(() => Date, { nullable: true, description: 'When it was placed; now by default.' })
  placedAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'Notes for the caller’s own people, at most 5,000 characters.' })
  notes?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'The caller’s own data: a JSON object.' })
  metadata?: unknown;
}

/** What is to be changed of an order. */
@InputType('UpdateOrderInput', {
  description: 'What is to be changed of an order; what is left out stays. Shipments keep what they were made with.',
})
export class UpdateOrderInput {
  @Field(() => ID, { description: 'The order.' })
  orderId!: string;

  @Field(() => String, { nullable: true, description: 'By what people know it; null takes it away.' })
  number?: string | null;

  @Field(() => AddressInputType, { nullable: true, description: 'Where it starts; null takes it away.' })
  shipper?: AddressInputType | null;

  @Field(() => AddressInputType, { nullable: true, description: 'Where it goes.' })
  recipient?: AddressInputType | null;

  @Field(() => [UpdateOrderLineItemInput], {
    nullable: true,
    description:
      'All lines as they shall be: those with an id are changed, others are added, the rest goes. What is in a shipment stays.',
  })
  lineItems?: UpdateOrderLineItemInput[] | null;

  @Field(() => Date, { nullable: true, description: 'When it was placed.' })
  placedAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'Notes for the caller’s own people; null takes them away.' })
  notes?: string | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'The caller’s own data: a JSON object in the place of the one before.',
  })
  metadata?: unknown;
}

/** Names an order to be cancelled. */
@InputType('CancelOrderInput', { description: 'The order that will not be sent.' })
export class CancelOrderInput {
  @Field(() => ID, { description: 'The order; nothing of it is in a shipment.' })
  orderId!: string;
}

/** How much of a line a shipment is to bring. */
@InputType('ShippedLineItemInput', { description: 'How much of a line a shipment is to bring.' })
export class ShippedLineItemInput {
  @Field(() => ID, { description: 'The line, of the order.' })
  lineItemId!: string;

  @Field(() => Int, { description: 'How many, at most what is open.' })
  quantity!: number;
}

/** What customs are told of lines besides what the lines say. */
@InputType('OrderCustomsInput', { description: 'What customs are told besides the goods, which are the lines.' })
export class OrderCustomsInput {
  @Field(() => CustomsContentsType, { description: 'What kind of goods.' })
  contents!: CustomsContentsType;

  @Field(() => IncotermType, { nullable: true, description: 'Who pays duties; DDU by default.' })
  incoterm?: IncotermType | null;

  @Field(() => String, { description: 'Who vouches for it.' })
  signer!: string;

  @Field(() => String, { nullable: true, description: 'Number of the seller’s invoice.' })
  invoiceNumber?: string | null;
}

/** A shipment of an order, to be prepared. */
@InputType('CreateOrderShipmentInput', { description: 'Lines of an order to be prepared as a shipment to its recipient.' })
export class CreateOrderShipmentInput {
  @Field(() => ID, { description: 'The order.' })
  orderId!: string;

  @Field(() => [ShippedLineItemInput], { nullable: true, description: 'What it brings; everything that is open by default.' })
  lineItems?: ShippedLineItemInput[] | null;

  @Field(() => [ParcelInput], { description: 'Its parcels.' })
  parcels!: ParcelInput[];

  @Field(() => AddressInputType, {
    nullable: true,
    description: 'Where it starts; by default where the order does, else at the default shipper of the address book.',
  })
  shipper?: AddressInputType | null;

  @Field(() => OrderCustomsInput, { nullable: true, description: 'What customs are told; needed to buy across a border.' })
  customs?: OrderCustomsInput | null;

  @Field(() => DeliveryOptionsInputType, { nullable: true, description: 'What is asked for beyond carrying.' })
  options?: DeliveryOptionsInputType | null;

  @Field(() => ID, { nullable: true, description: 'The entity that is to pay; the buyer’s default by default.' })
  entityId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The caller’s own mark, printed on the label; the order’s number by default.',
  })
  reference?: string | null;

  @Field(() => String, { nullable: true, description: 'Notes for the caller’s own people, at most 5,000 characters.' })
  notes?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'The caller’s own data: a JSON object.' })
  metadata?: unknown;
}
