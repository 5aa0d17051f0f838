import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { CacheHint, PublicId } from '../../../platform/graphql/federation.ts';
import { CurrencyCodeScalar, DateScalar, JsonScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { RateSheetServiceInput, RateSheetServiceKeyInput } from './rate-sheet-service.inputs.types.ts';
import { RateSheetZoneInput } from './rate-sheet-zone.inputs.types.ts';

/** Orders of the list of rate sheets. */
export enum RateSheetSort {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  NAME_ASC = 'nameAsc',
  NAME_DESC = 'nameDesc',
}
registerEnumType(RateSheetSort, {
  name: 'RateSheetSort',
  description: 'An order of the list of rate sheets.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Latest first.' },
    CREATED_AT_ASC: { description: 'Earliest first.' },
    NAME_ASC: { description: 'By name, A to Z.' },
    NAME_DESC: { description: 'By name, Z to A.' },
  },
});

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

  @Field(() => Int, { description: 'The number of its latest version: counts the changes of its prices.' })
  version!: number;

  @Field(() => DateScalar, { nullable: true, description: 'The last day on which it is rated by; null for no end.' })
  endsOn!: string | null;

  @Field(() => Date, { description: 'When it was stored.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it was last changed.' })
  updatedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was deleted; null while it is in use.' })
  deletedAt!: Date | null;
}

/** A state of a rate sheet, as clients see it. */
@CacheHint({ maxAgeSeconds: 60 })
@ObjectType('RateSheetVersion', {
  description: 'A state of a rate sheet. Never changed: what was quoted by it can be explained by it.',
})
export class RateSheetVersionType {
  @Field(() => Int, { description: 'Counts from 1 within its sheet.' })
  version!: number;

  @Field(() => DateScalar, { description: 'The first day on which it counts, until the day of a later one.' })
  effectiveOn!: string;

  @Field(() => String, { nullable: true, description: 'Why it was made, if that was said.' })
  note!: string | null;

  @Field(() => Date, { description: 'When it was made.' })
  createdAt!: Date;
}

/** A page of versions. */
export const RateSheetVersionConnection = connectionOf(RateSheetVersionType, 'RateSheetVersion');

/** A rate sheet with the prices of a version. */
@ObjectType('RateSheetPrices', { description: 'A rate sheet with the prices of one of its versions.' })
export class RateSheetPricesType {
  @Field(() => Int, { description: 'The version that the prices are of.' })
  version!: number;
}

/** Which rate sheets to list. */
@InputType('RateSheetFilter', { description: 'Which rate sheets to list; what is left out does not matter.' })
export class RateSheetFilterInput {
  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Those in this currency.' })
  currency?: string | null;

  @Field(() => String, { nullable: true, description: 'Those with services of this carrier, e.g. "USPS".' })
  carrierName?: string | null;

  @Field(() => String, { nullable: true, description: 'Those with this text in their name or code, whatever its case.' })
  search?: string | null;
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

  @Field(() => String, {
    nullable: true,
    description:
      'A price list as CSV (service, price_list, weight_not_over_oz, zone_1_usd …) that fills the services of `sheet`: these may then leave out priceList, zones, weightBands and maxWeightOunces.',
  })
  csv?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The first day on which it counts; today (UTC) by default.' })
  effectiveOn?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The last day on which it is rated by; no end by default.' })
  endsOn?: string | null;
}

/** What every change of a rate sheet says. */
@InputType()
class RateSheetChangeInput {
  @Field(() => ID, { description: 'The rate sheet.' })
  id!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that the change was made for; when the sheet has moved on, it is refused with CONFLICT.',
  })
  expectedVersion?: number | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The first day on which it counts; today (UTC) by default. Until then the version of before does.',
  })
  effectiveOn?: string | null;

  @Field(() => String, { nullable: true, description: 'Why, for those who read the versions; at most 500 characters.' })
  note?: string | null;
}

/** What is to be different in a rate sheet. */
@InputType('UpdateRateSheetInput', {
  description:
    'A change of a rate sheet, which makes a version of it: its parts, or the whole of it as JSON. What is left out stays.',
})
export class UpdateRateSheetInput extends RateSheetChangeInput {
  @Field(() => String, { nullable: true, description: 'Its new name.' })
  name?: string | null;

  @Field(() => [RateSheetServiceInput], {
    nullable: true,
    description: 'Services in the place of those of the same code and price list, or beside them.',
  })
  setServices?: RateSheetServiceInput[] | null;

  @Field(() => [RateSheetServiceKeyInput], { nullable: true, description: 'Services that go.' })
  removeServices?: RateSheetServiceKeyInput[] | null;

  @Field(() => [RateSheetZoneInput], {
    nullable: true,
    description: 'Zones in the place of those of the same zone and name, or beside them; for sheets whose zones are lists.',
  })
  setZones?: RateSheetZoneInput[] | null;

  @Field(() => [String], { nullable: true, description: 'Zones that go, with all their lists.' })
  removeZones?: string[] | null;

  @Field(() => JsonScalar, { nullable: true, description: 'The whole sheet as JSON, in the place of changes of its parts.' })
  sheet?: unknown;

  @Field(() => DateScalar, { nullable: true, description: 'The last day on which it is to be rated by.' })
  endsOn?: string | null;
}

/** A price list for a rate sheet. */
@InputType('ImportRateSheetCsvInput', { description: 'A price list that becomes the next version of a rate sheet.' })
export class ImportRateSheetCsvInput extends RateSheetChangeInput {
  @Field(() => String, {
    description:
      'Rows of service, price_list, weight_not_over_<oz|lb|g|kg> and zone_<name>_<currency>; at most 20,000. Services that it does not name keep their prices.',
  })
  csv!: string;
}

/** Which rate sheet goes. */
@InputType('DeleteRateSheetInput', { description: 'A rate sheet to be taken out of use.' })
export class DeleteRateSheetInput {
  @Field(() => ID, { description: 'The rate sheet.' })
  id!: string;
}

/** The answer of `createRateSheet`. */
@ObjectType('CreateRateSheetPayload', { description: 'The stored rate sheet, or why there is none.' })
export class CreateRateSheetPayload extends MutationPayload {
  @Field(() => RateSheetType, { nullable: true, description: 'The rate sheet; null when it was refused.' })
  rateSheet?: RateSheetType | null;
}

/** The answer of the other mutations of rate sheets. */
@ObjectType('RateSheetPayload', { description: 'The rate sheet after the change, or why nothing changed.' })
export class RateSheetPayload extends MutationPayload {
  @Field(() => RateSheetType, { nullable: true, description: 'The rate sheet; null when the change was refused.' })
  rateSheet?: RateSheetType | null;
}
