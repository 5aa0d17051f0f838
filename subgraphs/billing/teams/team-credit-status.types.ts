import { Field, ObjectType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { EntityType } from '../entities/entities.types.ts';
import { TeamType } from './team.types.ts';

@ObjectType('TeamUsage', { description: 'What a team spent of an entity by a person in a month, with what is set aside.' })
export class TeamUsageType {
  @PublicId(ID_PREFIX.user, { nullable: true, description: 'Id of the person; null for what nobody in particular spent.' })
  userId!: string | null;

  @Field(() => EntityType, {
    nullable: true,
    description: 'The entity that paid, where it was spent, whatever the team spends of today.',
  })
  entity?: EntityType | null;

  @Field(() => MoneyType, { description: 'How much.' })
  used!: MoneyType;
}

@ObjectType('TeamCreditStatus', { description: 'How a team stands in a month. Currencies are never added up.' })
export class TeamCreditStatusType {
  @Field(() => TeamType, { description: 'The team, with its limits.' })
  team!: TeamType;

  @Field(() => String, { description: 'The month, e.g. "2026-03".' })
  month!: string;

  @Field(() => [MoneyType], { description: 'What it spent in all, by currency.' })
  used!: MoneyType[];

  @Field(() => [TeamUsageType], { description: 'What that consists of, by currency and the most in front; 1,000 at most.' })
  parts!: TeamUsageType[];
}

@ObjectType('TeamUtilization', {
  description: 'What a team spent in a month in one currency, and how much of its limit that is.',
})
export class TeamUtilizationType {
  @Field(() => TeamType, { nullable: true, description: 'The team.' })
  team?: TeamType | null;

  @Field(() => String, { description: 'The month, e.g. "2026-03".' })
  month!: string;

  @Field(() => MoneyType, { description: 'What it spent, with what is set aside.' })
  used!: MoneyType;

  @Field(() => MoneyType, { nullable: true, description: 'What it may spend in a month; null without such a limit.' })
  limit!: MoneyType | null;

  @Field(() => DecimalScalar, {
    nullable: true,
    description: 'What it spent as a share of the limit, e.g. "0.8000"; null without one.',
  })
  utilization!: string | null;
}
