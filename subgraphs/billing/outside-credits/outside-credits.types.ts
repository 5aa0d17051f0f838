import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { MoneyInput } from '../../../platform/graphql/money.types.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { LimitPeriodEnum } from '../limits/limit-period.types.ts';
import { OrganizationCreditStatusType } from '../credits/organization-credit-status.types.ts';

/** What an outside billing system may say of whether an organization may spend. */
export enum StatedCreditStatusEnum {
  ACTIVE = 'active',
  SUSPENDED = 'suspended',
}
registerEnumType(StatedCreditStatusEnum, {
  name: 'StatedCreditStatus',
  description: 'What an outside billing system says of whether an organization may spend.',
  valuesConfig: {
    ACTIVE: { description: 'It may.' },
    SUSPENDED: { description: 'It may not.' },
  },
});

@InputType('UpdateOrganizationCreditInput', {
  description:
    'How an outside billing system says that an organization stands. What is left out stays as it is; saying the same again changes nothing.',
})
export class UpdateOrganizationCreditInput {
  @Field(() => ID, { description: 'Id of the organization.' })
  organizationId!: string;

  @Field(() => ID, { nullable: true, description: 'The entity it is about; the organization’s default entity when left out.' })
  entityId?: string | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'What can be spent from now on: what is missing is granted as paid for outside, what is too much is taken back.',
  })
  creditBalance?: MoneyInput | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'What can be spent in all, what is used already included; another way to say the balance.',
  })
  creditLimit?: MoneyInput | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description:
      'What the organization may spend in a period with all its entities, whatever credits it has: beyond it, and in currencies without such a limit, spending is refused with LIMIT_REACHED. Nothing stops it where this was never said; setCreditLimit takes it away.',
  })
  spendingLimit?: MoneyInput | null;

  @Field(() => LimitPeriodEnum, { nullable: true, description: 'Over what the spending limit counts; MONTH when left out.' })
  spendingLimitPeriod?: LimitPeriodEnum | null;

  @Field(() => StatedCreditStatusEnum, { nullable: true, description: 'Whether it may spend.' })
  status?: StatedCreditStatusEnum | null;
}

@ObjectType('UpdateOrganizationCreditPayload', { description: 'How the organization stands now.' })
export class UpdateOrganizationCreditPayload extends MutationPayload {
  @Field(() => OrganizationCreditStatusType, { nullable: true, description: 'How it stands; null when it was refused.' })
  creditStatus?: OrganizationCreditStatusType | null;
}
