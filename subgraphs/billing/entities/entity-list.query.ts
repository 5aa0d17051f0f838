import { BigNumber } from 'bignumber.js';
import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type KeysetOrder, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { containing, inScope, type ScopedQueryable } from '../scope.query.ts';
import type { BillingEntity } from './billing-entity.entity.ts';

/** An entity as lists and fields read it. */
export type EntityRow = Omit<BillingEntity, 'snapshot'>;

/** Which entities to list; conditions add up. */
export interface EntityFilter {
  organizationId?: Uuid | undefined;
  status?: string | null | undefined;
  country?: string | null | undefined;
  currency?: string | null | undefined;
  search?: string | null | undefined;
}

/** Sort orders of the list of entities. */
export const ENTITY_ORDERS = {
  createdAtDesc: { column: 'created_at', type: 'timestamptz', direction: 'desc' },
  createdAtAsc: { column: 'created_at', type: 'timestamptz', direction: 'asc' },
  nameAsc: { column: 'name', type: 'text', direction: 'asc' },
} as const satisfies Record<string, KeysetOrder>;

const ENTITY_COLUMNS = sql`e.id, e.organization_id as "organizationId", e.test_mode as "testMode", e.name, e.country, e.currency,
  e.time_zone as "timeZone", e.billing_email as "billingEmail", e.status, e.grace_ends_at as "graceEndsAt", e.exhaustion_policy as "exhaustionPolicy",
  e.low_balance_threshold as "lowBalanceThreshold", e.is_default as "isDefault", e.created_at as "createdAt", e.version`;

type StoredRow = Omit<EntityRow, 'lowBalanceThreshold'> & { lowBalanceThreshold: string | null };

function toEntity(row: StoredRow): EntityRow {
  return { ...row, lowBalanceThreshold: row.lowBalanceThreshold === null ? null : new BigNumber(row.lowBalanceThreshold) };
}

/** A page of the entities that the session may see. */
export async function listEntities(
  db: ScopedQueryable,
  filter: EntityFilter,
  order: KeysetOrder,
  request: PageRequest,
): Promise<Page<EntityRow>> {
  const conditions: RawBuilder<unknown>[] = [inScope(db, 'e')];
  if (filter.organizationId) conditions.push(sql`e.organization_id = ${filter.organizationId}`);
  if (filter.status) conditions.push(sql`e.status = ${filter.status}`);
  if (filter.country) conditions.push(sql`e.country = ${filter.country.toUpperCase()}`);
  if (filter.currency) conditions.push(sql`e.currency = ${filter.currency}`);
  if (filter.search) conditions.push(sql`e.name ilike ${containing(filter.search)}`);
  const statement = sql<StoredRow>`select ${ENTITY_COLUMNS}, e.created_at from entities e where ${sql.join(conditions, sql` and `)}`;
  const page = await fetchPage(db, statement, order, request);
  return { ...page, rows: page.rows.map(toEntity) };
}

/** Entities by id, as far as the session may see them. */
export async function findEntities(db: ScopedQueryable, ids: readonly Uuid[]): Promise<EntityRow[]> {
  const rows = await db.query(
    sql<StoredRow>`select ${ENTITY_COLUMNS} from entities e where e.id = any(${ids}::uuid[]) and ${inScope(db, 'e')}`,
  );
  return rows.map(toEntity);
}

/** The entities of organizations, as far as the session may see them: the default in front, then by age. */
export async function findEntitiesOfOrganizations(db: ScopedQueryable, organizationIds: readonly Uuid[]): Promise<EntityRow[]> {
  const rows = await db.query(sql<StoredRow>`
    select ${ENTITY_COLUMNS} from entities e where e.organization_id = any(${organizationIds}::uuid[]) and ${inScope(db, 'e')}
    order by e.is_default desc, e.created_at, e.id`);
  return rows.map(toEntity);
}

/** The entities that pay by default for a user in organizations: the user's own default, else the organization's. */
export async function findDefaultEntities(
  db: ScopedQueryable,
  organizationIds: readonly Uuid[],
  userId: Uuid | null,
): Promise<EntityRow[]> {
  const rows = await db.query(sql<StoredRow>`
    select distinct on (e.organization_id) ${ENTITY_COLUMNS}
    from entities e
    left join entity_members m on m.entity_id = e.id and m.user_id = ${userId}::uuid and m.is_default
    where e.organization_id = any(${organizationIds}::uuid[]) and (m.id is not null or e.is_default) and ${inScope(db, 'e')}
    order by e.organization_id, (m.id is not null) desc`);
  return rows.map(toEntity);
}
