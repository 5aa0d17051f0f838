import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, ListSize, PublicId } from '../../../platform/graphql/federation.ts';
import { DateScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { AddressInputType, AddressType } from '../addresses/address.types.ts';
import { DeliveryOptionsInputType, DeliveryOptionsType } from '../consignments/delivery-options.types.ts';
import { CustomsInputType, CustomsType } from '../customs/customs.types.ts';
import { ParcelInput, ParcelType } from '../parcels/parcel.types.ts';
import type { QuoteStatus } from './quote-status.ts';

/** Whether a quote can still be bought from. */
export enum QuoteStatusType {
  GATHERING = 'gathering',
  OPEN = 'open',
  EXPIRED = 'expired',
  PURCHASED = 'purchased',
}
registerEnumType(QuoteStatusType, {
  name: 'QuoteStatus',
  description: 'Whether a quote can still be bought from.',
  valuesConfig: {
    GATHERING: { description: 'Carriers are still being asked; what they have offered can be bought already.' },
    OPEN: { description: 'Its prices are honoured.' },
    EXPIRED: { description: 'Its prices are no longer honoured.' },
    PURCHASED: { description: 'A label was bought from it.' },
  },
});

/** Sort orders of quotes. */
export enum QuoteSort {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
}
registerEnumType(QuoteSort, {
  name: 'QuoteSort',
  description: 'In which order quotes are listed.',
  valuesConfig: { CREATED_AT_DESC: { description: 'Latest first.' }, CREATED_AT_ASC: { description: 'Earliest first.' } },
});

/** Why there is no rate. */
@ObjectType('QuoteMessage', { description: 'Why a connection, or one of its services, made no offer.' })
export class QuoteMessageType {
  @PublicId(ID_PREFIX.connection, { description: 'The connection.' })
  connectionId!: string;

  @Field(() => String, { description: 'Name of its carrier.' })
  carrierName!: string;

  @Field(() => String, { nullable: true, description: 'The service; null when it is about the whole connection.' })
  service!: string | null;

  @Field(() => String, { description: 'Stable code, e.g. `OVER_WEIGHT_LIMIT`, `NO_ZONE`, `CARRIER_TIMEOUT`.' })
  code!: string;

  @Field(() => String, { description: 'What is in the way, in one sentence.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'The input it is about, e.g. `parcels.0.weight`.' })
  field!: string | null;
}

/** A quote, as clients see it. */
@Key('id')
@ObjectType('Quote', { description: 'A request for rates with the answers of all carriers, honoured until it expires.' })
export class QuoteType {
  @PublicId(ID_PREFIX.quote, { description: 'The quote.' })
  id!: string;

  @Field(() => AddressType, { description: 'Where the parcels start.' })
  shipper!: AddressType;

  @Field(() => AddressType, { description: 'Where the parcels go.' })
  recipient!: AddressType;

  @ListSize(2)
  @Field(() => [ParcelType], { description: 'The parcels.' })
  parcels!: ParcelType[];

  @Field(() => CustomsType, { nullable: true, description: 'What customs are told, where it was declared.' })
  customs!: CustomsType | null;

  @Field(() => DeliveryOptionsType, { description: 'What is asked for beyond carrying.' })
  options!: DeliveryOptionsType;

  @Field(() => DateScalar, { description: 'The day on which the carrier takes the parcels.' })
  shipDate!: string;

  @ListSize(3)
  @Field(() => [QuoteMessageType], { description: 'What could not be offered, and why.' })
  messages!: QuoteMessageType[];

  @Field(() => Int, { description: 'How many connections have not answered yet.' })
  pendingConnections!: number;

  @Field(() => String, { nullable: true, description: 'The caller’s own mark.' })
  reference!: string | null;

  @PublicId(ID_PREFIX.entity, { nullable: true, description: 'The entity that it was asked for; null for the caller’s default.' })
  payerEntityId!: string | null;

  @PublicId(ID_PREFIX.shipment, {
    nullable: true,
    description: 'The draft that it is for; null when it was asked for by itself.',
  })
  shipmentId!: string | null;

  @Field(() => Date, { description: 'When its prices stop being honoured.' })
  expiresAt!: Date;

  @Field(() => Date, { description: 'When it was asked for.' })
  createdAt!: Date;
}

/** A page of quotes. */
export const QuoteConnection = connectionOf(QuoteType, 'Quote');

/** Circumstances of a consignment. */
@InputType('QuoteOptionsInput', { description: 'Circumstances of the consignment.' })
export class QuoteOptionsInput extends DeliveryOptionsInputType {
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day on which the carrier takes the parcels, at most 30 days ahead; today (UTC) by default.',
  })
  shipDate?: string | null;
}

/** What rates are asked for. */
@InputType('RequestQuotesInput', { description: 'A consignment to be rated.' })
export class RequestQuotesInput {
  @Field(() => AddressInputType, { description: 'Where the parcels start.' })
  shipper!: AddressInputType;

  @Field(() => AddressInputType, { description: 'Where the parcels go.' })
  recipient!: AddressInputType;

  @Field(() => [ParcelInput], { description: 'The parcels, 1 to 100.' })
  parcels!: ParcelInput[];

  @Field(() => [ID], { nullable: true, description: 'The carrier connections to ask; all active ones by default.' })
  connectionIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'The services to ask for, by code; all by default.' })
  services?: string[] | null;

  @Field(() => ID, { nullable: true, description: 'The entity that would pay; the caller’s default by default.' })
  entityId?: string | null;

  @Field(() => String, { nullable: true, description: 'The caller’s own mark, at most 100 characters.' })
  reference?: string | null;

  @Field(() => QuoteOptionsInput, { nullable: true, description: 'Circumstances of the consignment.' })
  options?: QuoteOptionsInput | null;

  @Field(() => CustomsInputType, { nullable: true, description: 'What customs are told; needed to buy across a border.' })
  customs?: CustomsInputType | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many milliseconds carriers are waited for, 100 to 10,000; 10,000 by default.',
  })
  deadlineMs?: number | null;

  @Field(() => Boolean, {
    defaultValue: true,
    description:
      'Whether to wait for all carriers. If not, the quote is answered at once, and `quoteUpdated` shows how it fills.',
  })
  wait!: boolean;
}

/** The answer of `requestQuotes`. */
@ObjectType('RequestQuotesPayload', { description: 'The quote, or why there is none.' })
export class RequestQuotesPayload extends MutationPayload {
  @Field(() => QuoteType, { nullable: true, description: 'The quote; null when the request was refused.' })
  quote?: QuoteType | null;
}

/** Which quotes to list. */
@InputType('QuoteFilter', { description: 'Which quotes to list; what is left out does not matter.' })
export class QuoteFilterInput {
  @Field(() => String, { nullable: true, description: 'Those with this reference.' })
  reference?: string | null;

  @Field(() => QuoteStatusType, { nullable: true, description: 'Those in this status.' })
  status?: QuoteStatus | null;

  @Field(() => ID, { nullable: true, description: 'Those for this draft.' })
  shipmentId?: string | null;

  @Field(() => Date, { nullable: true, description: 'Those asked for at this moment or later.' })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Those asked for before this moment.' })
  createdBefore?: Date | null;
}
