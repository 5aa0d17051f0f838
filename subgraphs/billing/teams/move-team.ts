import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { CurrencyMismatchError } from '../../../platform/money/money.errors.ts';
import { StaleVersionError } from '../entities/entities.errors.ts';
import { findEntities } from '../entities/entity-list.query.ts';
import { auditTeam, lockTeam } from './change-team.ts';
import { entityOf } from './create-team.ts';
import type { Team } from './team.ts';
import { findLimitCurrencies, insertTeamMove } from './team-moves.query.ts';
import { saveTeam } from './teams.query.ts';

/** A team that is to spend of another entity from now on. */
export interface MoveTeam {
  teamId: Uuid;
  /** Null for every entity of the organization. */
  entityId: Uuid | null;
  /** The version that was read; refused with CONFLICT when the team has moved on. */
  version?: number | null | undefined;
}

/**
 * Lets a team spend of another entity of its organization, or of all of them. What it spent stays with the entity that paid. A team whose limits are all in
 * other currencies than the entity's could spend nothing there and is refused.
 */
export async function moveTeam(context: RequestContext, command: MoveTeam): Promise<Team> {
  return context.session.transaction(async (transaction) => {
    const before = await lockTeam(transaction, command.teamId);
    if (typeof command.version === 'number' && command.version !== before.version)
      throw new StaleVersionError('team', command.version, before.version);
    const entityId = await entityOf(transaction, before.organizationId, command.entityId);
    if (entityId === before.entityId) return before;
    if (entityId) await assertLimitsFit(transaction, before.id, entityId);
    const after = await saveTeam(transaction, { ...before, entityId });
    await insertTeamMove(transaction, {
      id: newId(),
      organizationId: before.organizationId,
      teamId: before.id,
      userId: null,
      fromEntityId: before.entityId,
      toEntityId: entityId,
      toTeamId: null,
      movedAt: context.clock.now(),
    });
    auditTeam(context, transaction, 'team.moved', { before, after });
    return after;
  });
}

async function assertLimitsFit(transaction: Transaction, teamId: Uuid, entityId: Uuid): Promise<void> {
  const [entity] = await findEntities(transaction, [entityId]);
  const currencies = await findLimitCurrencies(transaction, teamId);
  if (entity && currencies.length > 0 && !currencies.includes(entity.currency))
    throw new CurrencyMismatchError(entity.currency, currencies.join(', '), 'entityId');
}
