import { UniqueViolationError } from '../../../platform/database/database-error.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { lockBalancesOfOrganization } from '../limits/credit-limits.query.ts';
import { TeamArchivedError } from '../limits/limits.errors.ts';
import { teamSnapshot, type Team } from './team.ts';
import { TeamNameTakenError } from './teams.errors.ts';
import { findTeams, lockTeams } from './teams.query.ts';

/** Locks a team in view that is not archived; throws NotFoundError or TeamArchivedError. */
export async function lockTeam(transaction: Transaction, teamId: Uuid, field = 'teamId'): Promise<Team> {
  const [team] = await lockTeams(transaction, [teamId]);
  return requireTeam(team, field);
}

/** Locks the balances of a team's organization: before the team, where a change says something of its limit. */
export async function lockBalancesOfTeam(transaction: Transaction, teamId: Uuid): Promise<void> {
  const [team] = await findTeams(transaction, [teamId]);
  if (team) await lockBalancesOfOrganization(transaction, team.organizationId);
}

/** Throws for a team that is not there or archived. */
export function requireTeam(team: Team | undefined, field = 'teamId'): Team {
  if (!team) throw new NotFoundError('The team', field);
  if (team.archivedAt) throw new TeamArchivedError(team.name);
  return team;
}

/** Runs a change that gives a team a name; throws TeamNameTakenError when another team of the organization has it. */
export async function withFreeName<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UniqueViolationError && error.constraint === 'teams_one_name') throw new TeamNameTakenError(name);
    throw error;
  }
}

/** Writes into the audit log what became of a team. */
export function auditTeam(
  context: RequestContext,
  transaction: Transaction,
  action: string,
  { before, after }: { before: Team | null; after: Team },
): void {
  transaction.audit({
    action,
    resourceType: 'team',
    resourceId: after.id,
    organizationId: after.organizationId,
    before: before && teamSnapshot(before),
    after: teamSnapshot(after),
    ...auditFacts(context),
  });
}
