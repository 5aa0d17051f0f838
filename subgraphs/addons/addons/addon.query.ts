import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Addon, AddonVisibility, SurchargeType } from './addon.entity.ts';

/** An addon as it is read: the entity's fields, decimals as strings. */
export interface AddonRecord extends Omit<Addon, 'amount' | 'commissionRate' | 'snapshot' | 'testMode'> {
  amount: string;
  commissionRate: string | null;
}

/** Who reads addons: those who manage them see all; an organization sees the visible ones that apply to it at `now`. */
export type AddonReader = { isManager: true } | { isManager: false; organizationId: Uuid; now: Date };

/** Which addons to list. */
export interface AddonFilter {
  active?: boolean | null | undefined;
  surchargeType?: SurchargeType | null | undefined;
  visibility?: AddonVisibility | null | undefined;
  /** Part of the name, in any case. */
  search?: string | null | undefined;
  /** Only addons that apply to this carrier, service or organization. */
  carrier?: string | null | undefined;
  service?: string | null | undefined;
  organizationId?: Uuid | null | undefined;
}

/** Sort orders of the list of addons; the keys are the names in the API. */
export const ADDON_ORDERS = {
  ORDER_ASC: { column: 'order', type: 'bigint', direction: 'asc' },
  NAME_ASC: { column: 'name', type: 'text', direction: 'asc' },
  CREATED_AT_ASC: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  CREATED_AT_DESC: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
} as const satisfies Record<string, KeysetOrder>;

const ADDON_COLUMNS = sql`
  id, name, active, surcharge_type as "surchargeType", trim_scale(amount) as amount, currency, base, sequence as "order", visibility, carriers, services,
  carrier_accounts as "carrierAccounts", organizations, effective_from as "effectiveFrom", effective_until as "effectiveUntil",
  commission_enabled as "commissionEnabled", trim_scale(commission_rate) as "commissionRate", commission_recipient as "commissionRecipient",
  billing_metadata as "billingMetadata", version, created_at as "createdAt", updated_at as "updatedAt", deleted_at as "deletedAt"`;

/** A page of the addons that the reader may see; deleted ones are left out. */
export async function listAddons(
  db: Queryable,
  reader: AddonReader,
  filter: AddonFilter,
  order: KeysetOrder,
  page: PageRequest,
): Promise<Page<AddonRecord>> {
  const conditions = [sql`deleted_at is null`, visibleTo(reader), ...filterConditions(filter)];
  return fetchPage(
    db,
    sql<AddonRecord>`select ${ADDON_COLUMNS}, created_at from addons where ${sql.join(conditions, sql` and `)}`,
    order,
    page,
  );
}

/** Addons by id, as far as the reader may see them; those who manage addons see deleted ones too, so that history stays explainable. */
export async function findAddons(db: Queryable, reader: AddonReader, ids: readonly Uuid[]): Promise<AddonRecord[]> {
  return db.query(sql<AddonRecord>`select ${ADDON_COLUMNS} from addons where id = any(${ids}::uuid[]) and ${visibleTo(reader)}`);
}

/** Addons that are charged to an organization at an instant. */
export function isInForce(organizationId: Uuid, now: Date): RawBuilder<unknown> {
  return sql`(deleted_at is null and active and ${appliesTo(organizationId)}
    and (effective_from is null or effective_from <= ${now}) and (effective_until is null or effective_until > ${now}))`;
}

/** Keeps one version of an addon as it stood. */
export async function insertAddonVersion(db: Queryable, addon: Addon, facts: { actor: string; createdAt: Date }): Promise<void> {
  await db.query(sql`
    insert into addon_versions (test_mode, addon_id, version, snapshot, actor, created_at)
    values (${addon.testMode}, ${addon.id}, ${addon.version}, ${JSON.stringify(addon.snapshot())}::jsonb, ${facts.actor}, ${facts.createdAt})`);
}

function visibleTo(reader: AddonReader): RawBuilder<unknown> {
  return reader.isManager ? sql`true` : sql`visibility = 'visible' and ${isInForce(reader.organizationId, reader.now)}`;
}

function appliesTo(organizationId: Uuid): RawBuilder<unknown> {
  return sql`(organizations = '{}' or ${organizationId}::uuid = any(organizations))`;
}

function filterConditions(filter: AddonFilter): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (filter.active !== null && filter.active !== undefined) conditions.push(sql`active = ${filter.active}`);
  if (filter.surchargeType) conditions.push(sql`surcharge_type = ${filter.surchargeType}`);
  if (filter.visibility) conditions.push(sql`visibility = ${filter.visibility}`);
  if (filter.search) conditions.push(sql`position(lower(${filter.search}::text) in lower(name)) > 0`);
  if (filter.carrier) conditions.push(sql`(carriers = '{}' or ${filter.carrier}::text = any(carriers))`);
  if (filter.service) conditions.push(sql`(services = '{}' or ${filter.service}::text = any(services))`);
  if (filter.organizationId) conditions.push(appliesTo(filter.organizationId));
  return conditions;
}
