import { ArgsType, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyInput } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { EntityType } from '../entities/entities.types.ts';
import { LimitPeriodEnum } from '../limits/limit-period.types.ts';
import { TeamType } from './team.types.ts';

@ObjectType('TeamMove', { description: 'That a person went from one team to another, or a team from one entity to another.' })
export class TeamMoveType {
  @PublicId(ID_PREFIX.teamMove, { description: 'Id of the move.' })
  id!: string;

  @Field(() => TeamType, { nullable: true, description: 'The team that moved, or that the person left.' })
  team?: TeamType | null;

  @PublicId(ID_PREFIX.user, { nullable: true, description: 'Id of the person who moved; null when the team did.' })
  userId!: string | null;

  @Field(() => TeamType, { nullable: true, description: 'Where the person went; null when the team itself moved.' })
  toTeam?: TeamType | null;

  @Field(() => EntityType, {
    nullable: true,
    description: 'What was spent of before; null for all entities of the organization.',
  })
  fromEntity?: EntityType | null;

  @Field(() => EntityType, { nullable: true, description: 'What is spent of since; null for all entities of the organization.' })
  toEntity?: EntityType | null;

  @Field(() => DateTimeScalar, { description: 'When.' })
  movedAt!: Date;
}

export const TeamMoveConnection = connectionOf(TeamMoveType, 'TeamMove');

@InputType('TeamMoveFilter', { description: 'Which moves to list; conditions add up.' })
export class TeamMoveFilterInput {
  @Field(() => ID, { nullable: true, description: 'Id of an organization; for staff of the tenant, who see all of them.' })
  organizationId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this team, from it or to it.' })
  teamId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Only those of this person.' })
  userId?: string | null;
}

/** Orders of the list of moves. */
export enum TeamMoveSortEnum {
  MOVED_AT_DESC = 'movedAtDesc',
  MOVED_AT_ASC = 'movedAtAsc',
}
registerEnumType(TeamMoveSortEnum, {
  name: 'TeamMoveSort',
  description: 'How the list of moves is sorted.',
  valuesConfig: {
    MOVED_AT_DESC: { description: 'Latest first.' },
    MOVED_AT_ASC: { description: 'Earliest first.' },
  },
});

@ArgsType()
export class TeamMovesArgs extends PageArgs {
  @Field(() => TeamMoveFilterInput, { nullable: true, description: 'Which moves to list; all in view when left out.' })
  filter?: TeamMoveFilterInput;

  @Field(() => TeamMoveSortEnum, { defaultValue: TeamMoveSortEnum.MOVED_AT_DESC, description: 'How to sort.' })
  sort!: TeamMoveSortEnum;
}

@InputType('MoveTeamInput', { description: 'A team that is to spend of another entity from now on.' })
export class MoveTeamInput {
  @Field(() => ID, { description: 'Id of the team.' })
  teamId!: string;

  @Field(() => ID, { nullable: true, description: 'The entity, of the same organization; null for all of its entities.' })
  entityId?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The version that was read; refused with CONFLICT when the team was changed since.',
  })
  version?: number | null;
}

@InputType('MoveTeamMemberInput', { description: 'A person who is to be in another team from now on.' })
export class MoveTeamMemberInput {
  @Field(() => ID, { description: 'Id of the team that the person is in.' })
  fromTeamId!: string;

  @Field(() => ID, { description: 'Id of the other team, of the same organization.' })
  toTeamId!: string;

  @Field(() => ID, { description: 'Id of the person.' })
  userId!: string;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'What the person may spend there in a period; null for no limit. When left out, their limits move along.',
  })
  creditLimit?: MoneyInput | null;

  @Field(() => LimitPeriodEnum, { nullable: true, description: 'Over what the limit counts; MONTH when left out.' })
  creditLimitPeriod?: LimitPeriodEnum | null;
}

@ObjectType('MoveTeamPayload', { description: 'The team as it is now.' })
export class MoveTeamPayload extends MutationPayload {
  @Field(() => TeamType, { nullable: true, description: 'The team; null when the move was refused.' })
  team?: TeamType | null;
}
