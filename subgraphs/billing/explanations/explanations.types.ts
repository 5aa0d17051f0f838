import { Field, ID, Int, ObjectType } from 'type-graphql';
import { ListSize } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { TierChargeType } from '../charge-models/charge-model.types.ts';
import { CreditGrantType } from '../credits/credits.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import { InvoiceType } from '../invoices/invoices.types.ts';
import { LedgerTransactionType } from '../ledger/ledger.types.ts';
import { RateCardType } from '../rate-cards/rate-cards.types.ts';
import { UsageEventType } from '../usage/usage.types.ts';

@ObjectType('CreditDraw', { description: 'What a charge took of a grant.' })
export class CreditDrawType {
  @Field(() => CreditGrantType, { nullable: true, description: 'The grant.' })
  grant?: CreditGrantType | null;

  @Field(() => MoneyType, { description: 'How much of it.' })
  amount!: MoneyType;
}

@ObjectType('AmountExplanation', { description: 'Why a charge is what it is.' })
export class AmountExplanationType {
  @Field(() => ID, { description: 'Id of the charge.' })
  id!: string;

  @Field(() => String, { description: 'What it was charged for.' })
  description!: string;

  @Field(() => MoneyType, {
    description: 'How much; of a usage event that a rate card prices, what its kind of usage comes to in its month so far.',
  })
  amount!: MoneyType;

  @Field(() => EntityType, { nullable: true, description: 'Who pays.' })
  entity?: EntityType | null;

  @Field(() => DateTimeScalar, { description: 'When it was charged.' })
  occurredAt!: Date;

  @Field(() => DecimalScalar, { nullable: true, description: 'How much was used, or how many purchases; of invoice lines.' })
  quantity!: string | null;

  @Field(() => MoneyType, { nullable: true, description: 'What a unit costs; of usage.' })
  unitPrice!: MoneyType | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Version of the rate that the unit price is from (0 for the default), or of the rate card; of usage.',
  })
  rateVersion!: number | null;

  @Field(() => RateCardType, { nullable: true, description: 'The rate card that prices it; null where none does.' })
  rateCard?: RateCardType | null;

  @ListSize(5)
  @Field(() => [TierChargeType], {
    description:
      'What each tier of the price makes of it; of what a rate card prices, with all of its month until then. Of usage.',
  })
  tiers!: TierChargeType[];

  @Field(() => MoneyType, {
    description: 'What the minimum of the price adds to the tiers, or (negative) its maximum takes off.',
  })
  adjustment!: MoneyType;

  @Field(() => MoneyType, {
    description:
      'What earlier invoice lines had billed of the same month and price: the amount is tiers + adjustment, rounded once, less this.',
  })
  billedBefore!: MoneyType;

  @Field(() => InvoiceType, { nullable: true, description: 'The invoice that it stands on.' })
  invoice?: InvoiceType | null;

  @Field(() => [CreditDrawType], { description: 'The grants that it drew on, in that order; of what credits paid.' })
  grantsDrawn!: CreditDrawType[];

  @Field(() => [UsageEventType], { description: 'The usage behind it, newest first, up to a hundred.' })
  usageEvents!: UsageEventType[];

  @Field(() => [LedgerTransactionType], {
    description: 'What was posted for it (of an invoice line: for its invoice), in that order.',
  })
  ledgerTransactions!: LedgerTransactionType[];
}
