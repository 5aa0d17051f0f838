import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { Key, PublicId } from '../../../platform/graphql/federation.ts';
import { CurrencyCodeScalar, DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import type { PayoutStatus } from './partner-payout.ts';

/** Names of the states of a payout. */
export enum PayoutStatusEnum {
  PENDING = 'pending',
  READY = 'ready',
  PROCESSING = 'processing',
  COMPLETED = 'completed',
  FAILED = 'failed',
  CANCELLED = 'cancelled',
}
registerEnumType(PayoutStatusEnum, {
  name: 'PartnerPayoutStatus',
  description: 'Where a payout to a partner stands.',
  valuesConfig: {
    PENDING: { description: 'Made; its commissions are claimed.' },
    READY: { description: 'Checked; it may be paid.' },
    PROCESSING: { description: 'On its way.' },
    COMPLETED: { description: 'Arrived; its commissions are paid.' },
    FAILED: { description: 'Did not arrive; its commissions wait for another payout.' },
    CANCELLED: { description: 'Called off; its commissions wait for another payout.' },
  },
});

/** Orders of the list of payouts. */
export enum PayoutSortEnum {
  PAYOUT_DATE_DESC = 'payoutDateDesc',
  PAYOUT_DATE_ASC = 'payoutDateAsc',
}
registerEnumType(PayoutSortEnum, {
  name: 'PartnerPayoutSort',
  description: 'How the list of payouts is sorted.',
  valuesConfig: {
    PAYOUT_DATE_DESC: { description: 'Latest first.' },
    PAYOUT_DATE_ASC: { description: 'Earliest first.' },
  },
});

@Key('id')
@ObjectType('PartnerPayout', { description: 'Commissions that are paid to a partner at once.' })
export class PartnerPayoutType {
  @PublicId(ID_PREFIX.partnerPayout, { description: 'Id of the payout.' })
  id!: string;

  @PublicId(ID_PREFIX.partner, { nullable: true, description: 'Id of the partner.' })
  partnerId!: string;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Its currency, which is that of its commissions.' })
  currency!: string;

  @Field(() => Int, { nullable: true, description: 'How many commissions it has, refunds included.' })
  commissionCount!: number;

  @Field(() => PayoutStatusEnum, { nullable: true, description: 'Where it stands.' })
  status!: PayoutStatus;

  @Field(() => String, { nullable: true, description: 'By which the payment is found; null until it is completed.' })
  paymentReference!: string | null;

  @Field(() => String, { nullable: true, description: 'How it is paid, e.g. "manual" or "bank_transfer".' })
  paymentMethod!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the batch was made.' })
  payoutDate!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it arrived; null until then.' })
  completedAt!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Start of the period whose commissions it pays.' })
  periodStart!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'End of that period, exclusive when it was asked for.' })
  periodEnd!: Date;

  @Field(() => String, { nullable: true, description: 'What its maker noted.' })
  notes!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it failed or was cancelled.' })
  failureReason!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was last moved.' })
  updatedAt!: Date;
}

export const PartnerPayoutConnection = connectionOf(PartnerPayoutType, 'PartnerPayout');

@InputType('PartnerPayoutFilter', { description: 'Which payouts to list; conditions add up.' })
export class PartnerPayoutFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only those of this partner.' })
  partnerId?: string | null;

  @Field(() => PayoutStatusEnum, { nullable: true, description: 'Only those of this status.' })
  status?: PayoutStatus | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Only those in this currency.' })
  currency?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only those completed at this time or later.' })
  completedFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Only those completed before this time.' })
  completedUntil?: Date | null;
}

@ArgsType()
export class PartnerPayoutsArgs extends PageArgs {
  @Field(() => PartnerPayoutFilterInput, { nullable: true, description: 'Which payouts to list; all when left out.' })
  filter?: PartnerPayoutFilterInput;

  @Field(() => PayoutSortEnum, { defaultValue: PayoutSortEnum.PAYOUT_DATE_DESC, description: 'How to sort.' })
  sort!: PayoutSortEnum;
}
