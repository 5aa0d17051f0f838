import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { CurrencyCodeScalar, DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import { OrganizationStub } from '../entities/organization-stub.types.ts';
import { TeamType } from '../teams/team.types.ts';
import { LimitPeriodEnum } from './limit-period.types.ts';

@ObjectType('CreditLimitUsage', { description: 'What counted against a limit in one period.' })
export class CreditLimitUsageType {
  @Field(() => String, { description: 'The month at the entity that paid, e.g. "2026-03", or "total".' })
  period!: string;

  @Field(() => MoneyType, { description: 'What was spent in it, with what is set aside.' })
  used!: MoneyType;
}

@ObjectType('CreditLimit', {
  description:
    'What may be spent in a currency by whom it names: the organization, narrowed to an entity, a team and a person. Checked with every spending, in its transaction.',
})
export class CreditLimitType {
  @PublicId(ID_PREFIX.creditLimit, { description: 'Id of the limit.' })
  id!: string;

  @Field(() => OrganizationStub, { nullable: true, description: 'The organization whose spending it limits.' })
  organization?: OrganizationStub | null;

  @Field(() => EntityType, { nullable: true, description: 'Only what this entity pays counts; null for all of them.' })
  entity?: EntityType | null;

  @Field(() => TeamType, { nullable: true, description: 'Only what this team spends counts; null for all spending.' })
  team?: TeamType | null;

  @PublicId(ID_PREFIX.user, { nullable: true, description: 'Only what this person spends counts; null for everybody.' })
  userId!: string | null;

  @Field(() => LimitPeriodEnum, { description: 'Over what it counts.' })
  period!: LimitPeriodEnum;

  @Field(() => MoneyType, { description: 'How much may be spent in a period.' })
  amount!: MoneyType;

  @Field(() => [Int], {
    description: 'Shares of the amount, in percent, that are told when they are reached: each once a period.',
  })
  alertLevels!: number[];

  @Field(() => DateTimeScalar, { description: 'When it was first set.' })
  createdAt!: Date;

  @Field(() => CreditLimitUsageType, { nullable: true, description: 'What counts against it at the moment.' })
  current?: CreditLimitUsageType | null;

  @Field(() => MoneyType, { nullable: true, description: 'What may still be spent in the period; nothing where it is used up.' })
  left?: MoneyType | null;

  @Field(() => [CreditLimitUsageType], { nullable: true, description: 'What counted against it, the latest period in front.' })
  history?: CreditLimitUsageType[] | null;
}

export const CreditLimitConnection = connectionOf(CreditLimitType, 'CreditLimit');

@InputType('CreditLimitFilter', { description: 'Which limits to list; conditions add up.' })
export class CreditLimitFilterInput {
  @Field(() => ID, { nullable: true, description: 'Id of an organization; for staff of the tenant, who see all of them.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those that name this entity.' })
  entityId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those that name this team.' })
  teamId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those that name this person.' })
  userId?: string | null;

  @Field(() => LimitPeriodEnum, { nullable: true, description: 'Only those that count over this.' })
  period?: LimitPeriodEnum | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Only those in this currency.' })
  currency?: string | null;
}

/** Orders of the list of limits. */
export enum CreditLimitSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  AMOUNT_DESC = 'amountDesc',
}
registerEnumType(CreditLimitSortEnum, {
  name: 'CreditLimitSort',
  description: 'How the list of limits is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    AMOUNT_DESC: { description: 'Highest first, whatever the currency.' },
  },
});

@ArgsType()
export class CreditLimitsArgs extends PageArgs {
  @Field(() => CreditLimitFilterInput, { nullable: true, description: 'Which limits to list; all in view when left out.' })
  filter?: CreditLimitFilterInput;

  @Field(() => CreditLimitSortEnum, { defaultValue: CreditLimitSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: CreditLimitSortEnum;
}

@InputType('SetCreditLimitInput', {
  description: 'A limit that is to hold for what an organization spends, narrowed to the entity, team and person that are named.',
})
export class SetCreditLimitInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The organization; the caller’s own when left out. Staff of the tenant must name it.',
  })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only what this entity pays is to count.' })
  entityId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only what this team spends is to count.' })
  teamId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only what this person spends is to count.' })
  userId?: string | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'How much may be spent in a period; null takes the limit in this currency and over this period away.',
  })
  amount?: string | null;

  @Field(() => CurrencyCodeScalar, {
    description: 'Its currency; whoever has limits spends only in the currencies that they name.',
  })
  currency!: string;

  @Field(() => LimitPeriodEnum, { nullable: true, description: 'Over what it counts; MONTH when left out.' })
  period?: LimitPeriodEnum | null;

  @Field(() => [Int], {
    nullable: true,
    description: 'Shares to be told, in whole percent, at most ten; 80 and 100 when left out.',
  })
  alertLevels?: number[] | null;
}

@ObjectType('SetCreditLimitPayload', { description: 'The limit as it is now.' })
export class SetCreditLimitPayload extends MutationPayload {
  @Field(() => CreditLimitType, { nullable: true, description: 'The limit; null when it was taken away or refused.' })
  creditLimit?: CreditLimitType | null;
}
