import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Inaccessible, PublicId } from '../../../platform/graphql/federation.ts';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { DeliveryStatus } from './webhook-deliveries.query.ts';

/** What became of a delivery, as clients see it. */
export enum CarrierWebhookDeliveryStatus {
  RECEIVED = 'received',
  PROCESSED = 'processed',
  IGNORED = 'ignored',
  FAILED = 'failed',
}
registerEnumType(CarrierWebhookDeliveryStatus, {
  name: 'CarrierWebhookDeliveryStatus',
  description: 'What became of something that a carrier told by itself.',
  valuesConfig: {
    RECEIVED: { description: 'It waits to be processed.' },
    PROCESSED: { description: 'It was filed under its tracker.' },
    IGNORED: { description: 'It led to nothing; the reason says why.' },
    FAILED: { description: 'It could not be processed, several times.' },
  },
});

/** Sort orders of deliveries. */
export enum CarrierWebhookDeliverySort {
  RECEIVED_AT_DESC = 'receivedAtDesc',
  RECEIVED_AT_ASC = 'receivedAtAsc',
}
registerEnumType(CarrierWebhookDeliverySort, {
  name: 'CarrierWebhookDeliverySort',
  description: 'In which order deliveries of carriers are listed.',
  valuesConfig: {
    RECEIVED_AT_DESC: { description: 'Latest first.' },
    RECEIVED_AT_ASC: { description: 'Earliest first.' },
  },
});

/** A webhook, as clients see it. */
@ObjectType('CarrierWebhook', { description: 'Where the carrier of a connection tells of parcels by itself.' })
export class CarrierWebhookType {
  @Field(() => Date, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When its secret was last changed; null when it has its first.' })
  rotatedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'Until when the secret from before the last change is good.' })
  formerGoodUntil!: Date | null;
}

/** A delivery, as clients see it. */
@ObjectType('CarrierWebhookDelivery', { description: 'Something that a carrier told by itself; kept for ninety days.' })
export class CarrierWebhookDeliveryType {
  @PublicId(ID_PREFIX.carrierWebhookDelivery, { description: 'The delivery.' })
  id!: string;

  @PublicId(ID_PREFIX.connection, { description: 'The connection whose carrier told it.' })
  connectionId!: string;

  @Field(() => String, { description: 'The carrier’s id of it, or the SHA-256 of what was told where it gives none.' })
  eventId!: string;

  @Field(() => String, { description: 'What kind of event it is, in the carrier’s words.' })
  eventType!: string;

  @Field(() => CarrierWebhookDeliveryStatus, { description: 'What became of it.' })
  status!: DeliveryStatus;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it led to nothing: `UNKNOWN_TRACKER`, `EVENT_NOT_USED`, `OTHER_MODE`, `UNREADABLE`, or `INTERNAL_ERROR` where it failed.',
  })
  reason!: string | null;

  @Field(() => String, { nullable: true, description: 'The number of the parcel that it tells of.' })
  trackingNumber!: string | null;

  @Field(() => Date, { description: 'When it came.' })
  receivedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When something came of it, or nothing.' })
  processedAt!: Date | null;
}

/** A page of deliveries. */
export const CarrierWebhookDeliveryConnection = connectionOf(CarrierWebhookDeliveryType, 'CarrierWebhookDelivery');

/** Which deliveries to list. */
@InputType('CarrierWebhookDeliveryFilter', { description: 'Which deliveries to list; what is left out does not matter.' })
export class CarrierWebhookDeliveryFilterInput {
  @Field(() => ID, { nullable: true, description: 'Those of one connection.' })
  connectionId?: string | null;

  @Field(() => [CarrierWebhookDeliveryStatus], { nullable: true, description: 'Those of which one of these came.' })
  status?: DeliveryStatus[] | null;

  @Field(() => String, { nullable: true, description: 'Those that tell of this parcel; spaces do not count.' })
  trackingNumber?: string | null;

  @Field(() => Date, { nullable: true, description: 'Those that came at this moment or later.' })
  receivedAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Those that came before this moment.' })
  receivedBefore?: Date | null;
}

/** A webhook to be made, or its secret to be changed. */
@InputType('CarrierWebhookInput', { description: 'The webhook of a carrier connection.' })
export class CarrierWebhookInput {
  @Field(() => ID, { description: 'The connection.' })
  connectionId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The secret, where the carrier gives it: 16 to 200 visible ASCII characters. One is made when it is left out.',
  })
  secret?: string | null;
}

/** A webhook to be deleted. */
@InputType('DeleteCarrierWebhookInput', { description: 'The webhook of a carrier connection, to be closed.' })
export class DeleteCarrierWebhookInput {
  @Field(() => ID, { description: 'The connection.' })
  connectionId!: string;
}

/** The answer of changes to webhooks. */
@ObjectType('CarrierWebhookPayload', { description: 'The webhook after the change, or why nothing was changed.' })
export class CarrierWebhookPayload extends MutationPayload {
  @Field(() => CarrierWebhookType, { nullable: true, description: 'The webhook; null when the change was refused.' })
  webhook?: CarrierWebhookType | null;

  @Field(() => String, {
    nullable: true,
    description: 'With what the carrier is to sign; told this once. Null when the change was refused.',
  })
  secret?: string | null;
}

/** The answer of `deleteCarrierWebhook`. */
@ObjectType('DeleteCarrierWebhookPayload', { description: 'Whose webhook was closed, or why it was not.' })
export class DeleteCarrierWebhookPayload extends MutationPayload {
  @PublicId(ID_PREFIX.connection, { nullable: true, description: 'The connection; null when that was refused.' })
  connectionId?: string | null;
}

/** What came to the gateway. */
@Inaccessible()
@InputType('ReceiveCarrierWebhookInput', { description: 'What came to the address of a webhook.' })
export class ReceiveCarrierWebhookInput {
  @Field(() => String, { description: 'The last part of the address.' })
  token!: string;

  @Field(() => JsonScalar, { description: 'The headers, by their names in lower case.' })
  headers!: unknown;

  @Field(() => String, { description: 'The body, byte for byte, in Base64.' })
  bodyBase64!: string;
}

/** The answer of `receiveCarrierWebhook`. */
@Inaccessible()
@ObjectType('ReceiveCarrierWebhookPayload', { description: 'Whether it was new, or why it was not taken.' })
export class ReceiveCarrierWebhookPayload extends MutationPayload {
  @Field(() => Boolean, { nullable: true, description: 'Whether the event had not come before; null when it was not taken.' })
  isNew?: boolean | null;
}
