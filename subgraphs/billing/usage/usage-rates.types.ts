import { ArgsType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { CacheHint, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';
import { CurrencyCodeScalar, DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import { OrganizationStub } from '../entities/organization-stub.types.ts';

const EVENT_TYPE =
  'What is used: "api_request", "shipment_purchased", "shipment_created", "tracker_started", or a kind of your own in lower case and underscores.';

@CacheHint({ maxAgeSeconds: 60 })
@ObjectType('UsageRate', { description: 'What a unit of usage costs from a moment on; never changed, only followed by another.' })
export class UsageRateType {
  @PublicId(ID_PREFIX.usageRate, { description: 'Id of the rate.' })
  id!: string;

  @Field(() => OrganizationStub, {
    nullable: true,
    description: 'The organization it is for; null for all of the tenant’s.',
  })
  organization?: OrganizationStub | null;

  @Field(() => EntityType, { nullable: true, description: 'The entity it is for; null for all.' })
  entity?: EntityType | null;

  @Field(() => String, { description: EVENT_TYPE })
  eventType!: string;

  @Field(() => MoneyType, { description: 'What a unit costs, for entities of this currency.' })
  unitPrice!: MoneyType;

  @Field(() => DateTimeScalar, { description: 'From when it prices what is used.' })
  effectiveFrom!: Date;

  @Field(() => Int, { description: 'Counts the rates of one place, kind of usage and currency from 1.' })
  version!: number;

  @Field(() => DateTimeScalar, { description: 'When it was set.' })
  createdAt!: Date;
}

export const UsageRateConnection = connectionOf(UsageRateType, 'UsageRate');

@InputType('UsageRateFilter', { description: 'Which rates to list; conditions add up.' })
export class UsageRateFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only those set for this organization or one of its entities.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those set for this entity.' })
  entityId?: string | null;

  @Field(() => String, { nullable: true, description: 'Only those of this kind of usage.' })
  eventType?: string | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Only those of this currency.' })
  currency?: string | null;
}

@ArgsType()
export class UsageRatesArgs extends PageArgs {
  @Field(() => UsageRateFilterInput, { nullable: true, description: 'Which rates to list; all in view when left out.' })
  filter?: UsageRateFilterInput;
}

@InputType('SetUsageRateInput', { description: 'What a unit of usage is to cost from a moment on.' })
export class SetUsageRateInput {
  @Field(() => ID, { nullable: true, description: 'For one organization; for all of the tenant’s when left out.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'For one entity, which needs no organization beside it.' })
  entityId?: string | null;

  @Field(() => String, { description: EVENT_TYPE })
  eventType!: string;

  @Field(() => MoneyInput, { description: 'What a unit costs, 0 or more; it prices usage of entities of this currency.' })
  unitPrice!: MoneyInput;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From when on; at once when left out, never in the past.' })
  effectiveFrom?: Date | null;
}

@ObjectType('SetUsageRatePayload', { description: 'The rate that was set.' })
export class SetUsageRatePayload extends MutationPayload {
  @Field(() => UsageRateType, { nullable: true, description: 'The rate; null when it was refused.' })
  usageRate?: UsageRateType | null;
}
