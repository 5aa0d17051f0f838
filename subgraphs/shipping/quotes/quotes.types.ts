import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, ListSize, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { AddressInputType, AddressType } from '../addresses/address.types.ts';
import { ParcelInput, ParcelType } from '../parcels/parcel.types.ts';

/** Whether a quote can still be bought from. */
export enum QuoteStatusType {
  OPEN = 'open',
  EXPIRED = 'expired',
  PURCHASED = 'purchased',
}
registerEnumType(QuoteStatusType, {
  name: 'QuoteStatus',
  description: 'Whether a quote can still be bought from.',
  valuesConfig: {
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

/** A carrier's own fee within a rate. */
@ObjectType('Surcharge', { description: 'A carrier’s own fee; part of the carrier charge.' })
export class SurchargeType {
  @Field(() => String, { description: 'Code of the fee.' })
  code!: string;

  @Field(() => String, { description: 'What it is for.' })
  name!: string;

  @Field(() => MoneyType, { description: 'How much of it the rate carries.' })
  amount!: MoneyType;
}

/** A rate, as clients see it. */
@Key('id')
@ObjectType('Rate', { description: 'What a carrier asks for a consignment by one of its services.' })
export class RateType {
  @PublicId(ID_PREFIX.rate, { description: 'Id of the rate.' })
  id!: string;

  @PublicId(ID_PREFIX.quote, { description: 'The quote it belongs to.' })
  quoteId!: string;

  @Field(() => String, { description: 'Name of the carrier, e.g. "USPS".' })
  carrierName!: string;

  @Field(() => String, { description: 'Code of the service, e.g. `usps_priority_mail`.' })
  service!: string;

  @Field(() => String, { description: 'Name of the service.' })
  serviceName!: string;

  @Field(() => Int, { nullable: true, description: 'The most days in transit to expect; null when the carrier does not say.' })
  transitDays!: number | null;

  @Field(() => Int, { nullable: true, description: 'The fewest days in transit to expect; null when the carrier does not say.' })
  minimumTransitDays!: number | null;

  @Field(() => DateScalar, { nullable: true, description: 'The latest day of delivery to expect; no promise.' })
  estimatedDelivery!: string | null;

  @Field(() => String, { nullable: true, description: 'The carrier’s zone between the two addresses, e.g. "4".' })
  zone!: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'The ounces that were charged, over all parcels: the greater of actual and dimensional weight of each.',
  })
  billableWeightOunces!: string | null;

  @Field(() => [String], { description: 'How the carrier charge came about, one sentence each.' })
  explanation!: string[];

  @PublicId(ID_PREFIX.entity, {
    nullable: true,
    description: 'The entity that the quote was asked for; null for the caller’s default.',
  })
  payerEntityId!: string | null;
}

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

  @Field(() => DateScalar, { description: 'The day on which the carrier takes the parcels.' })
  shipDate!: string;

  @ListSize(3)
  @Field(() => [QuoteMessageType], { description: 'What could not be offered, and why.' })
  messages!: QuoteMessageType[];

  @Field(() => String, { nullable: true, description: 'The caller’s own mark.' })
  reference!: string | null;

  @PublicId(ID_PREFIX.entity, { nullable: true, description: 'The entity that it was asked for; null for the caller’s default.' })
  payerEntityId!: string | null;

  @Field(() => Date, { description: 'When its prices stop being honoured.' })
  expiresAt!: Date;

  @Field(() => Date, { description: 'When it was asked for.' })
  createdAt!: Date;
}

/** A page of quotes. */
export const QuoteConnection = connectionOf(QuoteType, 'Quote');

/** Circumstances of a consignment. */
@InputType('QuoteOptionsInput', { description: 'Circumstances of the consignment.' })
export class QuoteOptionsInput {
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

  @Field(() => [ParcelInput], { description: 'The parcels, 1 to 50.' })
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

  @Field(() => Date, { nullable: true, description: 'Those asked for at this moment or later.' })
  createdAfter?: Date | null;

  @Field(() => Date, { nullable: true, description: 'Those asked for before this moment.' })
  createdBefore?: Date | null;
}
