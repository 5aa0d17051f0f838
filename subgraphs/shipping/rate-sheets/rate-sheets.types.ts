import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { CacheHint, PublicId } from '../../../platform/graphql/federation.ts';
import { CurrencyCodeScalar, JsonScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';

/** A service on a rate sheet. */
@CacheHint({ maxAgeSeconds: 60 })
@ObjectType('RateSheetService', { description: 'A service at one of the price lists of a rate sheet.' })
export class RateSheetServiceType {
  @Field(() => String, { description: 'Code of the service, e.g. `usps_priority_mail`.' })
  code!: string;

  @Field(() => String, { description: 'Name of the service.' })
  name!: string;

  @Field(() => String, { description: 'Name of the carrier that performs it.' })
  carrierName!: string;

  @Field(() => String, { description: 'The price list, e.g. `commercial`.' })
  priceList!: string;
}

/** A rate sheet, as clients see it. */
@CacheHint({ maxAgeSeconds: 60 })
@ObjectType('RateSheet', { description: 'A carrier’s price list, kept by the tenant and offered to its organizations.' })
export class RateSheetType {
  @PublicId(ID_PREFIX.rateSheet, { description: 'The rate sheet.' })
  id!: string;

  @Field(() => String, { description: 'Its code, unique in the tenant.' })
  code!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => CurrencyCodeScalar, { description: 'The currency of its prices.' })
  currency!: string;

  @Field(() => [RateSheetServiceType], { description: 'Its services, one for each price list that has it.' })
  services!: RateSheetServiceType[];

  @Field(() => Int, { description: 'Counts the changes of its prices.' })
  version!: number;

  @Field(() => Date, { description: 'When it was stored.' })
  createdAt!: Date;
}

/** A page of rate sheets. */
export const RateSheetConnection = connectionOf(RateSheetType, 'RateSheet');

/** Where a new rate sheet comes from. */
@InputType('CreateRateSheetInput', {
  description: 'A new rate sheet: a built-in one by name, or one of your own; exactly one of the two.',
})
export class CreateRateSheetInput {
  @Field(() => String, { nullable: true, description: 'The name of a built-in price list: `usps-notice-123-2025-10-05`.' })
  builtIn?: string | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'A rate sheet as JSON: code, name, currency, originCountry, zoning, services.',
  })
  sheet?: unknown;
}

/** The answer of `createRateSheet`. */
@ObjectType('CreateRateSheetPayload', { description: 'The stored rate sheet, or why there is none.' })
export class CreateRateSheetPayload extends MutationPayload {
  @Field(() => RateSheetType, { nullable: true, description: 'The rate sheet; null when it was refused.' })
  rateSheet?: RateSheetType | null;
}
