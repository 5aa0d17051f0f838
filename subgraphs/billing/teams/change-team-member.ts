import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { stateLimit, statesLimit } from '../limits/state-limit.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { auditTeamMember, requireTeamMember, type AddTeamMember } from './add-team-member.ts';
import { lockBalancesOfTeam, lockTeam } from './change-team.ts';
import { limitedTeam, type TeamMember } from './team.ts';
import { clearDefaultTeam, saveTeamMember } from './team-members.query.ts';

/** Changes what a person is in a team; what is left out stays. */
export async function updateTeamMember(context: RequestContext, command: AddTeamMember): Promise<TeamMember> {
  return retryOnConflict('team_members_one_default', () =>
    context.session.transaction(async (transaction) => {
      if (statesLimit(command)) await lockBalancesOfTeam(transaction, command.teamId);
      const team = await lockTeam(transaction, command.teamId);
      const before = await requireTeamMember(transaction, command.teamId, command.userId);
      const after = {
        ...before,
        role: command.role ?? before.role,
        hasSeat: command.hasSeat ?? before.hasSeat,
        isDefault: command.isDefault ?? before.isDefault,
      };
      if (after.isDefault && !before.isDefault)
        await clearDefaultTeam(transaction, { organizationId: team.organizationId, userId: command.userId });
      await saveTeamMember(transaction, after);
      await stateLimit(context, transaction, limitedTeam(team, command.userId), command);
      auditTeamMember(context, transaction, 'team_member.updated', { before, after });
      return after;
    }),
  );
}

/** Takes a person out of a team. What they spent for it stays with it. */
export async function removeTeamMember(
  context: RequestContext,
  { teamId, userId }: { teamId: Uuid; userId: Uuid },
): Promise<TeamMember> {
  return context.session.transaction(async (transaction) => {
    await lockTeam(transaction, teamId);
    const before = await requireTeamMember(transaction, teamId, userId);
    const after = { ...before, isDefault: false, leftAt: context.clock.now() };
    await saveTeamMember(transaction, after);
    auditTeamMember(context, transaction, 'team_member.removed', { before, after });
    return after;
  });
}
