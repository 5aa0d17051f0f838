import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** What was agreed with one organization about the commission on its shipments. */
export interface OrganizationCommission {
  organizationId: Uuid;
  customRate: string | null;
  /** Whether `customRate` comes before every other rule; while false it is only kept. */
  isOverride: boolean;
}

const COLUMNS = sql`organization_id as "organizationId", trim_scale(custom_rate) as "customRate", is_override as "isOverride"`;

/** What was agreed with the organizations; those with whom nothing was are left out. */
export async function findOrganizationCommissions(
  db: Queryable,
  organizationIds: readonly Uuid[],
): Promise<OrganizationCommission[]> {
  return db.query(
    sql<OrganizationCommission>`select ${COLUMNS} from organization_commissions where organization_id = any(${organizationIds}::uuid[])`,
  );
}

/** The same for one organization, locked until the transaction ends. */
export async function lockOrganizationCommission(
  db: Queryable,
  organizationId: Uuid,
): Promise<OrganizationCommission | undefined> {
  return db.first(
    sql<OrganizationCommission>`select ${COLUMNS} from organization_commissions where organization_id = ${organizationId} for update`,
  );
}

/** Replaces what was agreed with an organization in one mode. */
export async function replaceOrganizationCommission(
  db: Queryable,
  agreed: OrganizationCommission & { id: Uuid; testMode: boolean; updatedAt: Date },
): Promise<void> {
  await db.query(sql`
    insert into organization_commissions (id, organization_id, test_mode, custom_rate, is_override, updated_at)
    values (${agreed.id}, ${agreed.organizationId}, ${agreed.testMode}, ${agreed.customRate}::numeric, ${agreed.isOverride}, ${agreed.updatedAt})
    on conflict (organization_id, test_mode) do update
      set custom_rate = excluded.custom_rate, is_override = excluded.is_override, updated_at = excluded.updated_at`);
}
