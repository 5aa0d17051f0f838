import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { assertOrganizationExists, organizationToChange } from '../caller-organization.ts';
import { findEntities } from '../entities/entity-list.query.ts';
import { lockBalancesOfOrganization } from '../limits/credit-limits.query.ts';
import { stateLimit, statesLimit, type StatedLimit } from '../limits/state-limit.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { auditTeam, withFreeName } from './change-team.ts';
import { checkTeamDescription, checkTeamName } from './check-team.ts';
import { limitedTeam, type Team } from './team.ts';
import { insertTeam } from './teams.query.ts';

/** What a new team is made of. */
export interface CreateTeam extends StatedLimit {
  /** For staff of the tenant, who act for any organization; members of one may leave it out. */
  organizationId?: Uuid | null | undefined;
  /** The only entity it is to spend of; null for every one of the organization. */
  entityId?: Uuid | null | undefined;
  name: string;
  description?: string | null | undefined;
}

/** Makes a team without people, of an entity or across the entities of an organization. */
export async function createTeam(context: RequestContext, command: CreateTeam): Promise<Team> {
  const organizationId = organizationToChange(context, command.organizationId);
  await assertOrganizationExists(context, organizationId);
  const team: Team = {
    id: newId(),
    organizationId,
    entityId: await entityOf(context.session, organizationId, command.entityId),
    name: checkTeamName(command.name),
    description: checkTeamDescription(command.description ?? null),
    archivedAt: null,
    createdAt: context.clock.now(),
    version: 1,
  };
  return withFreeName(team.name, () =>
    context.session.transaction(async (transaction) => {
      if (statesLimit(command)) await lockBalancesOfOrganization(transaction, organizationId);
      await insertTeam(transaction, team);
      await stateLimit(context, transaction, limitedTeam(team), command);
      auditTeam(context, transaction, 'team.created', { before: null, after: team });
      return team;
    }),
  );
}

/** The entity of an organization that is named; throws NotFoundError for one that is not its own. */
export async function entityOf(
  db: ScopedQueryable,
  organizationId: Uuid,
  entityId: Uuid | null | undefined,
): Promise<Uuid | null> {
  if (!entityId) return null;
  const [entity] = await findEntities(db, [entityId]);
  if (entity?.organizationId !== organizationId) throw new NotFoundError('The entity', 'entityId');
  return entityId;
}
