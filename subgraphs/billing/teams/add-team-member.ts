import type { Transaction } from '../../../platform/database/session.ts';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { lockBalancesOfOrganization } from '../limits/credit-limits.query.ts';
import { stateLimit, statesLimit, type StatedLimit } from '../limits/state-limit.ts';
import { assertPersonBelongs } from '../people.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { lockTeam, requireTeam } from './change-team.ts';
import { limitedTeam, membershipSnapshot, type Team, type TeamMember, type TeamRole } from './team.ts';
import { clearDefaultTeam, findTeamMember, insertTeamMember } from './team-members.query.ts';
import { AlreadyInTeamError } from './teams.errors.ts';
import { findTeams } from './teams.query.ts';

/** Somebody who is to be in a team. */
export interface AddTeamMember extends StatedLimit {
  teamId: Uuid;
  userId: Uuid;
  role?: TeamRole | null | undefined;
  hasSeat?: boolean | null | undefined;
  /** Whether the person spends for this team when none is named. */
  isDefault?: boolean | null | undefined;
}

/** Puts a person of the organization into a team. */
export async function addTeamMember(context: RequestContext, command: AddTeamMember): Promise<TeamMember> {
  const { teamId, userId } = command;
  const [known] = await findTeams(context.session, [teamId]);
  const { organizationId } = requireTeam(known);
  await assertPersonBelongs(context, { organizationId, userId });
  return retryOnConflict('team_members_one_default', () =>
    context.session.transaction(async (transaction) => {
      if (statesLimit(command)) await lockBalancesOfOrganization(transaction, organizationId);
      const team = await lockTeam(transaction, teamId);
      return joinTeam(context, transaction, { team, ...command, action: 'team_member.added' });
    }),
  );
}

/** Writes that a person joins a team; throws for somebody who is in it. Call it under the team's lock, and those of the balances where it states a limit. */
export async function joinTeam(
  context: RequestContext,
  transaction: Transaction,
  joining: Omit<AddTeamMember, 'teamId'> & { team: Team; action: string },
): Promise<TeamMember> {
  const { team, userId, isDefault = false } = joining;
  const { organizationId } = team;
  if (await findTeamMember(transaction, team.id, userId)) throw new AlreadyInTeamError();
  if (isDefault) await clearDefaultTeam(transaction, { organizationId, userId });
  const member: TeamMember = {
    id: newId(),
    teamId: team.id,
    organizationId,
    userId,
    role: joining.role ?? 'member',
    hasSeat: joining.hasSeat ?? false,
    isDefault: isDefault ?? false,
    joinedAt: context.clock.now(),
    leftAt: null,
  };
  await insertTeamMember(transaction, member);
  await stateLimit(context, transaction, limitedTeam(team, userId), joining);
  auditTeamMember(context, transaction, joining.action, { before: null, after: member });
  return member;
}

/** The membership of a person in a team; throws NotFoundError for who is not in it. */
export async function requireTeamMember(transaction: Transaction, teamId: Uuid, userId: Uuid): Promise<TeamMember> {
  const member = await findTeamMember(transaction, teamId, userId);
  if (!member) throw new NotFoundError('The person in the team', 'userId');
  return member;
}

/** Writes into the audit log what became of a membership. */
export function auditTeamMember(
  context: RequestContext,
  transaction: Transaction,
  action: string,
  { before, after }: { before: TeamMember | null; after: TeamMember },
): void {
  transaction.audit({
    action,
    resourceType: 'team',
    resourceId: after.teamId,
    organizationId: after.organizationId,
    before: before && membershipSnapshot(before),
    after: membershipSnapshot(after),
    ...auditFacts(context),
  });
}
