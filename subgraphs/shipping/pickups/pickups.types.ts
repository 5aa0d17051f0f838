import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { DateScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { AddressInputType, AddressType } from '../addresses/address.types.ts';
import type { PickupStatus } from './pickup.query.ts';

/** How a pickup stands, as clients see it. */
export enum PickupStatusType {
  PENDING = 'pending',
  SCHEDULED = 'scheduled',
  CANCELLED = 'cancelled',
  REFUSED = 'refused',
}
registerEnumType(PickupStatusType, {
  name: 'PickupStatus',
  description: 'How a pickup stands.',
  valuesConfig: {
    PENDING: { description: 'The carrier is being asked.' },
    SCHEDULED: { description: 'The carrier will come.' },
    CANCELLED: { description: 'It was taken back.' },
    REFUSED: { description: 'The carrier will not come.' },
  },
});

/** Sort orders of pickups. */
export enum PickupSort {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  READY_AT_DESC = 'readyAtDesc',
  READY_AT_ASC = 'readyAtAsc',
}
registerEnumType(PickupSort, {
  name: 'PickupSort',
  description: 'In which order pickups are listed.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Ordered last first.' },
    CREATED_AT_ASC: { description: 'Ordered first first.' },
    READY_AT_DESC: { description: 'Those that begin last first.' },
    READY_AT_ASC: { description: 'Those that begin first first.' },
  },
});

/** A pickup, as clients see it. */
@Key('id')
@ObjectType('Pickup', { description: 'Parcels that a carrier fetches.' })
export class PickupType {
  @PublicId(ID_PREFIX.pickup, { description: 'Id of the pickup.' })
  id!: string;

  @Field(() => PickupStatusType, { description: 'How it stands.' })
  status!: PickupStatus;

  @Field(() => String, { description: 'Name of the carrier that was asked.' })
  carrierName!: string;

  @Field(() => AddressType, { description: 'Where the parcels are.' })
  address!: AddressType;

  @Field(() => Date, { description: 'From when on the carrier may come.' })
  readyAt!: Date;

  @Field(() => Date, { description: 'Until when the carrier may come.' })
  closesAt!: Date;

  @Field(() => String, { description: 'The time zone of the place, by its IANA name.' })
  timeZone!: string;

  @Field(() => String, { nullable: true, description: 'Where the parcels stand and whom to ask.' })
  instructions!: string | null;

  @Field(() => String, { nullable: true, description: 'The carrier’s number of it; null until it is scheduled.' })
  confirmationNumber!: string | null;

  @Field(() => Date, { description: 'When it was ordered.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it last changed.' })
  updatedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was cancelled.' })
  cancelledAt!: Date | null;
}

/** A page of pickups. */
export const PickupConnection = connectionOf(PickupType, 'Pickup');

/** Which pickups to list. */
@InputType('PickupFilter', { description: 'Which pickups to list; what is left out does not matter.' })
export class PickupFilterInput {
  @Field(() => [PickupStatusType], { nullable: true, description: 'Those that stand in one of these ways.' })
  status?: PickupStatus[] | null;

  @Field(() => ID, { nullable: true, description: 'Those by one connection.' })
  connectionId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Those for this shipment.' })
  shipmentId?: string | null;

  @Field(() => Date, { nullable: true, description: 'Those that begin at this moment or later.' })
  readyAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Those that begin before this moment.' })
  readyBefore?: Date | null;
}

/** Parcels to be fetched. */
@InputType('SchedulePickupInput', { description: 'Parcels to be fetched by a carrier.' })
export class SchedulePickupInput {
  @Field(() => ID, { description: 'The connection through which their labels were bought.' })
  connectionId!: string;

  @Field(() => [ID], { description: 'The shipments, 1 to 100. Some carriers fetch one a pickup.' })
  shipmentIds!: string[];

  @Field(() => AddressInputType, { nullable: true, description: 'Where they are; where the first of them starts by default.' })
  address?: AddressInputType | null;

  @Field(() => DateScalar, { description: 'The day, where the parcels are; at most thirty days ahead.' })
  date!: string;

  @Field(() => String, { description: 'From when on the carrier may come, by the clocks of the place, e.g. "09:00".' })
  readyTime!: string;

  @Field(() => String, { description: 'Until when, half an hour later at least, e.g. "17:00".' })
  closeTime!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The time zone of the place, e.g. "America/New_York"; may be left out where the whole country has one time.',
  })
  timeZone?: string | null;

  @Field(() => String, { nullable: true, description: 'Where the parcels stand and whom to ask; at most 300 characters.' })
  instructions?: string | null;

  @Field(() => String, { description: 'A key of the caller’s: the same one again answers the same pickup.' })
  idempotencyKey!: string;
}

/** Which pickup is taken back. */
@InputType('CancelPickupInput', { description: 'A pickup to be taken back.' })
export class CancelPickupInput {
  @Field(() => ID, { description: 'The pickup.' })
  id!: string;
}

/** The answer of changes to pickups. */
@ObjectType('PickupPayload', { description: 'The pickup after the change, or why nothing was changed.' })
export class PickupPayload extends MutationPayload {
  @Field(() => PickupType, { nullable: true, description: 'The pickup; null when it was refused.' })
  pickup?: PickupType | null;
}
