import { ArgsType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { connectionOf, PageArgs } from '../../../platform/graphql/connection.types.ts';
import { PublicId } from '../../../platform/graphql/federation.ts';
import { MoneyInput } from '../../../platform/graphql/money.types.ts';
import { DateTimeScalar } from '../../../platform/graphql/scalars.ts';
import { MutationPayload } from '../../../platform/graphql/user-error.types.ts';
import { CreditLimitType } from '../limits/limits.types.ts';
import { LimitPeriodEnum } from '../limits/limit-period.types.ts';
import { TeamType } from './team.types.ts';

/** What somebody is in a team. */
export enum TeamRoleEnum {
  LEAD = 'lead',
  MEMBER = 'member',
}
registerEnumType(TeamRoleEnum, {
  name: 'TeamRole',
  description: 'What a person is in a team. What somebody may do follows from the role in the organization.',
  valuesConfig: {
    LEAD: { description: 'Answers for what the team spends.' },
    MEMBER: { description: 'Spends for it.' },
  },
});

@ObjectType('TeamMember', { description: 'A person in a team, from joining to leaving.' })
export class TeamMemberType {
  @PublicId(ID_PREFIX.user, { description: 'Id of the person.' })
  userId!: string;

  @Field(() => TeamType, { nullable: true, description: 'The team.' })
  team?: TeamType | null;

  @Field(() => TeamRoleEnum, { description: 'What the person is in the team.' })
  role!: TeamRoleEnum;

  @Field(() => Boolean, { description: 'Whether a seat is taken for the person.' })
  hasSeat!: boolean;

  @Field(() => Boolean, { description: 'Whether the person spends for this team when none is named.' })
  isDefault!: boolean;

  @Field(() => DateTimeScalar, { description: 'Since when the person is in the team.' })
  joinedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when the person was in the team; null for who is in it.' })
  leftAt!: Date | null;

  @Field(() => [CreditLimitType], { nullable: true, description: 'What the person may spend for the team.' })
  creditLimits?: CreditLimitType[] | null;
}

export const TeamMemberConnection = connectionOf(TeamMemberType, 'TeamMember');

@ArgsType()
export class TeamMembersArgs extends PageArgs {
  @Field(() => Boolean, { defaultValue: false, description: 'Whether to list those as well who left.' })
  includesFormer!: boolean;
}

@InputType('AddTeamMemberInput', { description: 'Somebody who is to be in a team.' })
export class AddTeamMemberInput {
  @Field(() => ID, { description: 'Id of the team.' })
  teamId!: string;

  @Field(() => ID, { description: 'Id of the person, who belongs to the organization.' })
  userId!: string;

  @Field(() => TeamRoleEnum, { nullable: true, description: 'What the person is in the team; MEMBER when left out.' })
  role?: TeamRoleEnum | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a seat is taken for the person; false when left out.' })
  hasSeat?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the person spends for this team when none is named; of one team in an organization at most.',
  })
  isDefault?: boolean | null;

  @Field(() => MoneyInput, { nullable: true, description: 'What the person may spend for the team in a period.' })
  creditLimit?: MoneyInput | null;

  @Field(() => LimitPeriodEnum, { nullable: true, description: 'Over what the limit counts; MONTH when left out.' })
  creditLimitPeriod?: LimitPeriodEnum | null;
}

@InputType('UpdateTeamMemberInput', { description: 'What is to change for a person in a team; what is left out stays.' })
export class UpdateTeamMemberInput {
  @Field(() => ID, { description: 'Id of the team.' })
  teamId!: string;

  @Field(() => ID, { description: 'Id of the person.' })
  userId!: string;

  @Field(() => TeamRoleEnum, { nullable: true, description: 'What the person is in the team.' })
  role?: TeamRoleEnum | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether a seat is taken for the person.' })
  hasSeat?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the person spends for this team when none is named.' })
  isDefault?: boolean | null;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'What the person may spend for the team in a period; null takes the limits away.',
  })
  creditLimit?: MoneyInput | null;

  @Field(() => LimitPeriodEnum, { nullable: true, description: 'Over what the limit counts; MONTH when left out.' })
  creditLimitPeriod?: LimitPeriodEnum | null;
}

@InputType('RemoveTeamMemberInput', { description: 'Somebody who is to leave a team.' })
export class RemoveTeamMemberInput {
  @Field(() => ID, { description: 'Id of the team.' })
  teamId!: string;

  @Field(() => ID, { description: 'Id of the person.' })
  userId!: string;
}

@ObjectType('TeamMemberPayload', { description: 'A membership as a change left it.' })
export class TeamMemberPayload extends MutationPayload {
  @Field(() => TeamMemberType, { nullable: true, description: 'The membership; null when the change was refused.' })
  member?: TeamMemberType | null;
}
