import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';

/** A carrier connection, as clients see it. */
@Key('id')
@ObjectType('CarrierConnection', { description: 'An organization’s access to a carrier, in test or live mode.' })
export class CarrierConnectionType {
  @PublicId(ID_PREFIX.connection, { description: 'Id of the connection.' })
  id!: string;

  @Field(() => String, { description: 'The carrier it leads to: `ratesheet` or `sandbox`.' })
  carrier!: string;

  @Field(() => String, { description: 'The name of the carrier, e.g. "USPS".' })
  carrierName!: string;

  @Field(() => String, { description: 'The name its organization gave it.' })
  displayName!: string;

  @Field(() => Boolean, { description: 'Whether it is asked for rates and sells labels.' })
  isActive!: boolean;

  @Field(() => Boolean, { description: 'Whether it is test data.' })
  testMode!: boolean;

  @Field(() => [String], { description: 'What it can be asked to do: `rate`, `buy`, `void`, `track`.' })
  capabilities!: string[];

  @Field(() => String, { nullable: true, description: 'Which prices of its rate sheet apply; null without a rate sheet.' })
  priceList!: string | null;

  @Field(() => Date, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it was last changed.' })
  updatedAt!: Date;

  @Field(() => Date, { nullable: true, description: 'When it was deleted; null while it is in use.' })
  deletedAt!: Date | null;
}

/** A page of carrier connections. */
export const CarrierConnectionConnection = connectionOf(CarrierConnectionType, 'CarrierConnection');

/** Which connections to list. */
@InputType('CarrierConnectionFilter', {
  description: 'Which carrier connections to list; what is left out does not matter.',
})
export class CarrierConnectionFilterInput {
  @Field(() => String, { nullable: true, description: 'Those of one carrier, e.g. `ratesheet`.' })
  carrier?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Those that are active, or those that are not.' })
  isActive?: boolean | null;
}

/** What a connection is made of. */
@InputType('CreateCarrierConnectionInput', { description: 'A new carrier connection of the caller’s organization.' })
export class CreateCarrierConnectionInput {
  @Field(() => String, { description: 'The carrier: `ratesheet`, or in test mode `sandbox`.' })
  carrier!: string;

  @Field(() => String, { description: 'A name to tell it from others, 1 to 120 characters.' })
  displayName!: string;

  @Field(() => ID, { nullable: true, description: 'The rate sheet, for the carrier `ratesheet`.' })
  rateSheetId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The price list of the sheet, e.g. `commercial`; may be left out when the sheet has one only.',
  })
  priceList?: string | null;
}

/** What is to be changed of a connection. */
@InputType('UpdateCarrierConnectionInput', { description: 'A change of a carrier connection; what is left out stays as it is.' })
export class UpdateCarrierConnectionInput {
  @Field(() => ID, { description: 'The connection.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Its new name, 1 to 120 characters.' })
  displayName?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it is to be asked for rates and sell labels.' })
  isActive?: boolean | null;
}

/** Which connection goes. */
@InputType('DeleteCarrierConnectionInput', { description: 'A carrier connection to be taken out of use.' })
export class DeleteCarrierConnectionInput {
  @Field(() => ID, { description: 'The connection.' })
  id!: string;
}

/** The answer of the mutations of connections. */
@ObjectType('CarrierConnectionPayload', { description: 'The carrier connection after the change, or why nothing changed.' })
export class CarrierConnectionPayload extends MutationPayload {
  @Field(() => CarrierConnectionType, { nullable: true, description: 'The connection; null when the change was refused.' })
  carrierConnection?: CarrierConnectionType | null;
}
