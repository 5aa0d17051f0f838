import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { JsonScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload, UserErrorType } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';

/** Orders of lists of carrier connections. */
export enum CarrierConnectionSort {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  DISPLAY_NAME_ASC = 'displayNameAsc',
  DISPLAY_NAME_DESC = 'displayNameDesc',
}
registerEnumType(CarrierConnectionSort, {
  name: 'CarrierConnectionSort',
  description: 'An order of a list of carrier connections.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Latest first.' },
    CREATED_AT_ASC: { description: 'Earliest first.' },
    DISPLAY_NAME_ASC: { description: 'By name, A to Z.' },
    DISPLAY_NAME_DESC: { description: 'By name, Z to A.' },
  },
});

/** Whom a system connection is offered to. */
export enum ConnectionAudienceType {
  ALL = 'all',
  CHOSEN = 'chosen',
}
registerEnumType(ConnectionAudienceType, {
  name: 'ConnectionAudience',
  description: 'To which organizations of the tenant a system connection is offered.',
  valuesConfig: {
    ALL: { description: 'To all of them, those to come included.' },
    CHOSEN: { description: 'To those that are named.' },
  },
});

/** A carrier connection, as clients see it. */
@Key('id')
@ObjectType('CarrierConnection', {
  description: 'An organization’s access to a carrier, in test or live mode.',
})
export class CarrierConnectionType {
  @PublicId(ID_PREFIX.connection, { description: 'Id of the connection.' })
  id!: string;

  @Field(() => String, { description: 'The carrier it leads to, by its code: one of `carriers`.' })
  carrier!: string;

  @Field(() => String, { description: 'The name of the carrier, e.g. "USPS".' })
  carrierName!: string;

  @Field(() => String, { description: 'The name that was given to it.' })
  displayName!: string;

  @Field(() => Boolean, { description: 'Whether it is asked for rates and sells labels.' })
  isActive!: boolean;

  @Field(() => Boolean, { description: 'Whether it is test data.' })
  testMode!: boolean;

  @Field(() => String, { nullable: true, description: 'Which prices of its rate sheet apply; null without a rate sheet.' })
  priceList!: string | null;

  @Field(() => JsonScalar, { description: 'Its settings; which there are says the carrier’s `configSchema`.' })
  config!: unknown;

  @Field(() => ConnectionAudienceType, {
    nullable: true,
    description: 'Whom a system connection is offered to; null for an organization’s own.',
  })
  audience!: string | null;

  @Field(() => Date, {
    nullable: true,
    description: 'When it was last tested with the credentials that it has; null when it was not.',
  })
  testedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'What was wrong when it was last tested, as a code; null when nothing was.',
  })
  testFailure!: string | null;

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

  @Field(() => String, { nullable: true, description: 'Those that can do this, e.g. `schedulePickup`.' })
  capability?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Those with this text in their name or their carrier’s, whatever its case.',
  })
  search?: string | null;
}

/** What a connection is made of. */
@InputType('CreateCarrierConnectionInput', { description: 'A new carrier connection of the caller’s organization.' })
export class CreateCarrierConnectionInput {
  @Field(() => String, {
    description: 'The carrier, by its code: one of `carriers`, e.g. `ratesheet` or, in test mode, `sandbox`.',
  })
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

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'What lets it in, as the carrier’s `credentialsSchema` wants it. Kept sealed and never answered.',
  })
  credentials?: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'Settings, as the carrier’s `configSchema` has them.' })
  config?: unknown;
}

/** What a system connection is made of. */
@InputType('CreateSystemCarrierConnectionInput', {
  description: 'A new carrier connection that the tenant offers to its organizations.',
})
export class CreateSystemCarrierConnectionInput extends CreateCarrierConnectionInput {
  @Field(() => ConnectionAudienceType, { description: 'Whom it is offered to.' })
  audience!: ConnectionAudienceType;

  @Field(() => [ID], { nullable: true, description: 'The organizations, for the audience CHOSEN; at most 1,000.' })
  organizationIds?: string[] | null;
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

  @Field(() => ID, { nullable: true, description: 'Another rate sheet.' })
  rateSheetId?: string | null;

  @Field(() => String, { nullable: true, description: 'Another price list of its sheet.' })
  priceList?: string | null;

  @Field(() => JsonScalar, { nullable: true, description: 'New credentials, all of them; the old ones are forgotten.' })
  credentials?: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'New settings, all of them.' })
  config?: unknown;
}

/** What is to be changed of a system connection. */
@InputType('UpdateSystemCarrierConnectionInput', {
  description: 'A change of a system connection; what is left out stays as it is.',
})
export class UpdateSystemCarrierConnectionInput extends UpdateCarrierConnectionInput {
  @Field(() => ConnectionAudienceType, { nullable: true, description: 'Whom it is to be offered to.' })
  audience?: ConnectionAudienceType | null;

  @Field(() => [ID], { nullable: true, description: 'The organizations, for the audience CHOSEN: all of them, at most 1,000.' })
  organizationIds?: string[] | null;
}

/** Which connection is tried. */
@InputType('TestCarrierConnectionInput', { description: 'A carrier connection whose credentials are to be tried.' })
export class TestCarrierConnectionInput {
  @Field(() => ID, { description: 'The connection.' })
  id!: string;
}

/** Whether an organization uses a system connection. */
@InputType('SetSystemCarrierConnectionUseInput', { description: 'Whether the caller’s organization uses a system connection.' })
export class SetSystemCarrierConnectionUseInput {
  @Field(() => ID, { description: 'The system connection.' })
  id!: string;

  @Field(() => Boolean, { description: 'False: it is not asked for this organization any more, until it is switched on again.' })
  isUsed!: boolean;
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

/** The answer of `testCarrierConnection`. */
@ObjectType('TestCarrierConnectionPayload', { description: 'What came of trying a connection, or why it was not tried.' })
export class TestCarrierConnectionPayload extends MutationPayload {
  @Field(() => CarrierConnectionType, { nullable: true, description: 'The connection; null when it was not tried.' })
  carrierConnection?: CarrierConnectionType | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether its carrier lets it in; null when it was not tried.' })
  isWorking?: boolean | null;

  @Field(() => [UserErrorType], { nullable: true, description: 'What is wrong with it; empty when it works.' })
  failures?: UserErrorType[] | null;
}
