import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { ADDON_BASES, type AddonBase } from '../addons/addon.entity.ts';
import { RULE_SOURCES, type RuleSource } from '../commission/commission-rule.ts';
import { RateStub } from '../pricing/pricing.types.ts';
import { SKIP_REASONS, type SkipReason } from './explain-rate.ts';

registerEnumType(SKIP_REASONS, {
  name: 'AddonSkipReason',
  description: 'Why an addon was not charged on a rate.',
  valuesConfig: {
    DELETED: { description: 'It had been deleted.' },
    INACTIVE: { description: 'It was not active.' },
    NOT_YET_EFFECTIVE: { description: 'It was to be charged only later.' },
    NO_LONGER_EFFECTIVE: { description: 'It was to be charged only until then.' },
    OTHER_ORGANIZATION: { description: 'It is charged to other organizations.' },
    OTHER_CARRIER: { description: 'It is charged for other carriers.' },
    OTHER_SERVICE: { description: 'It is charged for other services.' },
    OTHER_CONNECTION: { description: 'It is charged for other carrier connections.' },
    CURRENCY_MISMATCH: { description: 'It is a fixed amount in another currency than the rate’s; nothing is converted.' },
  },
});

@ObjectType('AddonConsideration', { description: 'An addon that there was when a rate was priced, and what became of it.' })
export class AddonConsiderationType {
  @PublicId(ID_PREFIX.addon, { description: 'Id of the addon.' })
  addonId!: string;

  @Field(() => Int, { description: 'The version that held then.' })
  addonVersion!: number;

  @Field(() => String, { description: 'Name of the addon in that version.' })
  name!: string;

  @Field(() => Boolean, { description: 'Whether it was charged.' })
  isApplied!: boolean;

  @Field(() => SKIP_REASONS, { nullable: true, description: 'Why it was not charged; null when it was.' })
  skipReason!: SkipReason | null;

  @Field(() => MoneyType, { nullable: true, description: 'What it came to; null when it was not charged.' })
  amount!: MoneyType | null;

  @Field(() => ADDON_BASES, { nullable: true, description: 'What its percentage was taken of; null for a fixed amount.' })
  base!: AddonBase | null;

  @Field(() => MoneyType, { nullable: true, description: 'How much that was.' })
  baseAmount!: MoneyType | null;

  @Field(() => MoneyType, { nullable: true, description: 'The part of the amount that is commission; null when it earns none.' })
  commissionAmount!: MoneyType | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'The commission’s rate: 0.0250 is 2.5 %; null when it earns none.' })
  commissionRate!: string | null;

  @Field(() => RULE_SOURCES, { nullable: true, description: 'Which rule decided that rate; null when it earns none.' })
  commissionRuleSource!: RuleSource | null;
}

@ObjectType('RateExplanation', { description: 'How the pinned price of a rate came about.' })
export class RateExplanationType {
  @Field(() => RateStub, { description: 'The rate.' })
  rate!: RateStub;

  @Field(() => DateTimeScalar, { description: 'When it was priced: the rules of that moment count.' })
  pricedAt!: Date;

  @Field(() => MoneyType, { description: 'What the carrier asks.' })
  carrierCharge!: MoneyType;

  @Field(() => MoneyType, { description: 'Carrier charge and addons together.' })
  totalCharge!: MoneyType;

  @Field(() => [AddonConsiderationType], { description: 'Every addon there was, in the order in which they are charged.' })
  considerations!: AddonConsiderationType[];
}
