import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { AddressType } from '../addresses/address.types.ts';
import { WeightType } from '../parcels/parcel.types.ts';
import { MetadataFilterInput } from '../shipments/shipments.types.ts';
import type { OrderStatus } from './order-status.ts';

/** Where an order stands, as clients see it. */
export enum OrderStatusType {
  UNFULFILLED = 'unfulfilled',
  PARTIAL = 'partial',
  FULFILLED = 'fulfilled',
  DELIVERED = 'delivered',
  CANCELLED = 'cancelled',
}
registerEnumType(OrderStatusType, {
  name: 'OrderStatus',
  description: 'Where an order stands, by what its shipments bring.',
  valuesConfig: {
    UNFULFILLED: { description: 'No label was bought for any of it.' },
    PARTIAL: { description: 'Labels were bought for some of it.' },
    FULFILLED: { description: 'Labels were bought for all of it.' },
    DELIVERED: { description: 'All of it was delivered.' },
    CANCELLED: { description: 'It will not be sent.' },
  },
});

/** Sort orders of orders. */
export enum OrderSort {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  UPDATED_AT_DESC = 'updatedAtDesc',
  UPDATED_AT_ASC = 'updatedAtAsc',
  PLACED_AT_DESC = 'placedAtDesc',
  PLACED_AT_ASC = 'placedAtAsc',
}
registerEnumType(OrderSort, {
  name: 'OrderSort',
  description: 'In which order orders are listed.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Latest first.' },
    CREATED_AT_ASC: { description: 'Earliest first.' },
    UPDATED_AT_DESC: { description: 'Those that changed last first.' },
    UPDATED_AT_ASC: { description: 'Those that changed longest ago first.' },
    PLACED_AT_DESC: { description: 'Those that were placed last first.' },
    PLACED_AT_ASC: { description: 'Those that were placed first in front.' },
  },
});

/** A line of an order, as clients see it. */
@ObjectType('OrderLineItem', { description: 'Goods of one kind in an order.' })
export class OrderLineItemType {
  @PublicId(ID_PREFIX.orderLine, { description: 'The line.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'The seller’s code of it.' })
  sku!: string | null;

  @Field(() => String, { description: 'What it is.' })
  title!: string;

  @Field(() => Int, { description: 'How many were ordered.' })
  quantity!: number;

  @Field(() => Int, { description: 'How many are in shipments whose label is bought.' })
  fulfilledQuantity!: number;

  @Field(() => Int, { description: 'How many were delivered.' })
  deliveredQuantity!: number;

  @Field(() => WeightType, { nullable: true, description: 'What one weighs.' })
  weight!: WeightType | null;

  @Field(() => String, { nullable: true, description: 'Where it was made: ISO 3166 two-letter code.' })
  originCountry!: string | null;

  @Field(() => String, { nullable: true, description: 'Its Harmonized System code.' })
  hsCode!: string | null;

  @Field(() => JsonScalar, { description: 'The caller’s own data.' })
  metadata!: unknown;
}

/** An order, as clients see it. */
@Key('id')
@ObjectType('Order', { description: 'What somebody wants sent: lines of goods, which shipments bring.' })
export class OrderType {
  @PublicId(ID_PREFIX.order, { description: 'Id of the order.' })
  id!: string;

  @Field(() => OrderStatusType, { description: 'Where it stands.' })
  status!: OrderStatus;

  @Field(() => String, { description: 'Where it was placed, e.g. `shopify`.' })
  source!: string;

  @Field(() => String, { nullable: true, description: 'By what the source knows it; one of a kind there.' })
  externalId!: string | null;

  @Field(() => String, { nullable: true, description: 'By what people know it; printed on labels.' })
  number!: string | null;

  @Field(() => AddressType, { nullable: true, description: 'Where it starts; null where its shipments say.' })
  shipper!: AddressType | null;

  @Field(() => AddressType, { description: 'Where it goes.' })
  recipient!: AddressType;

  @Field(() => String, { nullable: true, description: 'Notes for the caller’s own people.' })
  notes!: string | null;

  @Field(() => JsonScalar, { description: 'The caller’s own data.' })
  metadata!: unknown;

  @Field(() => Date, { description: 'When it was placed.' })
  placedAt!: Date;

  @Field(() => Date, { description: 'When it came in.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it last changed, or a shipment of it did.' })
  updatedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was cancelled.' })
  cancelledAt!: Date | null;
}

/** A page of orders. */
export const OrderConnection = connectionOf(OrderType, 'Order');

/** What a shipment brings of an order, as clients see it. */
@ObjectType('ShippedLineItem', { description: 'What a shipment brings of a line of its order.' })
export class ShippedLineItemType {
  @PublicId(ID_PREFIX.orderLine, { description: 'The line.' })
  orderLineId!: string;

  @Field(() => String, { nullable: true, description: 'The seller’s code of it.' })
  sku!: string | null;

  @Field(() => String, { description: 'What it is.' })
  title!: string;

  @Field(() => Int, { description: 'How many it brings.' })
  quantity!: number;
}

/** The answer of operations on one order. */
@ObjectType('OrderPayload', { description: 'The order after the change, or why nothing was changed.' })
export class OrderPayload extends MutationPayload {
  @Field(() => OrderType, { nullable: true, description: 'The order; null when the change was refused.' })
  order?: OrderType | null;
}

/** Which orders to list. */
@InputType('OrderFilter', { description: 'Which orders to list; what is left out does not matter.' })
export class OrderFilterInput {
  @Field(() => [OrderStatusType], { nullable: true, description: 'Those in one of these statuses.' })
  status?: OrderStatus[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Those of which something is still to be fulfilled, or those of which nothing is.',
  })
  isUnfulfilled?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Those of one source.' })
  source?: string | null;

  @Field(() => String, { nullable: true, description: 'Those that their source knows by this id.' })
  externalId?: string | null;

  @Field(() => String, { nullable: true, description: 'Those with this number.' })
  number?: string | null;

  @Field(() => Date, { nullable: true, description: 'Those placed at this moment or later.' })
  placedAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Those placed before this moment.' })
  placedBefore?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Those that came in at this moment or later.' })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Those that came in before this moment.' })
  createdBefore?: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Words, each of which begins a word of the number, external id, the recipient’s name, company, city or postal code, or a line’s SKU or title.',
  })
  keyword?: string | null;

  @Field(() => [MetadataFilterInput], { nullable: true, description: 'Those whose metadata has all of these values.' })
  metadata?: MetadataFilterInput[] | null;
}
