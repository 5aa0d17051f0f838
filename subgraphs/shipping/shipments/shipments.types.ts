import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { AddressType } from '../addresses/address.types.ts';
import { DeliveryOptionsType } from '../consignments/delivery-options.types.ts';
import { CustomsType } from '../customs/customs.types.ts';
import type { ShipmentStatus } from './shipment-status.ts';

/** Where a shipment stands, as clients see it. */
export enum ShipmentStatusType {
  DRAFT = 'draft',
  CREATED = 'created',
  SHIPPED = 'shipped',
  IN_TRANSIT = 'in_transit',
  OUT_FOR_DELIVERY = 'out_for_delivery',
  DELIVERED = 'delivered',
  NEEDS_ATTENTION = 'needs_attention',
  DELIVERY_FAILED = 'delivery_failed',
  CANCELLED = 'cancelled',
}
registerEnumType(ShipmentStatusType, {
  name: 'ShipmentStatus',
  description: 'Where a shipment stands.',
  valuesConfig: {
    DRAFT: { description: 'No label was bought yet.' },
    CREATED: { description: 'The label is bought; the carrier does not have the parcel yet.' },
    SHIPPED: { description: 'The carrier has it.' },
    IN_TRANSIT: { description: 'It is on its way.' },
    OUT_FOR_DELIVERY: { description: 'It is being brought to the recipient.' },
    DELIVERED: { description: 'The recipient has it.' },
    NEEDS_ATTENTION: { description: 'Somebody has to do something, e.g. fetch it or clear customs.' },
    DELIVERY_FAILED: { description: 'It could not be handed over.' },
    CANCELLED: { description: 'It will not be sent.' },
  },
});

/** Sort orders of shipments. */
export enum ShipmentSort {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  UPDATED_AT_DESC = 'updatedAtDesc',
  UPDATED_AT_ASC = 'updatedAtAsc',
}
registerEnumType(ShipmentSort, {
  name: 'ShipmentSort',
  description: 'In which order shipments are listed.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Latest first.' },
    CREATED_AT_ASC: { description: 'Earliest first.' },
    UPDATED_AT_DESC: { description: 'Those that changed last first.' },
    UPDATED_AT_ASC: { description: 'Those that changed longest ago first.' },
  },
});

/** Formats of labels. */
export enum LabelFormat {
  PDF = 'PDF',
  ZPL = 'ZPL',
  PNG = 'PNG',
}
registerEnumType(LabelFormat, {
  name: 'LabelFormat',
  description: 'The format of a label.',
  valuesConfig: {
    PDF: { description: 'A PDF page of 4 by 6 inches.' },
    ZPL: { description: 'Commands for thermal printers (ZPL II) of 203 dots an inch.' },
    PNG: { description: 'A picture of 812 by 1218 dots: 4 by 6 inches at 203 dots an inch.' },
  },
});

/** A label, as clients see it. */
@ObjectType('Label', { description: 'What is stuck on a parcel; or a document of the labels of all parcels, a page for each.' })
export class LabelType {
  @PublicId(ID_PREFIX.label, { description: 'The label.' })
  id!: string;

  @Field(() => LabelFormat, { description: 'Its format.' })
  format!: string;

  @Field(() => Int, { description: 'How many bytes it has.' })
  sizeBytes!: number;

  @Field(() => Int, { nullable: true, description: 'Which parcel of the shipment it is for, from 1; null for all of them.' })
  parcelPosition!: number | null;

  @Field(() => String, { nullable: true, description: 'The tracking number on it; null for a label of all parcels.' })
  trackingNumber!: string | null;
}

/** A shipment, as clients see it. */
@Key('id')
@ObjectType('Shipment', {
  description: 'One or more parcels that go together from a shipper to a recipient, each with a label of its own.',
})
export class ShipmentType {
  @PublicId(ID_PREFIX.shipment, { description: 'Id of the shipment.' })
  id!: string;

  @Field(() => ShipmentStatusType, { description: 'Where it stands.' })
  status!: ShipmentStatus;

  @PublicId(ID_PREFIX.quote, { nullable: true, description: 'The quote it was bought from; null until it is.' })
  quoteId!: string | null;

  @PublicId(ID_PREFIX.rate, { nullable: true, description: 'The rate it was bought at; null until it is.' })
  rateId!: string | null;

  @PublicId(ID_PREFIX.entity, { nullable: true, description: 'The entity that paid; null until it is bought.' })
  entityId!: string | null;

  @Field(() => AddressType, { description: 'Where it starts.' })
  shipper!: AddressType;

  @Field(() => AddressType, { description: 'Where it goes.' })
  recipient!: AddressType;

  @Field(() => CustomsType, { nullable: true, description: 'What customs are told, where it was declared.' })
  customs!: CustomsType | null;

  @Field(() => DeliveryOptionsType, { description: 'What is asked for beyond carrying.' })
  options!: DeliveryOptionsType;

  @Field(() => String, { nullable: true, description: 'Name of the carrier; null until it is bought.' })
  carrierName!: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the service; null until it is bought.' })
  service!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the service; null until it is bought.' })
  serviceName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The carrier’s number of its first parcel, by which it knows them all; null until it is bought.',
  })
  trackingNumber!: string | null;

  @Field(() => String, { nullable: true, description: 'The caller’s own mark, printed on the label.' })
  reference!: string | null;

  @Field(() => String, { nullable: true, description: 'Notes for the caller’s own people.' })
  notes!: string | null;

  @Field(() => JsonScalar, { description: 'The caller’s own data.' })
  metadata!: unknown;

  @PublicId(ID_PREFIX.entity, {
    nullable: true,
    description: 'The entity that a draft is meant to be paid by; null for the buyer’s default.',
  })
  payerEntityId!: string | null;

  @PublicId(ID_PREFIX.shipment, { nullable: true, description: 'The shipment that this one brings back.' })
  returnOfId!: string | null;

  @PublicId(ID_PREFIX.manifest, { nullable: true, description: 'The manifest that it is on; null while it is on none.' })
  manifestId!: string | null;

  @Field(() => Date, { description: 'When it was made: as a draft, or by its purchase.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it last changed.' })
  updatedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When the label was bought.' })
  purchasedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When it was cancelled.' })
  cancelledAt!: Date | null;
}

/** A page of shipments. */
export const ShipmentConnection = connectionOf(ShipmentType, 'Shipment');

/** Where a shipment is said to be. */
@InputType('ChangeShipmentStatusInput', { description: 'Where a bought shipment is, said by hand.' })
export class ChangeShipmentStatusInput {
  @Field(() => ID, { description: 'The shipment.' })
  shipmentId!: string;

  @Field(() => ShipmentStatusType, {
    description: 'Its new status: shipped, in transit, out for delivery, delivered, needs attention or delivery failed.',
  })
  status!: ShipmentStatus;
}

/** A plain value in the metadata. */
@InputType('MetadataFilter', { description: 'A plain value in the caller’s own data.' })
export class MetadataFilterInput {
  @Field(() => String, { description: 'Its key, at the top level.' })
  key!: string;

  @Field(() => String, { description: 'The value as text: a string, number, true or false.' })
  value!: string;
}

/** Which shipments to list. */
@InputType('ShipmentFilter', { description: 'Which shipments to list; what is left out does not matter.' })
export class ShipmentFilterInput {
  @Field(() => [ShipmentStatusType], { nullable: true, description: 'Those in one of these statuses.' })
  status?: ShipmentStatus[] | null;

  @Field(() => String, { nullable: true, description: 'Those of one carrier, by its name.' })
  carrierName?: string | null;

  @Field(() => String, { nullable: true, description: 'Those of one service, by its code.' })
  service?: string | null;

  @Field(() => Date, { nullable: true, description: 'Those made at this moment or later.' })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Those made before this moment.' })
  createdBefore?: Date | null;

  @Field(() => String, { nullable: true, description: 'Those with this reference.' })
  reference?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Words, each of which begins a word of a parcel’s tracking number, of the reference, or the recipient’s name, company, city or postal code.',
  })
  keyword?: string | null;

  @Field(() => [MetadataFilterInput], { nullable: true, description: 'Those whose metadata has all of these values.' })
  metadata?: MetadataFilterInput[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Those that bring another back, or those that do not.' })
  isReturn?: boolean | null;
}
