import type { EntityFacts } from '../credits/movement-facts.query.ts';
import { calendarMonth } from '../periods/calendar-month.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { OpenLimits } from './open-limits.ts';
import { readLimits, type MonthlySubject } from './read-limits.ts';
import type { Spender } from './spender.ts';

/** A group of movements of credits, as far as limits are concerned. */
interface Group {
  /** Where credits are to move, read under the locks of their balances. */
  entities: readonly EntityFacts[];
  /** Who is to spend, read there as well. */
  spenders: readonly Spender[];
  /** Who set aside what is to be given back, or is spent late. */
  earlier: readonly MonthlySubject[];
  now: Date;
}

/**
 * Opens the limits of all who spend in a group of movements: no statement where no organization has limits, two where one has, whatever their number.
 * Everybody who spends or sets aside asks here. Locks are taken in one order: balances, then limits, each by their ids.
 */
export async function openLimitsOfGroup(db: ScopedQueryable, { entities, spenders, earlier, now }: Group): Promise<OpenLimits> {
  const byId = new Map(entities.map((entity) => [entity.entityId, entity]));
  const limited = ({ entityId }: { entityId: string | null }): boolean => byId.get(entityId ?? '')?.hasLimits ?? false;
  const monthOf = (entity: EntityFacts): string => calendarMonth(now, entity.timeZone).label;
  const named = spenders.filter(limited).map((spender) => ({ ...spender, month: monthOf(byId.get(spender.entityId)!) }));
  const unnamed = entities.filter(limited).map((entity) => ({ ...entity, teamId: null, userId: null, month: monthOf(entity) }));
  return new OpenLimits(spenders, await readLimits(db, [...named, ...unnamed, ...earlier.filter(limited)]));
}
