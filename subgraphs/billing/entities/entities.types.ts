import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { CurrencyCodeScalar, DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { OrganizationStub } from './organization-stub.types.ts';

/** Who may read what an entity owns and owes. */
export const READ_BILLING = ['view_billing', 'manage_billing', 'manage_credits'] as const;

/** Whether an entity may spend. */
export enum EntityStatusEnum {
  ACTIVE = 'active',
  GRACE = 'grace',
  SUSPENDED = 'suspended',
}
registerEnumType(EntityStatusEnum, {
  name: 'EntityStatus',
  description: 'Whether an entity may spend.',
  valuesConfig: {
    ACTIVE: { description: 'It may.' },
    GRACE: { description: 'It still may; a payment is overdue.' },
    SUSPENDED: { description: 'It may not until its open invoices are settled.' },
  },
});

/** What happens to a purchase that credits do not cover. */
export enum ExhaustionPolicyEnum {
  REFUSE = 'refuse',
  INVOICE = 'invoice',
}
registerEnumType(ExhaustionPolicyEnum, {
  name: 'ExhaustionPolicy',
  description: 'What happens to a purchase that the entity’s credits do not cover.',
  valuesConfig: {
    REFUSE: { description: 'It is refused with INSUFFICIENT_CREDITS.' },
    INVOICE: { description: 'All of it goes on the next invoice; the credits stay as they are.' },
  },
});

@Key('id')
@ObjectType('Entity', { description: 'A legal entity of an organization: the one that pays, in one currency and one time zone.' })
export class EntityType {
  @PublicId(ID_PREFIX.entity, { description: 'Id of the entity.' })
  id!: string;

  @Field(() => OrganizationStub, { nullable: true, description: 'The organization it belongs to.' })
  organization?: OrganizationStub | null;

  @Field(() => String, { nullable: true, description: 'Name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Country, as two letters (ISO 3166-1).' })
  country!: string;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'The currency of its credits and invoices; never changes.' })
  currency!: string;

  @Field(() => String, { nullable: true, description: 'Time zone in which its billing periods are cut, by IANA name.' })
  timeZone!: string;

  @RequiresPermission(...READ_BILLING)
  @Field(() => String, { nullable: true, description: 'Where invoices and notices go.' })
  billingEmail!: string | null;

  @Field(() => EntityStatusEnum, { nullable: true, description: 'Whether it may spend.' })
  status!: EntityStatusEnum;

  @RequiresPermission(...READ_BILLING)
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When grace ends or, for an entity suspended since, ended; null when no payment has failed.',
  })
  graceEndsAt!: Date | null;

  @RequiresPermission(...READ_BILLING)
  @Field(() => ExhaustionPolicyEnum, { nullable: true, description: 'What happens to a purchase that its credits do not cover.' })
  exhaustionPolicy!: ExhaustionPolicyEnum;

  @RequiresPermission(...READ_BILLING)
  @Field(() => MoneyType, {
    nullable: true,
    description:
      'Unspent credits at which a notice is given; null for the default notices at 20 % and 5 % of what was unspent after the latest grant.',
  })
  lowBalanceThreshold?: MoneyType | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it pays for members of the organization who have no default entity of their own.',
  })
  isDefault!: boolean;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => Int, {
    nullable: true,
    description: 'Counts its changes; send it with a change to be refused when somebody else was faster.',
  })
  version!: number;
}

export const EntityConnection = connectionOf(EntityType, 'Entity');

@InputType('EntityFilter', { description: 'Which entities to list; conditions add up.' })
export class EntityFilterInput {
  @Field(() => ID, { nullable: true, description: 'Id of an organization; for staff of the tenant, who see all of them.' })
  organizationId?: string | null;

  @Field(() => EntityStatusEnum, { nullable: true, description: 'Only those of this status.' })
  status?: EntityStatusEnum | null;

  @Field(() => String, { nullable: true, description: 'Only those of this country, as two letters.' })
  country?: string | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Only those of this currency.' })
  currency?: string | null;

  @Field(() => String, { nullable: true, description: 'Part of the name.' })
  search?: string | null;
}

/** Orders of the list of entities. */
export enum EntitySortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  NAME_ASC = 'nameAsc',
}
registerEnumType(EntitySortEnum, {
  name: 'EntitySort',
  description: 'How the list of entities is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    NAME_ASC: { description: 'By name, A to Z.' },
  },
});

@ArgsType()
export class EntitiesArgs extends PageArgs {
  @Field(() => EntityFilterInput, { nullable: true, description: 'Which entities to list; all in view when left out.' })
  filter?: EntityFilterInput;

  @Field(() => EntitySortEnum, { defaultValue: EntitySortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: EntitySortEnum;
}
