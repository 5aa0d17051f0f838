import { Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { EntityType } from '../entities/entities.types.ts';

/** Whether credits were paid for. */
export enum CreditGrantKindEnum {
  PURCHASED = 'purchased',
  PROMOTIONAL = 'promotional',
}
registerEnumType(CreditGrantKindEnum, {
  name: 'CreditGrantKind',
  description: 'Whether credits were paid for.',
  valuesConfig: {
    PURCHASED: { description: 'They were paid for.' },
    PROMOTIONAL: { description: 'They were given.' },
  },
});

@ObjectType('CreditBalance', {
  description: 'What an entity has. Always: granted = available + scheduled + reserved + spent + expired + voided + transferred.',
})
export class CreditBalanceType {
  @Field(() => MoneyType, { description: 'Can be spent now.' })
  available!: MoneyType;

  @Field(() => MoneyType, { description: 'Granted, but not in force yet.' })
  scheduled!: MoneyType;

  @Field(() => MoneyType, { description: 'Set aside for purchases under way.' })
  reserved!: MoneyType;

  @Field(() => MoneyType, { description: 'Spent.' })
  spent!: MoneyType;

  @Field(() => MoneyType, { description: 'Ran out before it was spent.' })
  expired!: MoneyType;

  @Field(() => MoneyType, { description: 'Taken back or refunded.' })
  voided!: MoneyType;

  @Field(() => MoneyType, { description: 'Handed on to other entities.' })
  transferred!: MoneyType;

  @Field(() => MoneyType, { description: 'All that was ever granted.' })
  granted!: MoneyType;

  @Field(() => MoneyType, { description: 'Bought on invoice beside the credits, not invoiced yet.' })
  accrued!: MoneyType;
}

@ObjectType('CreditGrant', {
  description:
    'Credits given to an entity at one time. Always: amount = remaining + reserved + spent + expired + voided + transferred.',
})
export class CreditGrantType {
  @PublicId(ID_PREFIX.creditGrant, { description: 'Id of the grant.' })
  id!: string;

  @Field(() => EntityType, { nullable: true, description: 'The entity that has it.' })
  entity?: EntityType | null;

  @Field(() => MoneyType, { description: 'What was granted.' })
  amount!: MoneyType;

  @Field(() => MoneyType, { description: 'What is left of it.' })
  remaining!: MoneyType;

  @Field(() => MoneyType, { description: 'Set aside for purchases under way.' })
  reserved!: MoneyType;

  @Field(() => MoneyType, { description: 'Spent.' })
  spent!: MoneyType;

  @Field(() => MoneyType, { description: 'Ran out before it was spent.' })
  expired!: MoneyType;

  @Field(() => MoneyType, { description: 'Taken back or refunded.' })
  voided!: MoneyType;

  @Field(() => MoneyType, { description: 'Handed on to other entities.' })
  transferred!: MoneyType;

  @Field(() => CreditGrantKindEnum, { description: 'Whether it was paid for.' })
  kind!: CreditGrantKindEnum;

  @Field(() => Int, {
    description: 'Its place in the order of spending: lower first, then what expires first, then what was granted first.',
  })
  priority!: number;

  @Field(() => DateTimeScalar, { description: 'From when it can be spent.' })
  effectiveAt!: Date;

  @Field(() => DateTimeScalar, { description: 'The first instant at which it can no longer be spent.' })
  expiresAt!: Date;

  @Field(() => DateTimeScalar, { description: 'When it was granted.' })
  createdAt!: Date;
}

export const CreditGrantConnection = connectionOf(CreditGrantType, 'CreditGrant');

@InputType('GrantCreditsInput', { description: 'Credits to be given to an entity.' })
export class GrantCreditsInput {
  @Field(() => ID, { description: 'The entity that gets them.' })
  entityId!: string;

  @Field(() => MoneyInput, { description: 'How much, in the entity’s currency and payable in it (no fractions of a cent).' })
  amount!: MoneyInput;

  @Field(() => CreditGrantKindEnum, { description: 'Whether they were paid for.' })
  kind!: CreditGrantKindEnum;

  @Field(() => Int, { nullable: true, description: 'Place in the order of spending, lower first; 0 when left out.' })
  priority?: number | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From when they can be spent; at once when left out.' })
  effectiveAt?: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When they expire; twelve months after they take effect when left out.',
  })
  expiresAt?: Date | null;

  @Field(() => String, {
    description: 'Chosen by the sender, unique in the organization: a repeat answers the first grant and adds nothing.',
  })
  idempotencyKey!: string;
}

@ObjectType('GrantCreditsPayload', { description: 'The grant that was made.' })
export class GrantCreditsPayload extends MutationPayload {
  @Field(() => CreditGrantType, { nullable: true, description: 'The grant; null when it was refused.' })
  creditGrant?: CreditGrantType | null;

  @Field(() => EntityType, { nullable: true, description: 'The entity with its new balance; null when it was refused.' })
  entity?: EntityType | null;
}
