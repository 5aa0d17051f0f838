import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { organizationInView } from '../caller-organization.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { createTeam } from './create-team.ts';
import type { Team } from './team.ts';
import { TeamType } from './team.types.ts';
import { teamById } from './teams.loaders.ts';
import { listTeams, TEAM_ORDERS } from './teams.query.ts';
import {
  CreateTeamInput,
  CreateTeamPayload,
  DeleteTeamInput,
  DeleteTeamPayload,
  TeamConnection,
  TeamsArgs,
  UpdateTeamInput,
  UpdateTeamPayload,
} from './teams.types.ts';
import { deleteTeam, updateTeam } from './update-team.ts';

/** Teams. */
@Resolver(() => TeamType)
export class TeamsResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => TeamConnection, {
    description:
      'The teams of the caller’s organization; for staff of the tenant those of all organizations, or of the one named.',
  })
  async teams(@Args(() => TeamsArgs) args: TeamsArgs, @Ctx() context: RequestContext): Promise<ConnectionShape<TeamType>> {
    const { organizationId, entityId, userId, ...filter } = args.filter ?? {};
    const asked = decodeOptionalId(ID_PREFIX.organization, organizationId, 'filter.organizationId');
    const conditions = {
      ...filter,
      organizationId: organizationInView(context, asked, 'filter.organizationId'),
      entityId: decodeOptionalId(ID_PREFIX.entity, entityId, 'filter.entityId'),
      userId: decodeOptionalId(ID_PREFIX.user, userId, 'filter.userId'),
    };
    return toConnection(
      TeamConnection,
      await listTeams(context.session, conditions, TEAM_ORDERS[args.sort], args),
      (team) => team,
    );
  }

  @RequiresPermission(...READ_BILLING)
  @Query(() => TeamType, {
    nullable: true,
    description: 'One team; null when there is none with this id that the caller may see.',
  })
  team(
    @Arg('id', () => ID, { description: 'Id of the team.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Team | null> {
    return teamById(context, decodeId(ID_PREFIX.team, id));
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => CreateTeamPayload, {
    description:
      'Creates a team, of an entity or across the entities of an organization. Refused with NOT_FOUND, NAME_TAKEN, CURRENCY_MISMATCH or VALIDATION_FAILED.',
  })
  async createTeam(
    @Arg('input', () => CreateTeamInput, { description: 'What it is made of.' }) input: CreateTeamInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const organizationId = decodeOptionalId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    const entityId = decodeOptionalId(ID_PREFIX.entity, input.entityId, 'entityId');
    return { team: await createTeam(context, { ...input, organizationId, entityId }) };
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => UpdateTeamPayload, {
    description:
      'Changes a team. Refused with NOT_FOUND, TEAM_ARCHIVED, NAME_TAKEN, CONFLICT, CURRENCY_MISMATCH or VALIDATION_FAILED.',
  })
  async updateTeam(
    @Arg('input', () => UpdateTeamInput, { description: 'What is to change.' }) input: UpdateTeamInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { team: await updateTeam(context, { ...input, teamId: decodeId(ID_PREFIX.team, input.teamId, 'teamId') }) };
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => DeleteTeamPayload, {
    description:
      'Archives a team: its people leave and it spends nothing any more; what it spent stays with it. Refused with NOT_FOUND or TEAM_ARCHIVED.',
  })
  async deleteTeam(
    @Arg('input', () => DeleteTeamInput, { description: 'The team.' }) input: DeleteTeamInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { team: await deleteTeam(context, decodeId(ID_PREFIX.team, input.teamId, 'teamId')) };
  }

  @FieldResolver()
  organization(@Root() team: Team): { id: string } {
    return { id: team.organizationId };
  }

  @FieldResolver()
  async entity(@Root() team: Team, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return team.entityId ? entityById(context, team.entityId) : null;
  }
}

/** A team by its reference; null when it is not the caller's to see. */
export function resolveTeamReference(reference: { id: string }, context: RequestContext): Promise<Team | null> {
  return teamById(context, decodeId(ID_PREFIX.team, reference.id));
}
