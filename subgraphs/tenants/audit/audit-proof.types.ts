import { ArgsType, Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';

/** Kinds of differences between log and chain. */
export enum AuditDifferenceKindEnum {
  ALTERED = 'altered',
  REMOVED = 'removed',
  INSERTED = 'inserted',
  CHAIN_BROKEN = 'chainBroken',
  HEAD_MISMATCH = 'headMismatch',
}
registerEnumType(AuditDifferenceKindEnum, {
  name: 'AuditDifferenceKind',
  description: 'How log and chain disagree.',
  valuesConfig: {
    ALTERED: { description: 'The entry is not what was sealed.' },
    REMOVED: { description: 'The entry that was sealed is gone.' },
    INSERTED: { description: 'The entry was put into the log past the platform: no seal knows it, and none is to come.' },
    CHAIN_BROKEN: { description: 'The seal does not follow from the one before: seals were changed, removed or added.' },
    HEAD_MISMATCH: { description: 'The chain does not lead through the head that was noted down: it was made anew.' },
  },
});

@ObjectType('AuditDifference', { description: 'A place where log and chain disagree.' })
export class AuditDifferenceType {
  @Field(() => AuditDifferenceKindEnum, { description: 'How they disagree.' })
  kind!: AuditDifferenceKindEnum;

  @Field(() => Int, { nullable: true, description: 'Place in the chain; null for an entry that no seal knows.' })
  position!: number | null;

  @PublicId(ID_PREFIX.auditEntry, { nullable: true, description: 'The entry it is about; null when it is about seals alone.' })
  entryId!: string | null;
}

@ObjectType('AuditChainHead', {
  description: 'The end of a chain. Noted down elsewhere, it lets nobody make the chain anew unnoticed.',
})
export class AuditChainHeadType {
  @Field(() => Int, { description: 'How many entries are sealed.' })
  position!: number;

  @Field(() => String, { description: 'What they come to: SHA-256, hexadecimal.' })
  hash!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the last of them was sealed; null before the first.' })
  sealedAt!: Date | null;
}

@ObjectType('AuditProof', { description: 'What a check of the audit log against its chain found.' })
export class AuditProofType {
  @Field(() => Boolean, { description: 'Whether nothing was found in this step; ask until isComplete to have checked all.' })
  isIntact!: boolean;

  @Field(() => Boolean, { description: 'Whether the end of the chain was reached.' })
  isComplete!: boolean;

  @Field(() => AuditChainHeadType, { description: 'The end of the chain.' })
  head!: AuditChainHeadType;

  @Field(() => Int, { description: 'Entries checked in this step.' })
  checkedCount!: number;

  @Field(() => Int, { description: 'Place in the chain up to which this step and those before have checked.' })
  checkedThrough!: number;

  @Field(() => Int, { description: 'Entries that wait to be sealed, seconds at most; counted up to 10,000.' })
  unsealedCount!: number;

  @Field(() => String, { nullable: true, description: 'For `after` of the next step; null once the check is complete.' })
  cursor!: string | null;

  @Field(() => Int, { description: 'How many differences this step found.' })
  differenceCount!: number;

  @Field(() => [AuditDifferenceType], { description: 'The first 20 of them.' })
  differences!: AuditDifferenceType[];
}

@InputType('AuditKnownHead', { description: 'A head that an earlier check answered and somebody noted down.' })
export class AuditKnownHeadInput {
  @Field(() => Int, { description: 'Its position.' })
  position!: number;

  @Field(() => String, { description: 'Its hash, hexadecimal.' })
  hash!: string;
}

@ArgsType()
export class AuditProofArgs {
  @Field(() => Int, { defaultValue: 10_000, description: 'How many entries to check, 1 to 100,000.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The cursor of the step before; from the beginning when left out.' })
  after?: string;

  @Field(() => AuditKnownHeadInput, {
    nullable: true,
    description: 'A head noted down earlier that the chain must lead through.',
  })
  knownHead?: AuditKnownHeadInput;
}
