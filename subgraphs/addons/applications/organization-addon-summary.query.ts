import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { isInForce } from '../addons/addon.query.ts';

/** What one addon brought from an organization in one currency. */
export interface AddonBreakdownRow {
  addonId: Uuid;
  addonName: string;
  currency: string;
  totalApplications: number;
  totalRevenue: string;
  totalCommission: string;
}

/** The applications of an organization by addon and currency, the largest revenue of each currency first. Addons go by their present name. */
export async function findAddonBreakdown(db: Queryable, organizationId: Uuid): Promise<AddonBreakdownRow[]> {
  return db.query(sql<AddonBreakdownRow>`
    select applied.addon_id as "addonId", a.name as "addonName", applied.currency, applied.applications as "totalApplications",
      applied.revenue as "totalRevenue", applied.commission as "totalCommission"
    from (
      select addon_id, currency, count(*) filter (where reverses_id is null)::int - count(reverses_id)::int as applications, sum(amount) as revenue, sum(commission_amount) as commission
      from addon_applications where organization_id = ${organizationId}::uuid group by addon_id, currency
    ) as applied
    join addons a on a.id = applied.addon_id
    order by applied.currency, applied.revenue desc, applied.addon_id`);
}

/** How many addons are charged to the organization at an instant. */
export async function countAddonsInForce(db: Queryable, organizationId: Uuid, now: Date): Promise<number> {
  const row = await db.first(
    sql<{ count: number }>`select count(*)::int as count from addons where ${isInForce(organizationId, now)}`,
  );
  return row!.count;
}
