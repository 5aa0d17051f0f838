import { Arg, Args, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import { limitsOf } from '../limits/limits.loaders.ts';
import { toLimitType } from '../limits/limits.resolver.ts';
import { CreditLimitType } from '../limits/limits.types.ts';
import { addTeamMember } from './add-team-member.ts';
import { removeTeamMember, updateTeamMember } from './change-team-member.ts';
import type { Team, TeamMember } from './team.ts';
import {
  AddTeamMemberInput,
  RemoveTeamMemberInput,
  TeamMemberConnection,
  TeamMemberPayload,
  TeamMembersArgs,
  TeamMemberType,
  type TeamRoleEnum,
  UpdateTeamMemberInput,
} from './team-members.types.ts';
import { TeamType } from './team.types.ts';
import { membersOfTeam, teamById } from './teams.loaders.ts';

/** People in teams. */
@Resolver(() => TeamMemberType)
export class TeamMembersResolver {
  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => TeamMemberPayload, {
    description:
      'Puts a person of the organization into a team. Refused with NOT_FOUND, TEAM_ARCHIVED, ALREADY_IN_TEAM, CURRENCY_MISMATCH or VALIDATION_FAILED.',
  })
  async addTeamMember(
    @Arg('input', () => AddTeamMemberInput, { description: 'Who, and as what.' }) input: AddTeamMemberInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { member: toMemberType(await addTeamMember(context, { ...input, ...placeIn(input) })) };
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => TeamMemberPayload, {
    description:
      'Changes what a person is in a team. Refused with NOT_FOUND, TEAM_ARCHIVED, CURRENCY_MISMATCH or VALIDATION_FAILED.',
  })
  async updateTeamMember(
    @Arg('input', () => UpdateTeamMemberInput, { description: 'What is to change.' }) input: UpdateTeamMemberInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { member: toMemberType(await updateTeamMember(context, { ...input, ...placeIn(input) })) };
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => TeamMemberPayload, {
    description: 'Takes a person out of a team; what they spent for it stays with it. Refused with NOT_FOUND or TEAM_ARCHIVED.',
  })
  async removeTeamMember(
    @Arg('input', () => RemoveTeamMemberInput, { description: 'Who, of which team.' }) input: RemoveTeamMemberInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { member: toMemberType(await removeTeamMember(context, placeIn(input))) };
  }

  @FieldResolver()
  team(@Root() member: TeamMember, @Ctx() context: RequestContext): Promise<Team | null> {
    return teamById(context, member.teamId);
  }

  @FieldResolver()
  async creditLimits(@Root() member: TeamMember, @Ctx() context: RequestContext): Promise<CreditLimitType[]> {
    const { organizationId, teamId, userId } = member;
    return (await limitsOf(context, { organizationId, entityId: null, teamId, userId })).map(toLimitType);
  }
}

/** What teams have below them. */
@Resolver(() => TeamType)
export class TeamPeopleResolver {
  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => TeamMemberConnection, { nullable: true, description: 'Its people, earliest first.' })
  async members(
    @Root() team: Team,
    @Args(() => TeamMembersArgs) args: TeamMembersArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<TeamMemberType>> {
    return toConnection(TeamMemberConnection, await membersOfTeam(context, team.id, args), toMemberType);
  }

  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => [CreditLimitType], { nullable: true, description: 'What the team may spend.' })
  async creditLimits(@Root() team: Team, @Ctx() context: RequestContext): Promise<CreditLimitType[]> {
    const { id: teamId, organizationId } = team;
    return (await limitsOf(context, { organizationId, entityId: null, teamId, userId: null })).map(toLimitType);
  }
}

/** A membership as the graph shows it. */
export function toMemberType(member: TeamMember): TeamMemberType & Omit<TeamMember, 'role'> {
  return { ...member, role: member.role as TeamRoleEnum };
}

function placeIn(input: { teamId: string; userId: string }): { teamId: Uuid; userId: Uuid } {
  return { teamId: decodeId(ID_PREFIX.team, input.teamId, 'teamId'), userId: decodeId(ID_PREFIX.user, input.userId, 'userId') };
}
