import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, ListSize, PublicId } from '../../../platform/graphql/federation.ts';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { AddressType } from '../addresses/address.types.ts';
import { ParcelType } from '../parcels/parcel.types.ts';
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
}
registerEnumType(ShipmentSort, {
  name: 'ShipmentSort',
  description: 'In which order shipments are listed.',
  valuesConfig: { CREATED_AT_DESC: { description: 'Latest first.' }, CREATED_AT_ASC: { description: 'Earliest first.' } },
});

/** Formats of labels. */
export enum LabelFormat {
  PDF = 'PDF',
}
registerEnumType(LabelFormat, {
  name: 'LabelFormat',
  description: 'The format of a label.',
  valuesConfig: { PDF: { description: 'A PDF page of 4 by 6 inches.' } },
});

/** A label, as clients see it. */
@ObjectType('Label', { description: 'What is stuck on the parcel.' })
export class LabelType {
  @PublicId(ID_PREFIX.label, { description: 'The label.' })
  id!: string;

  @Field(() => LabelFormat, { description: 'Its format.' })
  format!: string;

  @Field(() => Int, { description: 'How many bytes it has.' })
  sizeBytes!: number;
}

/** A shipment, as clients see it. */
@Key('id')
@ObjectType('Shipment', { description: 'One or more parcels that go from a shipper to a recipient by one label.' })
export class ShipmentType {
  @PublicId(ID_PREFIX.shipment, { description: 'Id of the shipment.' })
  id!: string;

  @Field(() => ShipmentStatusType, { description: 'Where it stands.' })
  status!: ShipmentStatus;

  @PublicId(ID_PREFIX.quote, { description: 'The quote it was bought from.' })
  quoteId!: string;

  @PublicId(ID_PREFIX.rate, { description: 'The rate it was bought at.' })
  rateId!: string;

  @PublicId(ID_PREFIX.entity, { description: 'The entity that paid.' })
  entityId!: string;

  @Field(() => AddressType, { description: 'Where it starts.' })
  shipper!: AddressType;

  @Field(() => AddressType, { description: 'Where it goes.' })
  recipient!: AddressType;

  @ListSize(2)
  @Field(() => [ParcelType], { description: 'Its parcels.' })
  parcels!: ParcelType[];

  @Field(() => String, { description: 'Name of the carrier.' })
  carrierName!: string;

  @Field(() => String, { description: 'Code of the service.' })
  service!: string;

  @Field(() => String, { description: 'Name of the service.' })
  serviceName!: string;

  @Field(() => String, { description: 'The carrier’s number of the parcel.' })
  trackingNumber!: string;

  @Field(() => String, { nullable: true, description: 'The caller’s own mark, printed on the label.' })
  reference!: string | null;

  @Field(() => JsonScalar, { description: 'The caller’s own data.' })
  metadata!: unknown;

  @Field(() => Date, { description: 'When the label was bought.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When its status last changed.' })
  updatedAt!: Date;
}

/** A page of shipments. */
export const ShipmentConnection = connectionOf(ShipmentType, 'Shipment');

/** Which shipments to list. */
@InputType('ShipmentFilter', { description: 'Which shipments to list; what is left out does not matter.' })
export class ShipmentFilterInput {
  @Field(() => [ShipmentStatusType], { nullable: true, description: 'Those in one of these statuses.' })
  status?: ShipmentStatus[] | null;

  @Field(() => String, { nullable: true, description: 'Those of one carrier, by its name.' })
  carrierName?: string | null;

  @Field(() => String, { nullable: true, description: 'Those of one service, by its code.' })
  service?: string | null;

  @Field(() => Date, { nullable: true, description: 'Those bought at this moment or later.' })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Those bought before this moment.' })
  createdBefore?: Date | null;

  @Field(() => String, { nullable: true, description: 'Those with this reference.' })
  reference?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Found in tracking number, reference, or the recipient’s name, company, city or postal code.',
  })
  keyword?: string | null;
}
