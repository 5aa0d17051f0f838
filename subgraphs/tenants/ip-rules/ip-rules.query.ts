import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** A network from which a tenant's people and programs may come. */
export interface IpRule {
  id: Uuid;
  range: string;
  description: string | null;
  createdBy: string;
  createdAt: Date;
}

/** The networks that a tenant allows, in order; none when it allows all. */
export async function findIpRules(db: Queryable, tenantId: Uuid): Promise<IpRule[]> {
  return db.query(sql<IpRule>`
    select id, range::text as range, description, created_by as "createdBy", created_at as "createdAt"
    from tenants.ip_rules where tenant_id = ${tenantId} order by ip_rules.range`);
}

/** Makes these the networks that a tenant allows; those that stay keep who made them and when. Serial: one at a time for a tenant. */
export async function replaceIpRules(
  db: Queryable,
  tenantId: Uuid,
  rules: readonly { id: Uuid; range: string; description: string | null }[],
  facts: { createdBy: string; createdAt: Date },
): Promise<void> {
  const rows = JSON.stringify(rules);
  await db.query(sql`select from tenants.tenants where id = ${tenantId} for update`);
  await db.query(sql`
    delete from tenants.ip_rules where tenant_id = ${tenantId}
      and range not in (select network(range::inet) from jsonb_to_recordset(${rows}::jsonb) as row (range text))`);
  await db.query(sql`
    insert into tenants.ip_rules (id, tenant_id, range, description, created_by, created_at)
    select distinct on (network(range::inet)) id, ${tenantId}::uuid, network(range::inet), description, ${facts.createdBy}, ${facts.createdAt}
    from jsonb_to_recordset(${rows}::jsonb) as row (id uuid, range text, description text)
    on conflict (tenant_id, range) do update set description = excluded.description`);
}
