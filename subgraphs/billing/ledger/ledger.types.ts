import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { CurrencyCodeScalar, DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { EntityType } from '../entities/entities.types.ts';
import { OrganizationStub } from '../entities/organization-stub.types.ts';

/** Kinds of accounts. */
export enum LedgerAccountKindEnum {
  CASH = 'cash',
  EXTERNAL_PAYMENTS = 'external_payments',
  RECEIVABLES = 'receivables',
  UNBILLED = 'unbilled',
  CREDITS = 'credits',
  RESERVED_CREDITS = 'reserved_credits',
  TRANSFERS = 'transfers',
  COMMISSION_PAYABLE = 'commission_payable',
  PARTNER_PAYABLE = 'partner_payable',
  PAYOUTS_IN_TRANSIT = 'payouts_in_transit',
  REVENUE = 'revenue',
  ADDON_REVENUE = 'addon_revenue',
  BREAKAGE = 'breakage',
  ROUNDING = 'rounding',
  PROMOTIONS = 'promotions',
  COMMISSIONS = 'commissions',
  PARTNER_COMMISSIONS = 'partner_commissions',
}
registerEnumType(LedgerAccountKindEnum, {
  name: 'LedgerAccountKind',
  description: 'Kinds of accounts. There is one for each subject (grant, entity, addon, partner …) and currency.',
  valuesConfig: {
    CASH: { description: 'Money that came in from an entity, or went out to a partner.' },
    EXTERNAL_PAYMENTS: { description: 'What an entity paid for credits outside of the platform.' },
    RECEIVABLES: { description: 'What an entity owes on issued invoices.' },
    UNBILLED: { description: 'What an entity bought on invoice and has not been invoiced yet.' },
    CREDITS: { description: 'What is left of a grant: owed to the entity in services.' },
    RESERVED_CREDITS: { description: 'What of a grant is set aside for purchases under way.' },
    TRANSFERS: { description: 'Credits that moved between entities of an organization; nothing in sum.' },
    COMMISSION_PAYABLE: { description: 'Commission owed to its recipient: an organization, or the platform.' },
    PARTNER_PAYABLE: { description: 'Approved commissions owed to a partner.' },
    PAYOUTS_IN_TRANSIT: { description: 'Payouts that are on their way to a partner.' },
    REVENUE: { description: 'What was sold to an entity; less what addons brought, by organization.' },
    ADDON_REVENUE: { description: 'What an addon brought.' },
    BREAKAGE: { description: 'Paid credits that ran out unspent.' },
    ROUNDING: { description: 'What invoice lines were rounded by.' },
    PROMOTIONS: { description: 'Credits that were given, less those that ran out unspent.' },
    COMMISSIONS: { description: 'Commission on an addon.' },
    PARTNER_COMMISSIONS: { description: 'Commissions of a partner.' },
  },
});

/** The two sides of a transaction. */
export enum LedgerSideEnum {
  DEBIT = 'debit',
  CREDIT = 'credit',
}
registerEnumType(LedgerSideEnum, {
  name: 'LedgerSide',
  description: 'The two sides of a transaction.',
  valuesConfig: {
    DEBIT: { description: 'Grows what is owned and what it cost.' },
    CREDIT: { description: 'Grows what is owed and what was earned.' },
  },
});

@ObjectType('LedgerReference', { description: 'Something that the ledger is about.' })
export class LedgerReferenceType {
  @Field(() => String, { description: 'What it is, e.g. "credit_grant", "invoice".' })
  type!: string;

  @Field(() => ID, { description: 'Its id.' })
  id!: string;
}

@ObjectType('LedgerAccount', { description: 'An account of the ledger, in one currency.' })
export class LedgerAccountType {
  @PublicId(ID_PREFIX.ledgerAccount, { description: 'Id of the account.' })
  id!: string;

  @Field(() => LedgerAccountKindEnum, { description: 'Its kind.' })
  kind!: LedgerAccountKindEnum;

  @Field(() => LedgerReferenceType, { description: 'Whose it is.' })
  subject!: LedgerReferenceType;

  @Field(() => EntityType, {
    nullable: true,
    description: 'The entity in whose books it is; null for those of the tenant alone.',
  })
  entity?: EntityType | null;

  @Field(() => MoneyType, { description: 'All that was debited.' })
  debits!: MoneyType;

  @Field(() => MoneyType, { description: 'All that was credited.' })
  credits!: MoneyType;

  @Field(() => LedgerSideEnum, { description: 'The side on which it grows.' })
  normalSide!: LedgerSideEnum;

  @Field(() => MoneyType, { description: 'The difference of the two, positive on the side on which it grows.' })
  balance!: MoneyType;
}

export const LedgerAccountConnection = connectionOf(LedgerAccountType, 'LedgerAccount');

@ObjectType('LedgerEntry', { description: 'One side of a transaction.' })
export class LedgerEntryType {
  @Field(() => LedgerSideEnum, { description: 'Which side.' })
  side!: LedgerSideEnum;

  @Field(() => LedgerAccountKindEnum, { description: 'The kind of the account.' })
  account!: LedgerAccountKindEnum;

  @Field(() => LedgerReferenceType, { description: 'Whose account it is.' })
  subject!: LedgerReferenceType;

  @Field(() => MoneyType, { description: 'The amount, the same on both sides.' })
  amount!: MoneyType;
}

@ObjectType('LedgerSeal', {
  description: 'Where a batch of transactions stands in the chain that shows whether somebody altered it.',
})
export class LedgerSealType {
  @Field(() => Int, { description: 'Place in the chain, from 1.' })
  position!: number;

  @Field(() => String, { description: 'What the chain comes to up to there: SHA-256, hexadecimal.' })
  hash!: string;

  @Field(() => DateTimeScalar, { description: 'When it was sealed.' })
  sealedAt!: Date;
}

@ObjectType('LedgerTransaction', {
  description: 'An amount that moved from one account to another. It never changes; a correction is another transaction.',
})
export class LedgerTransactionType {
  @PublicId(ID_PREFIX.ledgerTransaction, { description: 'Id of the transaction.' })
  id!: string;

  @Field(() => String, {
    description: 'What was posted, e.g. "credits.captured", "invoice.issued". With the cause it is posted once.',
  })
  kind!: string;

  @Field(() => LedgerReferenceType, { description: 'What it was posted for.' })
  cause!: LedgerReferenceType;

  @Field(() => EntityType, {
    nullable: true,
    description: 'The entity in whose books it is; null for those of the tenant alone.',
  })
  entity?: EntityType | null;

  @Field(() => OrganizationStub, { nullable: true, description: 'The organization it is about, if it is about one.' })
  organization?: OrganizationStub | null;

  @Field(() => MoneyType, { description: 'The amount.' })
  amount!: MoneyType;

  @Field(() => [LedgerEntryType], { description: 'Its two sides, debit in front.' })
  entries!: LedgerEntryType[];

  @Field(() => DateTimeScalar, { description: 'When what it was posted for happened.' })
  occurredAt!: Date;
}

export const LedgerTransactionConnection = connectionOf(LedgerTransactionType, 'LedgerTransaction');

/** Orders of the list of accounts. */
export enum LedgerAccountSortEnum {
  ACCOUNT_ASC = 'accountAsc',
  BALANCE_DESC = 'balanceDesc',
}
registerEnumType(LedgerAccountSortEnum, {
  name: 'LedgerAccountSort',
  description: 'How the list of accounts is sorted.',
  valuesConfig: {
    ACCOUNT_ASC: { description: 'By kind.' },
    BALANCE_DESC: { description: 'Largest balance first, whatever the currency.' },
  },
});

@InputType('LedgerAccountFilter', { description: 'Which accounts to list; conditions add up.' })
export class LedgerAccountFilterInput {
  @Field(() => LedgerAccountKindEnum, { nullable: true, description: 'Only those of this kind.' })
  kind?: LedgerAccountKindEnum | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this subject: a grant, an entity, an addon, a partner …' })
  subjectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those in the books of this entity.' })
  entityId?: string | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Only those in this currency.' })
  currency?: string | null;
}

@ArgsType()
export class LedgerAccountsArgs extends PageArgs {
  @Field(() => LedgerAccountFilterInput, { nullable: true, description: 'Which accounts to list; all when left out.' })
  filter?: LedgerAccountFilterInput;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'As they stood at this moment, by when things happened; as they stand now when left out.',
  })
  asOf?: Date;

  @Field(() => LedgerAccountSortEnum, { defaultValue: LedgerAccountSortEnum.ACCOUNT_ASC, description: 'How to sort.' })
  sort!: LedgerAccountSortEnum;
}

/** Orders of the list of transactions. */
export enum LedgerTransactionSortEnum {
  POSTED_DESC = 'postedDesc',
  POSTED_ASC = 'postedAsc',
}
registerEnumType(LedgerTransactionSortEnum, {
  name: 'LedgerTransactionSort',
  description: 'How the list of transactions is sorted.',
  valuesConfig: {
    POSTED_DESC: { description: 'Posted last first.' },
    POSTED_ASC: { description: 'Posted first first.' },
  },
});

@InputType('LedgerTransactionFilter', { description: 'Which transactions to list; conditions add up.' })
export class LedgerTransactionFilterInput {
  @Field(() => ID, { nullable: true, description: 'Only those about this organization.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those in the books of this entity.' })
  entityId?: string | null;

  @Field(() => LedgerAccountKindEnum, { nullable: true, description: 'Only those with an account of this kind on one side.' })
  account?: LedgerAccountKindEnum | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Only those with an account of this subject (of the kind, where that is given) on one side.',
  })
  subjectId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those posted for this: a grant, a reservation, an invoice, a payment …' })
  causeId?: string | null;

  @Field(() => String, { nullable: true, description: 'Only those of this kind, e.g. "credits.expired".' })
  kind?: string | null;

  @Field(() => CurrencyCodeScalar, { nullable: true, description: 'Only those in this currency.' })
  currency?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Happened not before this.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Happened before this.' })
  until?: Date | null;
}

@ArgsType()
export class LedgerTransactionsArgs extends PageArgs {
  @Field(() => LedgerTransactionFilterInput, { nullable: true, description: 'Which transactions to list; all when left out.' })
  filter?: LedgerTransactionFilterInput;

  @Field(() => LedgerTransactionSortEnum, { defaultValue: LedgerTransactionSortEnum.POSTED_DESC, description: 'How to sort.' })
  sort!: LedgerTransactionSortEnum;
}
