import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { StaleVersionError } from '../entities/entities.errors.ts';
import { stateLimit, statesLimit, type StatedLimit } from '../limits/state-limit.ts';
import { auditTeam, lockBalancesOfTeam, lockTeam, withFreeName } from './change-team.ts';
import { checkTeamDescription, checkTeamName } from './check-team.ts';
import { limitedTeam, type Team } from './team.ts';
import { endTeamMemberships } from './team-members.query.ts';
import { saveTeam } from './teams.query.ts';

/** What is to change; what is left out stays. */
export interface UpdateTeam extends StatedLimit {
  teamId: Uuid;
  /** The version that was read; refused with CONFLICT when the team has moved on. */
  version?: number | null | undefined;
  name?: string | null | undefined;
  /** Null takes it away. */
  description?: string | null | undefined;
}

/** Changes what a team is called and for. */
export async function updateTeam(context: RequestContext, command: UpdateTeam): Promise<Team> {
  const name = typeof command.name === 'string' ? checkTeamName(command.name) : undefined;
  const description = command.description === undefined ? undefined : checkTeamDescription(command.description);
  return withFreeName(name ?? '', () =>
    context.session.transaction(async (transaction) => {
      if (statesLimit(command)) await lockBalancesOfTeam(transaction, command.teamId);
      const before = await lockTeam(transaction, command.teamId);
      if (typeof command.version === 'number' && command.version !== before.version)
        throw new StaleVersionError('team', command.version, before.version);
      const after = await saveTeam(transaction, {
        ...before,
        name: name ?? before.name,
        description: description === undefined ? before.description : description,
      });
      await stateLimit(context, transaction, limitedTeam(after), command);
      auditTeam(context, transaction, 'team.updated', { before, after });
      return after;
    }),
  );
}

/**
 * Archives a team: its people leave, and it spends nothing any more. What it spent stays with it; what it had set aside can still be captured. Its name is
 * free again.
 */
export async function deleteTeam(context: RequestContext, teamId: Uuid): Promise<Team> {
  return context.session.transaction(async (transaction) => {
    const before = await lockTeam(transaction, teamId);
    const now = context.clock.now();
    await endTeamMemberships(transaction, teamId, now);
    const after = await saveTeam(transaction, { ...before, archivedAt: now });
    auditTeam(context, transaction, 'team.archived', { before, after });
    return after;
  });
}
