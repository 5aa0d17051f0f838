import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { DateScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { AddressInputType, AddressType } from '../addresses/address.types.ts';
import type { ManifestStatus } from './manifest.query.ts';

/** How a manifest stands, as clients see it. */
export enum ManifestStatusType {
  PENDING = 'pending',
  ACCEPTED = 'accepted',
  REFUSED = 'refused',
}
registerEnumType(ManifestStatusType, {
  name: 'ManifestStatus',
  description: 'How a manifest stands.',
  valuesConfig: {
    PENDING: { description: 'The carrier is being asked.' },
    ACCEPTED: { description: 'The carrier takes what is on it.' },
    REFUSED: { description: 'The carrier does not take it; its shipments may go on another.' },
  },
});

/** Sort orders of manifests. */
export enum ManifestSort {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  SHIP_DATE_DESC = 'shipDateDesc',
  SHIP_DATE_ASC = 'shipDateAsc',
}
registerEnumType(ManifestSort, {
  name: 'ManifestSort',
  description: 'In which order manifests are listed.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Made last first.' },
    CREATED_AT_ASC: { description: 'Made first first.' },
    SHIP_DATE_DESC: { description: 'Latest day first.' },
    SHIP_DATE_ASC: { description: 'Earliest day first.' },
  },
});

/** A manifest, as clients see it. */
@Key('id')
@ObjectType('Manifest', { description: 'Shipments that a carrier takes together on a day.' })
export class ManifestType {
  @PublicId(ID_PREFIX.manifest, { description: 'Id of the manifest.' })
  id!: string;

  @Field(() => ManifestStatusType, { description: 'How it stands.' })
  status!: ManifestStatus;

  @Field(() => String, { description: 'Name of the carrier that was asked.' })
  carrierName!: string;

  @Field(() => DateScalar, { description: 'The day on which the carrier takes them.' })
  shipDate!: string;

  @Field(() => AddressType, { description: 'Where the carrier takes them.' })
  address!: AddressType;

  @Field(() => Int, { description: 'How many shipments were put on it.' })
  shipmentCount!: number;

  @Field(() => String, { nullable: true, description: 'The carrier’s number of it; null where it gives none.' })
  carrierReference!: string | null;

  @Field(() => Date, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => Date, { description: 'When it last changed.' })
  updatedAt!: Date;
}

/** A page of manifests. */
export const ManifestConnection = connectionOf(ManifestType, 'Manifest');

/** Which manifests to list. */
@InputType('ManifestFilter', { description: 'Which manifests to list; what is left out does not matter.' })
export class ManifestFilterInput {
  @Field(() => [ManifestStatusType], { nullable: true, description: 'Those that stand in one of these ways.' })
  status?: ManifestStatus[] | null;

  @Field(() => ID, { nullable: true, description: 'Those by one connection.' })
  connectionId?: string | null;

  @Field(() => ID, { nullable: true, description: 'The one that this shipment is on.' })
  shipmentId?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Those of this day or later.' })
  shipDateFrom?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'Those of this day or earlier.' })
  shipDateUntil?: string | null;
}

/** What a carrier is to take together. */
@InputType('CreateManifestInput', { description: 'What a carrier is to take together on a day.' })
export class CreateManifestInput {
  @Field(() => ID, { description: 'The connection through which the labels were bought.' })
  connectionId!: string;

  @Field(() => DateScalar, { description: 'The day for which they were bought; at most 31 days off.' })
  shipDate!: string;

  @Field(() => [ID], { nullable: true, description: 'These shipments alone, at most 1,000; all of the day by default.' })
  shipmentIds?: string[] | null;

  @Field(() => AddressInputType, {
    nullable: true,
    description: 'Where the carrier takes them; where they all start by default.',
  })
  address?: AddressInputType | null;
}

/** The answer of `createManifest`. */
@ObjectType('ManifestPayload', { description: 'The manifest, or why there is none.' })
export class ManifestPayload extends MutationPayload {
  @Field(() => ManifestType, { nullable: true, description: 'The manifest; null when it was refused.' })
  manifest?: ManifestType | null;
}
