import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import type { Team } from './team.ts';
import { reportTeamUtilization, teamCreditStatus } from './team-credit-status.ts';
import { TeamCreditStatusType, TeamUsageType, TeamUtilizationType } from './team-credit-status.types.ts';
import { teamById } from './teams.loaders.ts';

const MONTH = 'The month, e.g. "2026-03"; the present one when left out.';

/** What teams spend. */
@Resolver(() => TeamUtilizationType)
export class TeamCreditStatusResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => TeamCreditStatusType, {
    description: 'What a team spent in a month, in all and by person and entity. NOT_FOUND for a team that is not the caller’s.',
  })
  async teamCreditStatus(
    @Arg('teamId', () => ID, { description: 'Id of the team.' }) teamId: string,
    @Arg('month', () => String, { nullable: true, description: MONTH }) month: string | null,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const status = await teamCreditStatus(context, { teamId: decodeId(ID_PREFIX.team, teamId, 'teamId'), month });
    const parts = status.parts.map((part) => ({ ...part, used: Money.of(part.used, part.currency).toJSON() }));
    return { ...status, used: status.used.map((each) => each.toJSON()), parts };
  }

  @RequiresPermission(...READ_BILLING)
  @Query(() => [TeamUtilizationType], {
    description:
      'What the teams of an organization spent in a month and how much of their limits that is; by currency and the most in front, 1,000 at most.',
  })
  async teamUtilization(
    @Arg('organizationId', () => ID, {
      nullable: true,
      description: 'Id of the organization; the caller’s own when left out. Staff of the tenant must name it.',
    })
    organizationId: string | null,
    @Arg('month', () => String, { nullable: true, description: MONTH }) month: string | null,
    @Ctx() context: RequestContext,
  ): Promise<object[]> {
    const asked = decodeOptionalId(ID_PREFIX.organization, organizationId, 'organizationId');
    const reports = await reportTeamUtilization(context, { organizationId: asked, month });
    return reports.map((report) => ({ ...report, used: report.used.toJSON(), limit: report.limit?.toJSON() ?? null }));
  }

  @FieldResolver()
  team(@Root() report: { teamId: Uuid }, @Ctx() context: RequestContext): Promise<Team | null> {
    return teamById(context, report.teamId);
  }
}

@Resolver(() => TeamUsageType)
export class TeamUsageResolver {
  @FieldResolver()
  entity(@Root() part: { entityId: Uuid }, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, part.entityId);
  }
}
