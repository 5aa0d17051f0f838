import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { CurrencyCodeScalar, DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import type { CommissionEventType, CommissionStatus } from './partner-commission.ts';

/** Names of the states of a commission. */
export enum CommissionStatusEnum {
  PENDING = 'pending',
  APPROVED = 'approved',
  PAID = 'paid',
  REJECTED = 'rejected',
  REVERSED = 'reversed',
}
registerEnumType(CommissionStatusEnum, {
  name: 'PartnerCommissionStatus',
  description: 'Where a partner’s commission stands.',
  valuesConfig: {
    PENDING: { description: 'Held until its holding period is over.' },
    APPROVED: { description: 'To be paid, or in a payout that is under way.' },
    PAID: { description: 'Paid out.' },
    REJECTED: { description: 'Refused while it was pending; it counts for nothing.' },
    REVERSED: { description: 'Taken back before a payout claimed it; it counts for nothing.' },
  },
});

/** Names of what makes a commission. */
export enum CommissionEventTypeEnum {
  INVOICE_PAYMENT = 'invoice_payment',
  REFUND = 'refund',
}
registerEnumType(CommissionEventTypeEnum, {
  name: 'PartnerCommissionEventType',
  description: 'What made a partner’s commission.',
  valuesConfig: {
    INVOICE_PAYMENT: { description: 'An organization of the partner paid an invoice.' },
    REFUND: {
      description:
        'The commission of that invoice was taken back after a payout had claimed it; negative, deducted from the next.',
    },
  },
});

/** Orders of the list of commissions. */
export enum CommissionSortEnum {
  EVENT_DATE_DESC = 'eventDateDesc',
  EVENT_DATE_ASC = 'eventDateAsc',
}
registerEnumType(CommissionSortEnum, {
  name: 'PartnerCommissionSort',
  description: 'How the list of commissions is sorted.',
  valuesConfig: {
    EVENT_DATE_DESC: { description: 'Latest first.' },
    EVENT_DATE_ASC: { description: 'Earliest first.' },
  },
});

@Key('id')
@ObjectType('PartnerCommission', { description: 'What a partner earned on a paid invoice, or owes after a refund.' })
export class PartnerCommissionType {
  @PublicId(ID_PREFIX.partnerCommission, { description: 'Id of the commission.' })
  id!: string;

  @PublicId(ID_PREFIX.partner, { nullable: true, description: 'Id of the partner.' })
  partnerId!: string;

  @PublicId(ID_PREFIX.invoice, { nullable: true, description: 'Id of the invoice.' })
  invoiceId!: string;

  @Field(() => String, { nullable: true, description: 'Number of the invoice.' })
  invoiceNumber!: string;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Its currency, which is the invoice’s.' })
  currency!: string;

  @Field(() => CommissionStatusEnum, { nullable: true, description: 'Where it stands.' })
  status!: CommissionStatus;

  @Field(() => CommissionEventTypeEnum, { nullable: true, description: 'What made it.' })
  eventType!: CommissionEventType;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the invoice was paid, or its commission taken back.' })
  eventDate!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when it is pending unless it is approved earlier.' })
  heldUntil!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was approved; null when it was not.' })
  approvedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was rejected or taken back.' })
  reason!: string | null;

  @PublicId(ID_PREFIX.partnerPayout, {
    nullable: true,
    description: 'Id of the payout that it is in; null when it is in none, or that payout failed.',
  })
  payoutId!: string | null;
}

export const PartnerCommissionConnection = connectionOf(PartnerCommissionType, 'PartnerCommission');

@InputType('PartnerCommissionFilter', { description: 'Which commissions to list; conditions add up.' })
export class PartnerCommissionFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only those of this partner.' })
  partnerId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those on invoices of this organization.' })
  organizationId?: string | null;

  @Field(() => CommissionStatusEnum, { nullable: true, description: 'Only those of this status.' })
  status?: CommissionStatus | null;

  @Field(() => ID, { nullable: true, description: 'Only those that this payout claimed, also when it failed since.' })
  payoutId?: string | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Only those in this currency.' })
  currency?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only those whose eventDate is this or later.' })
  eventDateFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only those whose eventDate is earlier than this.' })
  eventDateUntil?: Date | null;
}

@ArgsType()
export class PartnerCommissionsArgs extends PageArgs {
  @Field(() => PartnerCommissionFilterInput, { nullable: true, description: 'Which commissions to list; all when left out.' })
  filter?: PartnerCommissionFilterInput;

  @Field(() => CommissionSortEnum, { defaultValue: CommissionSortEnum.EVENT_DATE_DESC, description: 'How to sort.' })
  sort!: CommissionSortEnum;
}

@InputType('ApprovePartnerCommissionInput', { description: 'Which commission to approve.' })
export class ApprovePartnerCommissionInput {
  @Field(() => ID, { description: 'Id of the commission.' })
  id!: string;
}

@InputType('RejectPartnerCommissionInput', { description: 'Which commission to reject, and why.' })
export class RejectPartnerCommissionInput {
  @Field(() => ID, { description: 'Id of the commission.' })
  id!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters; the partner reads it.' })
  reason!: string;
}

@InputType('ReversePartnerCommissionInput', { description: 'Which commission to take back, and why.' })
export class ReversePartnerCommissionInput {
  @Field(() => ID, { description: 'Id of the commission.' })
  id!: string;

  @Field(() => String, { description: 'Why, 1 to 500 characters; the partner reads it.' })
  reason!: string;
}

@ObjectType('ApprovePartnerCommissionPayload', { description: 'The approved commission, or why it was not approved.' })
export class ApprovePartnerCommissionPayload extends MutationPayload {
  @Field(() => PartnerCommissionType, { nullable: true, description: 'The commission; null when that was refused.' })
  commission?: PartnerCommissionType | null;
}

@ObjectType('RejectPartnerCommissionPayload', { description: 'The rejected commission, or why it was not rejected.' })
export class RejectPartnerCommissionPayload extends MutationPayload {
  @Field(() => PartnerCommissionType, { nullable: true, description: 'The commission; null when that was refused.' })
  commission?: PartnerCommissionType | null;
}

@ObjectType('ReversePartnerCommissionPayload', { description: 'The commission that was taken back, or why it was not.' })
export class ReversePartnerCommissionPayload extends MutationPayload {
  @Field(() => PartnerCommissionType, { nullable: true, description: 'The commission; null when that was refused.' })
  commission?: PartnerCommissionType | null;

  @Field(() => PartnerCommissionType, {
    nullable: true,
    description: 'The negative commission that the next payout deducts; null when the commission itself was reversed.',
  })
  refund?: PartnerCommissionType | null;
}
