import type { Transaction } from '../../../platform/database/session.ts';
import { type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { findLimitsOf, lockBalancesOfOrganization } from '../limits/credit-limits.query.ts';
import { assertCurrencyOf, saveLimit } from '../limits/set-credit-limit.ts';
import type { StatedLimit } from '../limits/state-limit.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { auditTeamMember, joinTeam, requireTeamMember } from './add-team-member.ts';
import { requireTeam } from './change-team.ts';
import { limitedTeam, type Team, type TeamMember } from './team.ts';
import { saveTeamMember } from './team-members.query.ts';
import { insertTeamMove } from './team-moves.query.ts';
import { findTeams, lockTeams } from './teams.query.ts';

/** A person who is to be in another team from now on. */
export interface MoveTeamMember extends StatedLimit {
  fromTeamId: Uuid;
  toTeamId: Uuid;
  userId: Uuid;
}

/**
 * Moves a person from one team of an organization to another, as what they are: role, seat, default. What they spent stays with the team for which they did. Their
 * limits move along unless others are stated, and only where the other team pays in their currency.
 */
export async function moveTeamMember(context: RequestContext, command: MoveTeamMember): Promise<TeamMember> {
  const { fromTeamId, toTeamId } = command;
  if (fromTeamId === toTeamId) throw ValidationError.of('toTeamId', 'Name another team than the one the person is in.');
  const [known] = await findTeams(context.session, [fromTeamId]);
  const { organizationId } = requireTeam(known, 'fromTeamId');
  return retryOnConflict('team_members_one_default', () =>
    context.session.transaction(async (transaction) => {
      await lockBalancesOfOrganization(transaction, organizationId);
      const { from, to } = await lockBoth(transaction, command);
      const before = await requireTeamMember(transaction, fromTeamId, command.userId);
      const left = { ...before, isDefault: false, leftAt: context.clock.now() };
      await saveTeamMember(transaction, left);
      auditTeamMember(context, transaction, 'team_member.moved_away', { before, after: left });
      const { userId, role, hasSeat, isDefault } = before;
      const { creditLimit, creditLimitPeriod } = command;
      const joining = {
        team: to,
        userId,
        role,
        hasSeat,
        isDefault,
        creditLimit,
        creditLimitPeriod,
        action: 'team_member.moved_here',
      };
      const member = await joinTeam(context, transaction, joining);
      if (creditLimit === undefined) await carryLimits(context, transaction, { from, to, userId });
      await insertTeamMove(transaction, {
        id: newId(),
        organizationId,
        teamId: from.id,
        userId,
        fromEntityId: from.entityId,
        toEntityId: to.entityId,
        toTeamId: to.id,
        movedAt: context.clock.now(),
      });
      return member;
    }),
  );
}

// Both at once and in the order of their ids, so that moves in opposite directions wait for each other instead of crossing.
async function lockBoth(transaction: Transaction, { fromTeamId, toTeamId }: MoveTeamMember): Promise<{ from: Team; to: Team }> {
  const teams = await lockTeams(transaction, [fromTeamId, toTeamId]);
  const from = requireTeam(
    teams.find((team) => team.id === fromTeamId),
    'fromTeamId',
  );
  const to = requireTeam(
    teams.find((team) => team.id === toTeamId),
    'toTeamId',
  );
  if (to.organizationId !== from.organizationId) throw new NotFoundError('The team', 'toTeamId');
  return { from, to };
}

async function carryLimits(
  context: RequestContext,
  transaction: Transaction,
  { from, to, userId }: { from: Team; to: Team; userId: Uuid },
): Promise<void> {
  const { teamEntityId, ...target } = limitedTeam(to, userId);
  const { teamEntityId: _, ...source } = limitedTeam(from, userId);
  for (const limit of await findLimitsOf(transaction, [source])) {
    await assertCurrencyOf(transaction, teamEntityId, limit.currency, 'creditLimit');
    await saveLimit(context, transaction, { ...limit, ...target, id: newId(), createdAt: context.clock.now() });
  }
}
