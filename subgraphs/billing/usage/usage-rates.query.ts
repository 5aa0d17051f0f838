import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import type { UsageRate } from './usage-rate.ts';

/** Which rates to list; conditions add up. */
export interface UsageRateFilter {
  organizationId?: Uuid | undefined;
  entityId?: Uuid | undefined;
  eventType?: string | null | undefined;
  currency?: string | null | undefined;
}

const RATE_COLUMNS = sql`r.id, r.organization_id as "organizationId", r.entity_id as "entityId", r.event_type as "eventType", r.currency,
  r.unit_price as "unitPrice", r.effective_from as "effectiveFrom", r.version, r.created_at as "createdAt"`;

// The tenant's own rates are everybody's to see; those of an organization are its own.
function inView(db: ScopedQueryable): RawBuilder<unknown> {
  const { organization, testMode } = db.scope;
  if (organization === null) return sql`false`;
  const ofOrganization =
    organization === 'all' ? sql`true` : sql`(r.organization_id is null or r.organization_id = ${organization})`;
  return sql`r.test_mode = ${testMode} and ${ofOrganization}`;
}

/** Every rate that may price usage of these kinds in these organizations. */
export async function findRatesFor(
  db: ScopedQueryable,
  organizationIds: readonly Uuid[],
  eventTypes: readonly string[],
): Promise<UsageRate[]> {
  return db.query(sql<UsageRate>`
    select ${RATE_COLUMNS} from usage_rates r
    where r.event_type = any(${eventTypes}::text[]) and (r.organization_id is null or r.organization_id = any(${organizationIds}::uuid[])) and ${inView(db)}`);
}

/** Writes a rate with the next version of its place, kind and currency; the unique constraint decides races. */
export async function insertRate(db: ScopedQueryable, rate: Omit<UsageRate, 'version'> & { actor: string }): Promise<UsageRate> {
  const { organizationId, entityId, eventType, currency } = rate;
  const row = await db.first(sql<UsageRate>`
    insert into usage_rates as r (id, test_mode, organization_id, entity_id, event_type, currency, unit_price, effective_from, version, actor, created_at)
    select ${rate.id}::uuid, ${db.scope.testMode}::boolean, ${organizationId}::uuid, ${entityId}::uuid, ${eventType}, ${currency}, ${rate.unitPrice}::numeric,
      ${rate.effectiveFrom}::timestamptz, coalesce(max(earlier.version), 0) + 1, ${rate.actor}, ${rate.createdAt}::timestamptz
    from usage_rates earlier
    where earlier.test_mode = ${db.scope.testMode} and earlier.organization_id is not distinct from ${organizationId}::uuid
      and earlier.entity_id is not distinct from ${entityId}::uuid and earlier.event_type = ${eventType} and earlier.currency = ${currency}
    returning ${RATE_COLUMNS}`);
  return row!;
}

/** A page of the rates that were set, newest first. */
export async function listRates(db: ScopedQueryable, filter: UsageRateFilter, request: PageRequest): Promise<Page<UsageRate>> {
  const conditions = [inView(db)];
  if (filter.organizationId) conditions.push(sql`r.organization_id = ${filter.organizationId}`);
  if (filter.entityId) conditions.push(sql`r.entity_id = ${filter.entityId}`);
  if (filter.eventType) conditions.push(sql`r.event_type = ${filter.eventType}`);
  if (filter.currency) conditions.push(sql`r.currency = ${filter.currency}`);
  const statement = sql<UsageRate>`select ${RATE_COLUMNS}, r.created_at from usage_rates r where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, { column: 'created_at', type: 'timestamptz', direction: 'desc' }, request);
}
