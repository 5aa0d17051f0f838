import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { CurrencyCodeScalar } from '../../../platform/graphql/scalars.ts';
import { EntityType } from '../entities/entities.types.ts';
import { CreditLimitType } from '../limits/limits.types.ts';
import { OrganizationStub } from '../entities/organization-stub.types.ts';

/** How an organization stands with its credits. */
export enum CreditStandingEnum {
  NONE = 'none',
  ACTIVE = 'active',
  LOW = 'low',
  EXHAUSTED = 'exhausted',
  SUSPENDED = 'suspended',
}
registerEnumType(CreditStandingEnum, {
  name: 'CreditStanding',
  description: 'How an organization stands with its prepaid credits.',
  valuesConfig: {
    NONE: { description: 'It has no entity yet.' },
    ACTIVE: { description: 'It has credits.' },
    LOW: { description: 'It has credits; at least one entity has reached a threshold.' },
    EXHAUSTED: { description: 'No entity has credits to spend.' },
    SUSPENDED: { description: 'All its entities are suspended.' },
  },
});

@ObjectType('CreditThresholdAlert', { description: 'A threshold of an entity, and whether it is reached.' })
export class CreditThresholdAlertType {
  @Field(() => EntityType, { nullable: true, description: 'The entity it is about.' })
  entity?: EntityType | null;

  @Field(() => MoneyType, { description: 'Unspent credits at which the notice is given.' })
  threshold!: MoneyType;

  @Field(() => Boolean, { description: 'Whether unspent credits are at or below it now.' })
  triggered!: boolean;

  @Field(() => String, { description: 'The same in a sentence.' })
  message!: string;
}

@ObjectType('CreditSums', {
  description: 'Credits of an organization in one currency. Always: creditLimit = creditBalance + creditUsed.',
})
export class CreditSumsType {
  @Field(() => CurrencyCodeScalar, { description: 'The currency.' })
  currency!: string;

  @Field(() => MoneyType, { description: 'Can be spent now.' })
  creditBalance!: MoneyType;

  @Field(() => MoneyType, {
    description: 'What the credits allowed to be spent in all: used so far, plus what can be spent now.',
  })
  creditLimit!: MoneyType;

  @Field(() => MoneyType, { description: 'Spent, with what is set aside for purchases under way.' })
  creditUsed!: MoneyType;
}

@ObjectType('OrganizationCreditStatus', {
  description: 'How an organization stands with its prepaid credits. Currencies are never added up.',
})
export class OrganizationCreditStatusType {
  @Field(() => OrganizationStub, { nullable: true, description: 'The organization.' })
  organization?: OrganizationStub | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Can be spent now, in the currency of the default entity; null without entities.',
  })
  creditBalance?: MoneyType | null;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'Used so far plus what can be spent now, in the currency of the default entity.',
  })
  creditLimit?: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'Spent and set aside, in the currency of the default entity.' })
  creditUsed?: MoneyType | null;

  @Field(() => CreditStandingEnum, { description: 'In one word.' })
  status!: CreditStandingEnum;

  @Field(() => [CreditSumsType], { description: 'The sums by currency, that of the default entity in front.' })
  byCurrency!: CreditSumsType[];

  @Field(() => [CreditThresholdAlertType], { description: 'The thresholds of its entities.' })
  thresholdAlerts!: CreditThresholdAlertType[];

  @Field(() => [CreditLimitType], {
    nullable: true,
    description: 'What it may spend as a whole, whatever credits it has; empty where nothing limits it.',
  })
  spendingLimits?: CreditLimitType[] | null;
}
