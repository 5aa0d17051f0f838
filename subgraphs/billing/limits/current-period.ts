import type { RequestContext } from '../../../platform/context/request-context.ts';
import { entitiesOfOrganization, entityById } from '../entities/entities.loaders.ts';
import { calendarMonth } from '../periods/calendar-month.ts';
import { teamById } from '../teams/teams.loaders.ts';
import { periodOf, type CreditLimit } from './credit-limit.ts';

/** The period of a limit that runs at the moment: by the clocks of the entity that it names or its team spends of, else of the organization's default entity. */
export async function currentPeriod(
  context: RequestContext,
  limit: Pick<CreditLimit, 'organizationId' | 'entityId' | 'teamId' | 'period'>,
): Promise<string> {
  return periodOf(limit, await currentMonth(context, limit));
}

/** The month that runs at the moment where a limit or team counts. */
export async function currentMonth(
  context: RequestContext,
  place: Pick<CreditLimit, 'organizationId' | 'entityId' | 'teamId'>,
): Promise<string> {
  const team = place.teamId ? await teamById(context, place.teamId) : null;
  const entityId = place.entityId ?? team?.entityId ?? null;
  const entity = entityId
    ? await entityById(context, entityId)
    : (await entitiesOfOrganization(context, place.organizationId))[0];
  return calendarMonth(context.clock.now(), entity?.timeZone ?? 'UTC').label;
}
