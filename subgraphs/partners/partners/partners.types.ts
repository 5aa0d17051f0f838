import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { BigNumber } from 'bignumber.js';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { CurrencyCodeScalar, DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import type { CommissionKind, CommissionRecurrence } from './commission-rule.ts';
import type { PartnerStatus } from './partner.entity.ts';

/** Names of the states of a partner. */
export enum PartnerStatusEnum {
  ACTIVE = 'active',
  SUSPENDED = 'suspended',
}
registerEnumType(PartnerStatusEnum, {
  name: 'PartnerStatus',
  description: 'Whether a partner takes part.',
  valuesConfig: {
    ACTIVE: { description: 'Takes part; organizations can be assigned to it.' },
    SUSPENDED: { description: 'Keeps its accounts and what it earned; no further organizations can be assigned to it.' },
  },
});

/** Names of the kinds of commission. */
export enum CommissionKindEnum {
  PERCENTAGE = 'percentage',
  FIXED = 'fixed',
}
registerEnumType(CommissionKindEnum, {
  name: 'PartnerCommissionKind',
  description: 'How the commission of a paid invoice is computed.',
  valuesConfig: {
    PERCENTAGE: { description: 'A share of the invoice.' },
    FIXED: { description: 'The same amount for every invoice.' },
  },
});

/** Names of the ways in which commission recurs. */
export enum CommissionRecurrenceEnum {
  FIRST_PAYMENT = 'first_payment',
  RECURRING = 'recurring',
}
registerEnumType(CommissionRecurrenceEnum, {
  name: 'PartnerCommissionRecurrence',
  description: 'Which paid invoices of an account earn commission.',
  valuesConfig: {
    FIRST_PAYMENT: { description: 'The first one only.' },
    RECURRING: { description: 'All of them, or those of the first recurringMonths months.' },
  },
});

/** Orders of the list of partners. */
export enum PartnerSortEnum {
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
  NAME_ASC = 'nameAsc',
}
registerEnumType(PartnerSortEnum, {
  name: 'PartnerSort',
  description: 'How the list of partners is sorted.',
  valuesConfig: {
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
    NAME_ASC: { description: 'By name, A to Z.' },
  },
});

@ObjectType('PartnerCommissionRule', { description: 'What a partner gets for a paid invoice of one of its accounts.' })
export class CommissionRuleType {
  @Field(() => CommissionKindEnum, { description: 'How the commission is computed.' })
  kind!: CommissionKind;

  @Field(() => DecimalScalar, { nullable: true, description: 'Share of the invoice, "0.1" is 10 %; null for fixed rules.' })
  rate!: BigNumber | null;

  @Field(() => MoneyType, { nullable: true, description: 'Amount an invoice; null for percentage rules.' })
  amount!: MoneyType | null;

  @Field(() => CommissionRecurrenceEnum, { description: 'Which paid invoices earn.' })
  recurrence!: CommissionRecurrence;

  @Field(() => Int, {
    nullable: true,
    description: 'For how many months of an account invoices earn; null when there is no end, or only the first counts.',
  })
  recurringMonths!: number | null;
}

@Key('id')
@ObjectType('Partner', { description: 'Who refers or manages organizations and earns commission on what they pay.' })
export class PartnerType {
  @PublicId(ID_PREFIX.partner, { description: 'Id of the partner.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Display name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Short name, unique in the tenant and mode.' })
  slug!: string;

  @Field(() => String, { nullable: true, description: 'Whom to write to.' })
  contactEmail!: string;

  @Field(() => PartnerStatusEnum, { nullable: true, description: 'Whether it takes part.' })
  status!: PartnerStatus;

  @Field(() => CurrencyCodeScalar, {
    nullable: true,
    description: 'Currency of its fixed commissions, of its minimum and, unless another is named, of its payouts.',
  })
  currency!: string;

  @Field(() => Int, { nullable: true, description: 'How many days a commission stays pending after the payment that made it.' })
  holdingPeriodDays!: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was created.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last changed.' })
  updatedAt!: Date;
}

export const PartnerConnection = connectionOf(PartnerType, 'Partner');

@InputType('PartnerCommissionRuleInput', { description: 'What a partner gets for a paid invoice of one of its accounts.' })
export class CommissionRuleInput {
  @Field(() => CommissionKindEnum, { description: 'How the commission is computed.' })
  kind!: CommissionKind;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'For percentage rules: share of the invoice, above 0 and at most 1; "0.1000" is 10 %.',
  })
  rate?: string | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'For fixed rules: amount an invoice in the partner’s currency.' })
  amount?: string | null;

  @Field(() => CommissionRecurrenceEnum, { description: 'Which paid invoices earn.' })
  recurrence!: CommissionRecurrence;

  @Field(() => Int, {
    nullable: true,
    description: 'For recurring rules: for how many months of an account invoices earn, 1 to 120; without end when left out.',
  })
  recurringMonths?: number | null;
}

@InputType('CreatePartnerInput', { description: 'What a new partner is made of.' })
export class CreatePartnerInput {
  @Field(() => String, { description: 'Display name, 1 to 200 characters.' })
  name!: string;

  @Field(() => String, {
    description: 'Short name, unique in the tenant and mode: 1 to 63 lower-case letters, digits and hyphens.',
  })
  slug!: string;

  @Field(() => String, { description: 'Whom to write to.' })
  contactEmail!: string;

  @Field(() => CurrencyCodeScalar, {
    description: 'Currency of its fixed commissions and of its minimum; it cannot be changed later.',
  })
  currency!: string;

  @Field(() => CommissionRuleInput, { description: 'What it gets for a paid invoice.' })
  commissionRule!: CommissionRuleInput;

  @Field(() => Int, { nullable: true, description: 'How many days a commission stays pending, 0 to 365; 0 when left out.' })
  holdingPeriodDays?: number | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Smallest payout in the partner’s currency; 0 when left out.' })
  minimumPayoutAmount?: string | null;
}

@InputType('UpdatePartnerInput', { description: 'What to change of a partner; what is left out stays.' })
export class UpdatePartnerInput {
  @Field(() => ID, { description: 'Id of the partner.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Display name, 1 to 200 characters.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'Short name, unique in the tenant and mode.' })
  slug?: string | null;

  @Field(() => String, { nullable: true, description: 'Whom to write to.' })
  contactEmail?: string | null;

  @Field(() => PartnerStatusEnum, { nullable: true, description: 'Whether it takes part.' })
  status?: PartnerStatus | null;

  @Field(() => CommissionRuleInput, { nullable: true, description: 'The whole new rule; for invoices paid from now on.' })
  commissionRule?: CommissionRuleInput | null;

  @Field(() => Int, { nullable: true, description: 'How many days a commission stays pending, 0 to 365.' })
  holdingPeriodDays?: number | null;

  @Field(() => DecimalScalar, { nullable: true, description: 'Smallest payout in the partner’s currency.' })
  minimumPayoutAmount?: string | null;
}

@InputType('PartnerFilter', { description: 'Which partners to list; conditions add up.' })
export class PartnerFilterInput {
  @Field(() => PartnerStatusEnum, { nullable: true, description: 'Only those of this status.' })
  status?: PartnerStatus | null;

  @Field(() => String, { nullable: true, description: 'Part of the name, slug or contact address.' })
  search?: string | null;
}

@ArgsType()
export class PartnersArgs extends PageArgs {
  @Field(() => PartnerFilterInput, { nullable: true, description: 'Which partners to list; all when left out.' })
  filter?: PartnerFilterInput;

  @Field(() => PartnerSortEnum, { defaultValue: PartnerSortEnum.CREATED_AT_DESC, description: 'How to sort.' })
  sort!: PartnerSortEnum;
}

@ObjectType('CreatePartnerPayload', { description: 'The partner that was created, or why not.' })
export class CreatePartnerPayload extends MutationPayload {
  @Field(() => PartnerType, { nullable: true, description: 'The new partner; null when it was refused.' })
  partner?: PartnerType | null;
}

@ObjectType('UpdatePartnerPayload', { description: 'The partner as it is now, or why nothing was changed.' })
export class UpdatePartnerPayload extends MutationPayload {
  @Field(() => PartnerType, { nullable: true, description: 'The changed partner; null when it was refused.' })
  partner?: PartnerType | null;
}
