import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { organizationToChange, seesBilling } from '../caller-organization.ts';
import { entityById } from '../entities/entities.loaders.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { teamById } from '../teams/teams.loaders.ts';
import {
  amountIn,
  SETTING_LEVELS,
  SETTING_NAMES,
  SETTING_RULES,
  type EffectiveSetting,
  type SettingLevel,
  type SettingName,
  type SettingPlace,
} from './billing-setting.ts';
import { findSettings, type StoredSetting } from './settings.query.ts';

/** A place with the currency that its entity pays in; null where it has none. */
export interface InheritingPlace extends SettingPlace {
  currency: string | null;
}

const AMOUNTS: ReadonlySet<SettingName> = new Set(['LOW_BALANCE_THRESHOLD', 'DEFAULT_CREDIT_LIMIT']);

/** Every setting as it holds at a place: the value of the narrowest level that sets one. An amount in another currency than the entity's is passed over. */
export function effectiveSettings(place: InheritingPlace, stored: readonly StoredSetting[]): EffectiveSetting[] {
  const onTheWay = stored.filter((setting) => isOnTheWay(place, setting));
  return SETTING_NAMES.map((name): EffectiveSetting => {
    const found = onTheWay
      .filter((setting) => setting.name === name && fits(setting, place.currency))
      .toSorted((one, other) => depth(other.level) - depth(one.level))[0];
    if (!found) return { name, value: SETTING_RULES[name].default, source: 'default', sourceId: null };
    return { name, value: found.value, source: found.level, sourceId: found.sourceId };
  });
}

/** What is set at a place, read for many places in one statement. */
export const settingsAt = defineLoader(
  async (context: RequestContext, keys) => {
    if (!seesBilling(context)) return [];
    const places = keys.map((key) => JSON.parse(key) as InheritingPlace);
    const stored = await findSettings(context.session, levelsOf(places));
    return places.map((place) => ({ key: placeKey(place), settings: effectiveSettings(place, stored) }));
  },
  (row: { key: string; settings: EffectiveSetting[] }) => row.key,
);

/** The settings that hold at an entity, read within a transaction. */
export async function settingsOfEntity(
  db: ScopedQueryable,
  entity: { entityId: Uuid; organizationId: Uuid; currency: string },
): Promise<ReadonlyMap<SettingName, string | null>> {
  const place = { ...entity, teamId: null, userId: null };
  const settings = effectiveSettings(place, await findSettings(db, levelsOf([place])));
  return new Map(settings.map(({ name, value }) => [name, value]));
}

/** A place that somebody asks about. */
export interface AskedPlace {
  organizationId?: Uuid | undefined;
  entityId?: Uuid | undefined;
  teamId?: Uuid | undefined;
  userId?: Uuid | undefined;
}

/** The place that is asked about, with the entity that a team is of. Throws NotFoundError for an entity or team that is not the caller's. */
export async function placeToRead(context: RequestContext, asked: AskedPlace): Promise<InheritingPlace> {
  const team = asked.teamId ? await teamById(context, asked.teamId) : null;
  if (asked.teamId && !team) throw new NotFoundError('The team', 'teamId');
  const entityId = asked.entityId ?? team?.entityId ?? null;
  const entity = entityId ? await entityById(context, entityId) : null;
  if (entityId && !entity) throw new NotFoundError('The entity', 'entityId');
  const named = asked.organizationId ?? entity?.organizationId ?? team?.organizationId;
  const organizationId = organizationToChange(context, named);
  if (entityId && entity?.organizationId !== organizationId) throw new NotFoundError('The entity', 'entityId');
  if (asked.teamId && team?.organizationId !== organizationId) throw new NotFoundError('The team', 'teamId');
  const { teamId = null, userId = null } = asked;
  return { organizationId, entityId, teamId, userId, currency: entity?.currency ?? null };
}

/** The key under which a place's settings are read together with those of others. */
export function placeKey({ organizationId, entityId, teamId, userId, currency }: InheritingPlace): string {
  return JSON.stringify({ organizationId, entityId, teamId, userId, currency });
}

function levelsOf(places: readonly SettingPlace[]): Parameters<typeof findSettings>[1] {
  const ids = (part: 'entityId' | 'teamId' | 'userId'): Uuid[] =>
    places.flatMap((place) => (place[part] === null ? [] : [place[part]]));
  return {
    organizationIds: places.map((place) => place.organizationId),
    entityIds: ids('entityId'),
    teamIds: ids('teamId'),
    userIds: ids('userId'),
  };
}

function isOnTheWay(place: SettingPlace, { organizationId, level, sourceId }: StoredSetting): boolean {
  if (organizationId !== place.organizationId) return false;
  if (level === 'organization') return true;
  return sourceId === { entity: place.entityId, team: place.teamId, user: place.userId }[level];
}

function fits({ name, value }: StoredSetting, currency: string | null): boolean {
  return !AMOUNTS.has(name) || currency === null || amountIn(value, currency) !== undefined;
}

function depth(level: SettingLevel): number {
  return SETTING_LEVELS.indexOf(level);
}
