import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar, DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { EntityType } from '../entities/entities.types.ts';

@ObjectType('CreditStatementLine', { description: 'A movement of what an entity can spend.' })
export class CreditStatementLineType {
  @PublicId(ID_PREFIX.ledgerTransaction, { description: 'Id of the transaction of the ledger that it is.' })
  id!: string;

  @Field(() => String, { description: 'What happened, e.g. "credits.granted", "credits.spent", "credits.reserved".' })
  kind!: string;

  @Field(() => String, { description: 'What it happened for, e.g. "credit_spend".' })
  causeType!: string;

  @Field(() => ID, { description: 'Its id; of a charge, what explainAmount takes.' })
  causeId!: string;

  @PublicId(ID_PREFIX.creditGrant, { description: 'The grant that rose or fell.' })
  grantId!: string;

  @Field(() => MoneyType, { description: 'By how much; negative when it fell.' })
  change!: MoneyType;

  @Field(() => DateTimeScalar, { description: 'When.' })
  occurredAt!: Date;
}

export const CreditStatementLineConnection = connectionOf(CreditStatementLineType, 'CreditStatementLine');

@ObjectType('CreditUtilization', { description: 'What came to an entity’s credits in a span of time, and what became of them.' })
export class CreditUtilizationType {
  @Field(() => EntityType, { nullable: true, description: 'The entity.' })
  entity?: EntityType | null;

  @Field(() => DateTimeScalar, { description: 'Start of the span; belongs to it.' })
  start!: Date;

  @Field(() => DateTimeScalar, { description: 'End of the span; does not.' })
  end!: Date;

  @Field(() => MoneyType, { description: 'Granted: bought or given.' })
  granted!: MoneyType;

  @Field(() => MoneyType, { description: 'Received from other entities.' })
  received!: MoneyType;

  @Field(() => MoneyType, { description: 'Spent.' })
  spent!: MoneyType;

  @Field(() => MoneyType, { description: 'Ran out unspent.' })
  expired!: MoneyType;

  @Field(() => MoneyType, { description: 'Taken back or refunded.' })
  voided!: MoneyType;

  @Field(() => MoneyType, { description: 'Handed on to other entities.' })
  transferred!: MoneyType;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'Spent, as a share of what was spent, ran out or was taken back, e.g. "0.9200"; null when nothing was.',
  })
  utilization!: string | null;
}

@ObjectType('CreditForecast', {
  description: 'When credits run out if they are spent as in the days before, and what that rests on.',
})
export class CreditForecastType {
  @Field(() => EntityType, { nullable: true, description: 'The entity.' })
  entity?: EntityType | null;

  @Field(() => MoneyType, { description: 'Can be spent now.' })
  available!: MoneyType;

  @Field(() => Int, { description: 'How many days it rests on.' })
  basisDays!: number;

  @Field(() => MoneyType, { description: 'What was spent in those days.' })
  basisSpent!: MoneyType;

  @Field(() => MoneyType, { description: 'What that is on an average day.' })
  averagePerDay!: MoneyType;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'The end of the day on which nothing is left; null when nothing was spent, or when they outlast ten years.',
  })
  depletesAt!: Date | null;

  @Field(() => MoneyType, { description: 'What expires unspent until then.' })
  expiringUnspent!: MoneyType;
}

@ArgsType()
export class CreditUtilizationArgs {
  @Field(() => ID, { description: 'Id of the entity.' })
  entityId!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Start of the span; 30 days before its end when left out.' })
  start?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'End of the span; now when left out.' })
  end?: Date;
}
