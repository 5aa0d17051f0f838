import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { organizationInView } from '../caller-organization.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { moveTeam } from './move-team.ts';
import { moveTeamMember } from './move-team-member.ts';
import type { Team } from './team.ts';
import { toMemberType } from './team-members.resolver.ts';
import { TeamMemberPayload } from './team-members.types.ts';
import { listTeamMoves, MOVE_ORDERS, type TeamMove } from './team-moves.query.ts';
import {
  MoveTeamInput,
  MoveTeamMemberInput,
  MoveTeamPayload,
  TeamMoveConnection,
  TeamMovesArgs,
  TeamMoveType,
} from './team-moves.types.ts';
import { teamById } from './teams.loaders.ts';

/** Moves of people between teams, and of teams between entities. */
@Resolver(() => TeamMoveType)
export class TeamMovesResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => TeamMoveConnection, {
    description:
      'Who moved from where to where in the caller’s organization; for staff of the tenant in all, or in the one named.',
  })
  async teamMoves(
    @Args(() => TeamMovesArgs) args: TeamMovesArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<TeamMoveType>> {
    const asked = decodeOptionalId(ID_PREFIX.organization, args.filter?.organizationId, 'filter.organizationId');
    const filter = {
      organizationId: organizationInView(context, asked, 'filter.organizationId'),
      teamId: decodeOptionalId(ID_PREFIX.team, args.filter?.teamId, 'filter.teamId'),
      userId: decodeOptionalId(ID_PREFIX.user, args.filter?.userId, 'filter.userId'),
    };
    return toConnection(
      TeamMoveConnection,
      await listTeamMoves(context.session, filter, MOVE_ORDERS[args.sort], args),
      (move) => move,
    );
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => MoveTeamPayload, {
    description:
      'Lets a team spend of another entity of its organization, or of all; what it spent stays with the entity that paid. Refused with NOT_FOUND, TEAM_ARCHIVED, CONFLICT or CURRENCY_MISMATCH.',
  })
  async moveTeam(
    @Arg('input', () => MoveTeamInput, { description: 'Which team, and where to.' }) input: MoveTeamInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const teamId = decodeId(ID_PREFIX.team, input.teamId, 'teamId');
    const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId') ?? null;
    return { team: await moveTeam(context, { teamId, entityId, version: input.version }) };
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => TeamMemberPayload, {
    description:
      'Moves a person to another team; what they spent stays with the team for which they did. Refused with NOT_FOUND, TEAM_ARCHIVED, ALREADY_IN_TEAM, CURRENCY_MISMATCH or VALIDATION_FAILED.',
  })
  async moveTeamMember(
    @Arg('input', () => MoveTeamMemberInput, { description: 'Who, and where to.' }) input: MoveTeamMemberInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const fromTeamId = decodeId(ID_PREFIX.team, input.fromTeamId, 'fromTeamId');
    const toTeamId = decodeId(ID_PREFIX.team, input.toTeamId, 'toTeamId');
    const userId = decodeId(ID_PREFIX.user, input.userId, 'userId');
    return { member: toMemberType(await moveTeamMember(context, { ...input, fromTeamId, toTeamId, userId })) };
  }

  @FieldResolver()
  team(@Root() move: TeamMove, @Ctx() context: RequestContext): Promise<Team | null> {
    return teamById(context, move.teamId);
  }

  @FieldResolver()
  async toTeam(@Root() move: TeamMove, @Ctx() context: RequestContext): Promise<Team | null> {
    return move.toTeamId ? teamById(context, move.toTeamId) : null;
  }

  @FieldResolver()
  async fromEntity(@Root() move: TeamMove, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return move.fromEntityId ? entityById(context, move.fromEntityId) : null;
  }

  @FieldResolver()
  async toEntity(@Root() move: TeamMove, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return move.toEntityId ? entityById(context, move.toEntityId) : null;
  }
}
