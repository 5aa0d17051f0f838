import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { DateScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { TrackerStatus } from './tracker-status.ts';

/** Where a parcel is, as clients see it. */
export enum TrackerStatusType {
  PENDING = 'pending',
  PICKED_UP = 'picked_up',
  IN_TRANSIT = 'in_transit',
  ON_HOLD = 'on_hold',
  DELIVERY_DELAYED = 'delivery_delayed',
  READY_FOR_PICKUP = 'ready_for_pickup',
  OUT_FOR_DELIVERY = 'out_for_delivery',
  DELIVERED = 'delivered',
  DELIVERY_FAILED = 'delivery_failed',
  RETURN_TO_SENDER = 'return_to_sender',
  CANCELLED = 'cancelled',
  UNKNOWN = 'unknown',
}
registerEnumType(TrackerStatusType, {
  name: 'TrackerStatus',
  description: 'What is known of a parcel.',
  valuesConfig: {
    PENDING: { description: 'The carrier has not seen it yet.' },
    PICKED_UP: { description: 'The carrier has it.' },
    IN_TRANSIT: { description: 'It is on its way.' },
    ON_HOLD: { description: 'Something holds it up, e.g. customs.' },
    DELIVERY_DELAYED: { description: 'It will come later than expected.' },
    READY_FOR_PICKUP: { description: 'The recipient has to fetch it.' },
    OUT_FOR_DELIVERY: { description: 'It is being brought to the recipient.' },
    DELIVERED: { description: 'The recipient has it.' },
    DELIVERY_FAILED: { description: 'It could not be handed over.' },
    RETURN_TO_SENDER: { description: 'It goes back.' },
    CANCELLED: { description: 'It will not be sent.' },
    UNKNOWN: { description: 'The carrier knows nothing of it.' },
  },
});

/** In which order trackers are listed. */
export enum TrackerSort {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  UPDATED_AT_DESC = 'updatedAtDesc',
  UPDATED_AT_ASC = 'updatedAtAsc',
}
registerEnumType(TrackerSort, {
  name: 'TrackerSort',
  description: 'In which order trackers are listed.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Latest first.' },
    CREATED_AT_ASC: { description: 'Earliest first.' },
    UPDATED_AT_DESC: { description: 'Those of which something was last learned first.' },
    UPDATED_AT_ASC: { description: 'Those of which nothing has been learned for longest first.' },
  },
});

/** A scan, as clients see it. */
@ObjectType('TrackingEvent', { description: 'A scan of a parcel.' })
export class TrackingEventType {
  @Field(() => Date, { description: 'When it happened.' })
  occurredAt!: Date;

  @Field(() => TrackerStatusType, { description: 'The status that it stands for.' })
  status!: TrackerStatus;

  @Field(() => String, { description: 'The carrier’s code.' })
  code!: string;

  @Field(() => String, { description: 'What happened.' })
  description!: string;

  @Field(() => String, { nullable: true, description: 'Where it happened.' })
  location!: string | null;
}

/** A tracker, as clients see it. */
@Key('id')
@ObjectType('Tracker', { description: 'What is known of a parcel on its way.' })
export class TrackerType {
  @PublicId(ID_PREFIX.tracker, { description: 'The tracker.' })
  id!: string;

  @PublicId(ID_PREFIX.shipment, { nullable: true, description: 'The shipment it belongs to.' })
  shipmentId!: string | null;

  @Field(() => Int, { nullable: true, description: 'Which parcel of the shipment it is, from 1; null without a shipment.' })
  parcelPosition!: number | null;

  @Field(() => TrackerStatusType, { description: 'Where the parcel is.' })
  status!: TrackerStatus;

  @Field(() => Date, { description: 'When the latest scan happened.' })
  lastScanAt!: Date;

  @Field(() => String, { description: 'The carrier’s number of the parcel.' })
  trackingNumber!: string;

  @Field(() => String, { description: 'Name of the carrier.' })
  carrierName!: string;

  @Field(() => String, { nullable: true, description: 'The caller’s own mark, where it is tracked by its number.' })
  reference!: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day by which it is expected; null when nobody says.' })
  estimatedDelivery!: string | null;

  @Field(() => Date, { description: 'When tracking began.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When something was last learned.' })
  updatedAt!: Date;
}

/** A page of trackers. */
export const TrackerConnection = connectionOf(TrackerType, 'Tracker');

/** What anybody with the token sees of a parcel. */
@ObjectType('TrackingPage', { description: 'What a recipient sees of a parcel: where it is, without names and streets.' })
export class TrackingPageType {
  @Field(() => String, { description: 'Name of the carrier.' })
  carrierName!: string;

  @Field(() => String, { description: 'The carrier’s number of the parcel.' })
  trackingNumber!: string;

  @Field(() => TrackerStatusType, { description: 'Where the parcel is.' })
  status!: TrackerStatus;

  @Field(() => DateScalar, { nullable: true, description: 'The day by which it is expected; null when nobody says.' })
  estimatedDelivery!: string | null;

  @Field(() => Date, { description: 'When the latest scan happened.' })
  lastScanAt!: Date;

  @Field(() => String, { nullable: true, description: 'City and country that it goes to; null when they are not known.' })
  destination!: string | null;

  @Field(() => [TrackingEventType], { description: 'The scans, in the order in which they happened.' })
  events!: TrackingEventType[];
}

/** Which trackers to list. */
@InputType('TrackerFilter', { description: 'Which trackers to list; what is left out does not matter.' })
export class TrackerFilterInput {
  @Field(() => [TrackerStatusType], { nullable: true, description: 'Those in one of these statuses.' })
  status?: TrackerStatus[] | null;

  @Field(() => String, { nullable: true, description: 'Those of one carrier.' })
  carrierName?: string | null;

  @Field(() => String, { nullable: true, description: 'The one with this number; spaces do not count.' })
  trackingNumber?: string | null;

  @Field(() => ID, { nullable: true, description: 'Those of the parcels of this shipment.' })
  shipmentId?: string | null;

  @Field(() => String, { nullable: true, description: 'Those with this reference.' })
  reference?: string | null;
}

/** A parcel to be tracked. */
@InputType('CreateTrackerInput', { description: 'A parcel to be tracked by its number, whoever shipped it.' })
export class CreateTrackerInput {
  @Field(() => String, { description: 'The carrier’s number: 6 to 40 letters, digits and dashes; spaces do not count.' })
  trackingNumber!: string;

  @Field(() => ID, { nullable: true, description: 'The connection to ask by.' })
  connectionId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Without a connection: the carrier, by its name; the first active connection to it is asked.',
  })
  carrierName?: string | null;

  @Field(() => String, { nullable: true, description: 'The caller’s own mark, at most 100 characters.' })
  reference?: string | null;
}

/** The answer of `createTracker`. */
@ObjectType('CreateTrackerPayload', { description: 'The tracker, or why there is none.' })
export class CreateTrackerPayload extends MutationPayload {
  @Field(() => TrackerType, { nullable: true, description: 'The tracker; null when it was refused.' })
  tracker?: TrackerType | null;
}

/** A scan to inject. */
@InputType('TrackingEventInput', { description: 'A scan of a parcel, as a test makes it up.' })
export class TrackingEventInput {
  @Field(() => TrackerStatusType, { description: 'The status that it stands for.' })
  status!: TrackerStatus;

  @Field(() => Date, { nullable: true, description: 'When it happened; now by default, never in the future.' })
  occurredAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'The carrier’s code; the status by default.' })
  code?: string | null;

  @Field(() => String, { nullable: true, description: 'What happened.' })
  description?: string | null;

  @Field(() => String, { nullable: true, description: 'Where it happened.' })
  location?: string | null;
}

/** What is injected where. */
@InputType('InjectTrackingEventsInput', { description: 'Scans to be filed under a tracker.' })
export class InjectTrackingEventsInput {
  @Field(() => ID, { description: 'The tracker.' })
  trackerId!: string;

  @Field(() => [TrackingEventInput], { description: 'The scans, 1 to 100, in any order.' })
  events!: TrackingEventInput[];
}

/** The answer of `injectTrackingEvents`. */
@ObjectType('InjectTrackingEventsPayload', { description: 'The tracker after the scans, or why none was filed.' })
export class InjectTrackingEventsPayload extends MutationPayload {
  @Field(() => TrackerType, { nullable: true, description: 'The tracker; null when the scans were refused.' })
  tracker?: TrackerType | null;
}
