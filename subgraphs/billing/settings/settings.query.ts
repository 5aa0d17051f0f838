import { sql, type RawBuilder } from 'kysely';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { inScope, type ScopedQueryable } from '../scope.query.ts';
import type { SettingLevel, SettingName, SettingPlace } from './billing-setting.ts';

/** A value as it is set at a place. */
export interface StoredSetting {
  organizationId: Uuid;
  level: SettingLevel;
  /** The entity, team or person; null for the organization. */
  sourceId: Uuid | null;
  name: SettingName;
  value: string;
}

/** What is set at organizations and at some of their entities, teams and people, in one statement; of entities what their own rows say as well. */
export async function findSettings(
  db: ScopedQueryable,
  places: { organizationIds: readonly Uuid[]; entityIds: readonly Uuid[]; teamIds: readonly Uuid[]; userIds: readonly Uuid[] },
): Promise<StoredSetting[]> {
  const { organizationIds, entityIds, teamIds, userIds } = places;
  return db.query(sql<StoredSetting>`
    select s.organization_id as "organizationId", coalesce(s.entity_id, s.team_id, s.user_id) as "sourceId", s.name, s.value,
      case when s.entity_id is not null then 'entity' when s.team_id is not null then 'team' when s.user_id is not null then 'user' else 'organization' end as level
    from billing_settings s
    where s.organization_id = any(${organizationIds}::uuid[]) and ${inScope(db, 's')} and (num_nonnulls(s.entity_id, s.team_id, s.user_id) = 0
      or s.entity_id = any(${entityIds}::uuid[]) or s.team_id = any(${teamIds}::uuid[]) or s.user_id = any(${userIds}::uuid[]))
    union all
    select e.organization_id, e.id, 'BILLING_EMAIL', e.billing_email, 'entity' from entities e
    where e.id = any(${entityIds}::uuid[]) and e.billing_email is not null and ${inScope(db, 'e')}
    union all
    select e.organization_id, e.id, 'LOW_BALANCE_THRESHOLD', trim_scale(e.low_balance_threshold) || ' ' || e.currency, 'entity' from entities e
    where e.id = any(${entityIds}::uuid[]) and e.low_balance_threshold is not null and ${inScope(db, 'e')}`);
}

/** Sets a value at a place, or takes it away; answers the one before. */
export async function saveSetting(
  db: ScopedQueryable,
  place: SettingPlace,
  setting: { id: Uuid; name: SettingName; value: string | null; now: Date },
): Promise<string | null> {
  const { organizationId, entityId, teamId, userId } = place;
  const { id, name, value, now } = setting;
  const ofPlace = sql`s.organization_id = ${organizationId} and s.entity_id is not distinct from ${entityId}::uuid and s.team_id is not distinct from ${teamId}::uuid
    and s.user_id is not distinct from ${userId}::uuid and s.name = ${name} and ${inScope(db, 's')}`;
  const before = await db.first(sql<{ value: string }>`select s.value from billing_settings s where ${ofPlace} for update`);
  if (value === null) await db.query(sql`delete from billing_settings s where ${ofPlace}`);
  else
    await db.query(sql`
      insert into billing_settings (id, organization_id, test_mode, entity_id, team_id, user_id, name, value, updated_at)
      values (${id}, ${organizationId}, ${db.scope.testMode}, ${entityId}, ${teamId}, ${userId}, ${name}, ${value}, ${now})
      on conflict on constraint billing_settings_one do update set value = excluded.value, updated_at = excluded.updated_at`);
  return before?.value ?? null;
}

/** The amount that holds at an entity (aliased `e`) by a setting, in its currency: the entity's own, else its organization's; null where neither sets one. */
export function amountSetAt(name: 'LOW_BALANCE_THRESHOLD' | 'DEFAULT_CREDIT_LIMIT'): RawBuilder<unknown> {
  return sql`(select split_part(s.value, ' ', 1)::numeric from billing_settings s
    where s.organization_id = e.organization_id and s.test_mode = e.test_mode and s.name = ${sql.lit(name)} and s.team_id is null and s.user_id is null
      and (s.entity_id is null or s.entity_id = e.id) and split_part(s.value, ' ', 2) = e.currency order by s.entity_id limit 1)`;
}

/** Unspent credits at which a notice is given at an entity (aliased `e`): its own threshold, else its organization's; null for the default notices. */
export const THRESHOLD_AT = sql`coalesce(e.low_balance_threshold, ${amountSetAt('LOW_BALANCE_THRESHOLD')})`;
