import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { createdAtSorts } from '../../../platform/graphql/created-at-sorts.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { CurrencyCodeScalar, DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import type { COMMISSION_ORDERS } from './commission-record.query.ts';
import { RULE_SOURCES, type RuleSource } from './commission-rule.ts';

registerEnumType(RULE_SOURCES, {
  name: 'CommissionRuleSource',
  description: 'Which rule decided a commission’s rate, in order of precedence.',
  valuesConfig: {
    ORGANIZATION_OVERRIDE: { description: 'The rate agreed with the organization.' },
    ADDON_RATE: { description: 'The addon’s own rate.' },
    VOLUME_TIER: { description: 'The tier of the month’s volume.' },
    PLATFORM_DEFAULT: { description: 'The platform’s default rate.' },
  },
});

/** Sort orders in the API; the values are the keys of COMMISSION_ORDERS. */
const COMMISSION_SORTS = createdAtSorts('CommissionSort', 'How the list of commissions is sorted.');

@ObjectType('Commission', { description: 'A recipient’s part of one application of an addon; its rate is frozen.' })
export class CommissionType {
  @PublicId(ID_PREFIX.commission, { description: 'Id of the commission.' })
  id!: string;

  @PublicId(ID_PREFIX.addonApplication, { description: 'Id of the application it was earned on.' })
  applicationId!: string;

  @PublicId(ID_PREFIX.addon, { description: 'Id of the addon.' })
  addonId!: string;

  @Field(() => Int, { description: 'The version of the addon that was charged.' })
  addonVersion!: number;

  @Field(() => DecimalScalar, { description: 'The rate: 0.0250 is 2.5 %.' })
  rate!: string;

  @Field(() => RULE_SOURCES, { description: 'Which rule decided the rate.' })
  ruleSource!: RuleSource;

  @PublicId(ID_PREFIX.commission, {
    nullable: true,
    description: 'The commission that this one takes back, because the shipment was cancelled; null when it was earned.',
  })
  reversesId!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  createdAt!: Date;
}

export const CommissionConnection = connectionOf(CommissionType, 'Commission');

@ObjectType('CommissionTotals', { description: 'What commissions come to in one currency, reversals taken off.' })
export class CommissionTotalsType {
  @Field(() => MoneyType, { description: 'The commissions together.' })
  amount!: MoneyType;

  @Field(() => MoneyType, { description: 'The addons together of which they are a part.' })
  baseAmount!: MoneyType;

  @Field(() => Int, { description: 'How many records there are, reversals among them.' })
  count!: number;
}

@InputType('CommissionFilter', { description: 'Which commissions to list; conditions add up.' })
export class CommissionFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only those on shipments of this organization.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those on this addon.' })
  addonId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those on this shipment.' })
  shipmentId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those that this organization receives.' })
  recipientOrganizationId?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Only those that the platform receives, or only those that organizations do.',
  })
  isPlatform?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those that take one back, or only those that were earned.' })
  isReversal?: boolean | null;

  @Field(() => RULE_SOURCES, { nullable: true, description: 'Only those whose rate this rule decided.' })
  ruleSource?: RuleSource | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Only those in this currency.' })
  currency?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Recorded at this instant or later.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Recorded before this instant.' })
  until?: Date | null;
}

@ArgsType()
export class CommissionsArgs extends PageArgs {
  @Field(() => CommissionFilterInput, { nullable: true, description: 'Which commissions to list; all when left out.' })
  filter?: CommissionFilterInput | null;

  @Field(() => COMMISSION_SORTS, { defaultValue: 'CREATED_AT_DESC', description: 'How to sort.' })
  sort!: keyof typeof COMMISSION_ORDERS;
}
