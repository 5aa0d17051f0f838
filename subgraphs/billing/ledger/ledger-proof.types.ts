import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { LedgerAccountKindEnum } from './ledger.types.ts';

/** Kinds of differences between ledger and chain. */
export enum LedgerChainDifferenceKindEnum {
  ALTERED = 'altered',
  REMOVED = 'removed',
  INSERTED = 'inserted',
  CHAIN_BROKEN = 'chainBroken',
  HEAD_MISMATCH = 'headMismatch',
}
registerEnumType(LedgerChainDifferenceKindEnum, {
  name: 'LedgerChainDifferenceKind',
  description: 'How ledger and chain disagree.',
  valuesConfig: {
    ALTERED: { description: 'The batch is not what was sealed.' },
    REMOVED: { description: 'The batch that was sealed is gone.' },
    INSERTED: { description: 'The batch was put into the ledger past the platform: no seal knows it, and none is to come.' },
    CHAIN_BROKEN: { description: 'The seal does not follow from the one before: seals were changed, removed or added.' },
    HEAD_MISMATCH: { description: 'The chain does not lead through the head that was noted down: it was made anew.' },
  },
});

@ObjectType('LedgerTotal', { description: 'What all accounts of a kind come to, in one currency.' })
export class LedgerTotalType {
  @Field(() => LedgerAccountKindEnum, { description: 'The kind of accounts.' })
  account!: LedgerAccountKindEnum;

  @Field(() => MoneyType, { description: 'All that was debited.' })
  debits!: MoneyType;

  @Field(() => MoneyType, { description: 'All that was credited.' })
  credits!: MoneyType;
}

@ObjectType('LedgerDifference', { description: 'Where the ledger and what it stands for disagree.' })
export class LedgerDifferenceType {
  @Field(() => String, { description: 'What was compared, e.g. "grant.remaining", "entity.receivables".' })
  compared!: string;

  @Field(() => ID, { description: 'Whose, as the database knows it.' })
  subjectId!: string;

  @Field(() => DecimalScalar, { description: 'What the ledger says.' })
  ledger!: string;

  @Field(() => DecimalScalar, { description: 'What is recorded where it is used.' })
  recorded!: string;
}

@ObjectType('LedgerChainDifference', { description: 'A place where ledger and chain disagree.' })
export class LedgerChainDifferenceType {
  @Field(() => LedgerChainDifferenceKindEnum, { description: 'How they disagree.' })
  kind!: LedgerChainDifferenceKindEnum;

  @Field(() => Int, { nullable: true, description: 'Place in the chain; null for a batch that no seal knows.' })
  position!: number | null;

  @PublicId(ID_PREFIX.ledgerBatch, { nullable: true, description: 'The batch it is about; null when it is about seals alone.' })
  entryId!: string | null;
}

@ObjectType('LedgerChainHead', {
  description: 'The end of the chain. Noted down elsewhere, it lets nobody make the chain anew unnoticed.',
})
export class LedgerChainHeadType {
  @Field(() => Int, { description: 'How many batches are sealed.' })
  position!: number;

  @Field(() => String, { description: 'What they come to: SHA-256, hexadecimal.' })
  hash!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the last of them was sealed; null before the first.' })
  sealedAt!: Date | null;
}

@ObjectType('LedgerProof', { description: 'What a check of the ledger found.' })
export class LedgerProofType {
  @Field(() => Boolean, {
    description: 'Whether nothing was found; of the chain, in this step: ask until isComplete to have checked all.',
  })
  isIntact!: boolean;

  @Field(() => Boolean, { description: 'Whether debits and credits are equal in every currency.' })
  isBalanced!: boolean;

  @Field(() => [LedgerTotalType], { description: 'The trial balance: what each kind of account comes to.' })
  totals!: LedgerTotalType[];

  @Field(() => [LedgerDifferenceType], {
    description: 'Where the ledger disagrees with grants, balances, reservations and invoices: none. The first hundred.',
  })
  differences!: LedgerDifferenceType[];

  @Field(() => Boolean, { description: 'Whether the end of the chain was reached.' })
  isComplete!: boolean;

  @Field(() => LedgerChainHeadType, { description: 'The end of the chain.' })
  head!: LedgerChainHeadType;

  @Field(() => Int, { description: 'Batches checked in this step.' })
  checkedCount!: number;

  @Field(() => Int, { description: 'Place in the chain up to which this step and those before have checked.' })
  checkedThrough!: number;

  @Field(() => Int, { description: 'Batches that wait to be sealed, seconds at most; counted up to 10,000.' })
  unsealedCount!: number;

  @Field(() => String, { nullable: true, description: 'For `after` of the next step; null once the check is complete.' })
  cursor!: string | null;

  @Field(() => [LedgerChainDifferenceType], {
    description: 'Where ledger and chain disagree: nowhere. The first twenty of this step.',
  })
  chainDifferences!: LedgerChainDifferenceType[];
}

@InputType('LedgerKnownHead', { description: 'A head that an earlier check answered and somebody noted down.' })
export class LedgerKnownHeadInput {
  @Field(() => Int, { description: 'Its position.' })
  position!: number;

  @Field(() => String, { description: 'Its hash, hexadecimal.' })
  hash!: string;
}

@ArgsType()
export class LedgerProofArgs {
  @Field(() => Int, { defaultValue: 10_000, description: 'How many batches to check against the chain, 1 to 100,000.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor of the step before; from the beginning when left out.' })
  after?: string;

  @Field(() => LedgerKnownHeadInput, {
    nullable: true,
    description: 'A head noted down earlier that the chain must lead through.',
  })
  knownHead?: LedgerKnownHeadInput;
}
