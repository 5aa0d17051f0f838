import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Page } from '../../../platform/database/keyset.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { seesBilling } from '../caller-organization.ts';
import { definePageLoader } from '../../../platform/loaders/page-loader.ts';
import type { Team, TeamMember } from './team.ts';
import { listTeamMembers } from './team-members.query.ts';
import { findTeams } from './teams.query.ts';
import type { PageRequest } from '../../../platform/database/keyset.ts';

/** A team by id, as far as the caller may see it. */
export const teamById = defineLoader(
  async (context: RequestContext, ids) => (seesBilling(context) ? findTeams(context.session, ids) : []),
  (team: Team) => team.id,
);

const presentMembers = definePageLoader((context, teamIds, request) => listTeamMembers(context.session, teamIds, request));

const allMembers = definePageLoader((context, teamIds, request) =>
  listTeamMembers(context.session, teamIds, { ...request, includesFormer: true }),
);

/** A page of the people of a team, of those who left as well when it is asked for. */
export function membersOfTeam(
  context: RequestContext,
  teamId: string,
  request: PageRequest & { includesFormer: boolean },
): Promise<Page<TeamMember>> {
  return (request.includesFormer ? allMembers : presentMembers)(context, teamId, request);
}
