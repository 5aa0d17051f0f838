import { ArgsType, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { CurrencyCodeScalar, DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import type { PayoutFault } from '../payouts/payout-proof.query.ts';

@ObjectType('PartnerRevenueInCurrency', { description: 'What a partner earned and got in a period, in one currency.' })
export class RevenueInCurrencyType {
  @Field(() => CurrencyCodeScalar, { description: 'The currency of the amounts.' })
  currency!: string;

  @Field(() => DecimalScalar, {
    description: 'Commissions of the period by eventDate: pending, approved and paid ones, refunds deducted.',
  })
  totalCommissions!: string;

  @Field(() => Int, { description: 'How many these are, refunds included.' })
  totalCommissionCount!: number;

  @Field(() => DecimalScalar, { description: 'Payouts that were completed in the period.' })
  totalPayouts!: string;

  @Field(() => DecimalScalar, { description: 'What of totalCommissions is still to be paid.' })
  pendingAmount!: string;
}

@ObjectType('PartnerRevenueMetrics', {
  description: 'What a partner earned and got in a period, in its own currency; other currencies stand beside and never add up.',
})
export class PartnerRevenueMetricsType extends RevenueInCurrencyType {
  @PublicId(ID_PREFIX.partner, { description: 'Id of the partner.' })
  partnerId!: string;

  @Field(() => DateTimeScalar, { description: 'Start of the period.' })
  periodStart!: Date;

  @Field(() => DateTimeScalar, { description: 'End of the period, exclusive; now included when none was asked for.' })
  periodEnd!: Date;

  @Field(() => [RevenueInCurrencyType], { description: 'The same in each currency, the partner’s own first.' })
  byCurrency!: RevenueInCurrencyType[];
}

@ArgsType()
export class RevenueMetricsArgs {
  @Field(() => ID, { nullable: true, description: 'Id of the partner; a partner’s users may leave it out.' })
  partnerId?: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Start of the period; the first of its last month (UTC) when left out.',
  })
  periodStart?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'End of the period, exclusive; up to now when left out.' })
  periodEnd?: Date;
}

/** Names of the rules that a payout can break. */
export enum PayoutFaultEnum {
  TOTAL = 'total',
  CLAIMS = 'claims',
  AMOUNT = 'amount',
  DOUBLE_CLAIM = 'double_claim',
  STATUS = 'status',
}
registerEnumType(PayoutFaultEnum, {
  name: 'PartnerPayoutFault',
  description: 'Which rule of the books a payout breaks.',
  valuesConfig: {
    TOTAL: { description: 'Its total or count is not that of its commissions.' },
    CLAIMS: { description: 'It claims other commissions than it was made of, or still claims some though it failed.' },
    AMOUNT: { description: 'A commission has another amount, currency or partner in it.' },
    DOUBLE_CLAIM: { description: 'One of its commissions is claimed by another payout, or by none.' },
    STATUS: { description: 'It is completed and a commission is not paid, or the other way about.' },
  },
});

@ObjectType('PartnerPayoutDifference', { description: 'Where the books of payouts do not agree.' })
export class PayoutDifferenceType {
  @PublicId(ID_PREFIX.partnerPayout, { description: 'Id of the payout.' })
  payoutId!: string;

  @PublicId(ID_PREFIX.partner, { description: 'Id of its partner.' })
  partnerId!: string;

  @Field(() => PayoutFaultEnum, { description: 'Which rule it breaks.' })
  fault!: PayoutFault;

  @Field(() => String, { description: 'What the payout says.' })
  stated!: string;

  @Field(() => String, { description: 'What its commissions say.' })
  recomputed!: string;
}

@ObjectType('PayoutProof', { description: 'Payouts recomputed from their commissions.' })
export class PayoutProofType {
  @Field(() => Boolean, { description: 'Whether nothing differs.' })
  isBalanced!: boolean;

  @Field(() => Int, { description: 'How many payouts were looked at.' })
  payoutCount!: number;

  @Field(() => Int, { description: 'How many commissions of theirs; one counts again for each failed payout it was in.' })
  lineCount!: number;

  @Field(() => [PayoutDifferenceType], { description: 'What differs, up to 1,000; none when the books are right.' })
  differences!: PayoutDifferenceType[];
}
