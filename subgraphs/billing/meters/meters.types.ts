import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { AGGREGATIONS, type Aggregation } from './meter.ts';

registerEnumType(AGGREGATIONS, {
  name: 'MeterAggregation',
  description: 'How the events of a month become a quantity.',
  valuesConfig: {
    COUNT: { description: 'How many events there are.' },
    SUM: { description: 'Their quantities, or a property of them, added up.' },
    MAX: { description: 'The largest quantity, or value of a property.' },
    UNIQUE: { description: 'How many different values a property has.' },
    LATEST: { description: 'The quantity, or value of a property, of the event that happened last.' },
  },
});

@ObjectType('Meter', {
  description: 'What is measured of one kind of usage, for each entity and month; a row of the tenant’s configuration.',
})
export class MeterType {
  @PublicId(ID_PREFIX.meter, { description: 'Id of the meter.' })
  id!: string;

  @Field(() => String, { description: 'The key that names it in prices, e.g. "project_posted".' })
  key!: string;

  @Field(() => String, { description: 'Name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description!: string | null;

  @Field(() => String, { description: 'The kind of usage event that it measures.' })
  eventType!: string;

  @Field(() => AGGREGATIONS, { description: 'How events become a quantity.' })
  aggregation!: Aggregation;

  @Field(() => String, {
    nullable: true,
    description: 'The property of the event that is measured; null for the event’s quantity.',
  })
  property!: string | null;

  @Field(() => DateTimeScalar, { description: 'From when on it measures.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it measures nothing any more; null while it does.' })
  archivedAt!: Date | null;

  @Field(() => Int, {
    description: 'Counts its changes; send it with a change to be refused when somebody else was faster.',
  })
  version!: number;
}

export const MeterConnection = connectionOf(MeterType, 'Meter');

@InputType('MeterFilter', { description: 'Which meters to list; conditions add up.' })
export class MeterFilterInput {
  @Field(() => String, { nullable: true, description: 'The one with this key.' })
  key?: string | null;

  @Field(() => String, { nullable: true, description: 'Only those of this kind of usage.' })
  eventType?: string | null;

  @Field(() => AGGREGATIONS, { nullable: true, description: 'Only those that measure like this.' })
  aggregation?: Aggregation | null;

  @Field(() => Boolean, { nullable: true, description: 'True: only archived ones. False: only those in use.' })
  isArchived?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Part of the name or key.' })
  search?: string | null;
}

/** Orders of the list of meters. */
export enum MeterSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  NAME_ASC = 'nameAsc',
}
registerEnumType(MeterSortEnum, {
  name: 'MeterSort',
  description: 'How the list of meters is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    NAME_ASC: { description: 'By name, A to Z.' },
  },
});

@ArgsType()
export class MetersArgs extends PageArgs {
  @Field(() => MeterFilterInput, { nullable: true, description: 'Which meters to list; all when left out.' })
  filter?: MeterFilterInput;

  @Field(() => MeterSortEnum, { defaultValue: MeterSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: MeterSortEnum;
}

@InputType('CreateMeterInput', { description: 'What a new meter is.' })
export class CreateMeterInput {
  @Field(() => String, {
    description: 'The key that names it in prices: lower case and underscores, at most 60 characters; never given twice.',
  })
  key!: string;

  @Field(() => String, { description: 'Name, 1 to 100 characters.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for, at most 1,000 characters.' })
  description?: string | null;

  @Field(() => String, {
    description: 'The kind of usage event that it measures, which may be a new one: lower case and underscores.',
  })
  eventType!: string;

  @Field(() => AGGREGATIONS, { description: 'How events become a quantity.' })
  aggregation!: Aggregation;

  @Field(() => String, {
    nullable: true,
    description: 'The property of the event to measure; its quantity when left out. Needed for UNIQUE, refused for COUNT.',
  })
  property?: string | null;
}

@InputType('UpdateMeterInput', { description: 'What changes on a meter; what is left out stays.' })
export class UpdateMeterInput {
  @Field(() => ID, { description: 'Id of the meter.' })
  meterId!: string;

  @Field(() => String, { nullable: true, description: 'Name, 1 to 100 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is for; null removes it.' })
  description?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The version the change was made for; refused with CONFLICT when the meter has moved on.',
  })
  expectedVersion?: number | null;
}

@InputType('ArchiveMeterInput', { description: 'Which meter ends.' })
export class ArchiveMeterInput {
  @Field(() => ID, { description: 'Id of the meter.' })
  meterId!: string;
}

@ObjectType('MeterPayload', { description: 'The meter as it is now.' })
export class MeterPayload extends MutationPayload {
  @Field(() => MeterType, { nullable: true, description: 'The meter; null when the change was refused.' })
  meter?: MeterType | null;
}
