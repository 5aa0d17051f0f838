import { sql, type RawBuilder } from 'kysely';
import { fetchPage, type Page, type PageRequest } from '../../../platform/database/keyset.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { ScopedQueryable } from '../scope.query.ts';
import { TOTAL_COLUMNS, totalsInScope, type UsageTotal } from '../usage/usage-totals.query.ts';

/** Usage beyond what its price includes, as it stood when the day's job came by; numbers are exact decimals. */
export interface UsageOverage {
  id: Uuid;
  organizationId: Uuid;
  entityId: Uuid;
  period: string;
  meter: string;
  priceId: Uuid;
  /** The day in UTC on which it was computed. */
  day: string;
  currency: string;
  includedQuantity: string;
  /** All that was used in the month, what is included in it too. */
  quantity: string;
  /** What the month comes to, in full precision. */
  amount: string;
  computedAt: Date;
}

/** Which overages to list; conditions add up. */
export interface UsageOverageFilter {
  organizationId?: Uuid | undefined;
  entityId?: Uuid | undefined;
  period?: string | null | undefined;
  meter?: string | null | undefined;
}

const COLUMNS = sql`o.id, o.organization_id as "organizationId", o.entity_id as "entityId", o.period, o.meter, o.price_id as "priceId", o.day, o.currency,
  trim_scale(o.included_quantity) as "includedQuantity", trim_scale(o.quantity) as quantity, o.amount, o.computed_at as "computedAt"`;

function inScope(db: ScopedQueryable): RawBuilder<unknown> {
  const { tenant, organization, testMode } = db.scope;
  if (tenant === null || organization === null) return sql`false`;
  const ofOrganization = organization === 'all' ? sql`` : sql`and o.organization_id = ${organization}`;
  return sql`o.tenant_id = ${tenant.id} and o.test_mode = ${testMode} ${ofOrganization}`;
}

// Looked at once a day, if anything was added since.
function isToCompute(dayStart: Date): RawBuilder<unknown> {
  return sql`t.price_id is not null and (t.overage_at is null or (t.overage_at < ${dayStart} and t.updated_at >= t.overage_at))`;
}

/** Totals of rate cards that were added to since they were last looked at, before today; in the order of their keys. */
export async function findTotalsToCompute(db: ScopedQueryable, dayStart: Date, limit: number): Promise<UsageTotal[]> {
  return db.query(sql<UsageTotal>`
    select ${TOTAL_COLUMNS} from billing.usage_totals t where ${isToCompute(dayStart)} and ${totalsInScope(db)}
    order by t.entity_id, t.period, t.meter, t.price_key limit ${limit}`);
}

/** `findTotalsToCompute`, locked until the transaction ends. */
export async function lockTotalsToCompute(db: ScopedQueryable, dayStart: Date, limit: number): Promise<UsageTotal[]> {
  return db.query(sql<UsageTotal>`
    select ${TOTAL_COLUMNS} from billing.usage_totals t where ${isToCompute(dayStart)} and ${totalsInScope(db)}
    order by t.entity_id, t.period, t.meter, t.price_key limit ${limit} for update`);
}

/** Notes that the totals, which are locked, were looked at. */
export async function markComputed(db: ScopedQueryable, totals: readonly UsageTotal[], now: Date): Promise<void> {
  const rows = totals.map(({ entityId, period, meter, priceKey }) => ({
    entity_id: entityId,
    period,
    meter,
    price_key: priceKey,
  }));
  await db.query(sql`
    update billing.usage_totals t set overage_at = ${now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as looked (entity_id uuid, period text, meter text, price_key text)
    where (t.entity_id, t.period, t.meter, t.price_key) = (looked.entity_id, looked.period, looked.meter, looked.price_key) and ${totalsInScope(db)}`);
}

/** Writes overages of a day, or what they have become; answers the ids of those that are the first of their month, meter and price. */
export async function saveOverages(db: ScopedQueryable, overages: readonly UsageOverage[]): Promise<Set<Uuid>> {
  const rows = overages.map((each) => ({
    id: each.id,
    organization_id: each.organizationId,
    entity_id: each.entityId,
    period: each.period,
    meter: each.meter,
    price_id: each.priceId,
    day: each.day,
    currency: each.currency,
    included_quantity: each.includedQuantity,
    quantity: each.quantity,
    amount: each.amount,
    computed_at: each.computedAt,
  }));
  const found = await db.query(sql<{ id: Uuid }>`
    with computed as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as overage (id uuid, organization_id uuid, entity_id uuid, period text, meter text,
        price_id uuid, day date, currency text, included_quantity numeric, quantity numeric, amount numeric, computed_at timestamptz)
    ), first as (
      select c.id from computed c where not exists (select from billing.usage_overages o
        where (o.entity_id, o.period, o.meter, o.price_id) = (c.entity_id, c.period, c.meter, c.price_id) and ${inScope(db)})
    ), saved as (
      insert into billing.usage_overages as o (tenant_id, test_mode, id, organization_id, entity_id, period, meter, price_id, day, currency,
        included_quantity, quantity, amount, computed_at)
      select ${db.scope.tenant!.id}::uuid, ${db.scope.testMode}::boolean, id, organization_id, entity_id, period, meter, price_id, day, currency,
        included_quantity, quantity, amount, computed_at from computed
      on conflict (tenant_id, entity_id, test_mode, period, meter, price_id, day) do update set
        quantity = excluded.quantity, amount = excluded.amount, computed_at = excluded.computed_at
    )
    select id from first`);
  return new Set(found.map((row) => row.id));
}

/** A page of overages, the latest in front. */
export async function listOverages(
  db: ScopedQueryable,
  filter: UsageOverageFilter,
  request: PageRequest,
): Promise<Page<UsageOverage>> {
  const conditions = [inScope(db)];
  if (filter.organizationId) conditions.push(sql`o.organization_id = ${filter.organizationId}`);
  if (filter.entityId) conditions.push(sql`o.entity_id = ${filter.entityId}`);
  if (filter.period) conditions.push(sql`o.period = ${filter.period}`);
  if (filter.meter) conditions.push(sql`o.meter = ${filter.meter}`);
  const statement = sql<UsageOverage>`
    select ${COLUMNS}, o.computed_at from billing.usage_overages o where ${sql.join(conditions, sql` and `)}`;
  return fetchPage(db, statement, { column: 'computed_at', type: 'timestamptz', direction: 'desc' }, request);
}
