import { newId } from '../../../platform/ids/public-id.ts';
import { addTeamMember, type AddTeamMember } from '../teams/add-team-member.ts';
import { createTeam, type CreateTeam } from '../teams/create-team.ts';
import type { Team, TeamMember } from '../teams/team.ts';
import type { TestBilling } from './test-billing.ts';

/** A team of the test's organization, across its entities unless said otherwise. */
export function aTeam(billing: TestBilling, facts: Partial<CreateTeam> = {}): Promise<Team> {
  const organizationId = facts.organizationId ?? billing.organizationId;
  return createTeam(billing.member({ level: 'tenant', organizationId }), { name: `Team ${newId()}`, organizationId, ...facts });
}

/** A new person of the team's organization, in the team. */
export async function aTeamMember(billing: TestBilling, team: Team, facts: Partial<AddTeamMember> = {}): Promise<TeamMember> {
  const userId = facts.userId ?? (await billing.person(team.organizationId));
  return addTeamMember(billing.staff(), { teamId: team.id, userId, ...facts });
}
