import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { MoneyInput } from '../../../platform/graphql/money.types.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { LimitPeriodEnum } from '../limits/limit-period.types.ts';
import { TeamType } from './team.types.ts';

export const TeamConnection = connectionOf(TeamType, 'Team');

@InputType('TeamFilter', { description: 'Which teams to list; conditions add up.' })
export class TeamFilterInput {
  @Field(() => ID, { nullable: true, description: 'Id of an organization; for staff of the tenant, who see all of them.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those that spend of this entity alone.' })
  entityId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those that this person is in.' })
  userId?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those across entities, or only those of one entity.' })
  isAcrossEntities?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those that are archived, or only those that are not.' })
  isArchived?: boolean | null;

  @Field(() => String, { nullable: true, description: 'Part of the name.' })
  search?: string | null;
}

/** Orders of the list of teams. */
export enum TeamSortEnum {
  NAME_ASC = 'nameAsc',
  CREATED_AT_DESC = 'createdAtDesc',
  CREATED_AT_ASC = 'createdAtAsc',
}
registerEnumType(TeamSortEnum, {
  name: 'TeamSort',
  description: 'How the list of teams is sorted.',
  valuesConfig: {
    NAME_ASC: { description: 'By name, A to Z.' },
    CREATED_AT_DESC: { description: 'Newest first.' },
    CREATED_AT_ASC: { description: 'Oldest first.' },
  },
});

@ArgsType()
export class TeamsArgs extends PageArgs {
  @Field(() => TeamFilterInput, { nullable: true, description: 'Which teams to list; all in view when left out.' })
  filter?: TeamFilterInput;

  @Field(() => TeamSortEnum, { defaultValue: TeamSortEnum.NAME_ASC, description: 'How to sort.' })
  sort!: TeamSortEnum;
}

const LIMIT = 'What it may spend in a period; null takes its limits away.';
const LIMIT_PERIOD = 'Over what the limit counts; MONTH when left out.';

@InputType('CreateTeamInput', { description: 'What a new team is made of.' })
export class CreateTeamInput {
  @Field(() => ID, {
    nullable: true,
    description: 'The organization it belongs to; the caller’s own when left out. Staff of the tenant must name it.',
  })
  organizationId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The only entity it is to spend of; left out for a team across the entities of the organization.',
  })
  entityId?: string | null;

  @Field(() => String, { description: 'Name, 1 to 120 characters, of no other team of the organization.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for, at most 1,000 characters.' })
  description?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: LIMIT })
  creditLimit?: MoneyInput | null;

  @Field(() => LimitPeriodEnum, { nullable: true, description: LIMIT_PERIOD })
  creditLimitPeriod?: LimitPeriodEnum | null;
}

@InputType('UpdateTeamInput', { description: 'What is to change in a team; what is left out stays.' })
export class UpdateTeamInput {
  @Field(() => ID, { description: 'Id of the team.' })
  teamId!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was read; refused with CONFLICT when the team was changed since.',
  })
  version?: number | null;

  @Field(() => String, { nullable: true, description: 'Name, 1 to 120 characters, of no other team of the organization.' })
  name?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is for; null takes it away.' })
  description?: string | null;

  @Field(() => MoneyInput, { nullable: true, description: LIMIT })
  creditLimit?: MoneyInput | null;

  @Field(() => LimitPeriodEnum, { nullable: true, description: LIMIT_PERIOD })
  creditLimitPeriod?: LimitPeriodEnum | null;
}

@InputType('DeleteTeamInput', { description: 'A team to be archived.' })
export class DeleteTeamInput {
  @Field(() => ID, { description: 'Id of the team.' })
  teamId!: string;
}

@ObjectType('CreateTeamPayload', { description: 'The team that was created.' })
export class CreateTeamPayload extends MutationPayload {
  @Field(() => TeamType, { nullable: true, description: 'The team; null when it was refused.' })
  team?: TeamType | null;
}

@ObjectType('UpdateTeamPayload', { description: 'The team as it is now.' })
export class UpdateTeamPayload extends MutationPayload {
  @Field(() => TeamType, { nullable: true, description: 'The team; null when the change was refused.' })
  team?: TeamType | null;
}

@ObjectType('DeleteTeamPayload', { description: 'The team that was archived.' })
export class DeleteTeamPayload extends MutationPayload {
  @Field(() => TeamType, { nullable: true, description: 'The team; null when it was refused.' })
  team?: TeamType | null;
}
