import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Uuid } from '../ids/public-id.ts';
import type { Queryable } from './session.ts';

/** Takes the oldest spare schema for a tenant; undefined when the pool is empty. Never waits, never takes one twice. */
export async function claimSpareSchema(db: Queryable, tenantId: Uuid): Promise<string | undefined> {
  const row = await db.first(sql<{ schema_name: string }>`
    update platform.tenant_schemas set tenant_id = ${tenantId}, claimed_at = now()
    where schema_name = (
      select schema_name from platform.tenant_schemas where tenant_id is null order by created_at limit 1 for update skip locked
    )
    returning schema_name`);
  return row?.schema_name;
}

/** Makes a new, unclaimed tenant schema with every subgraph's tables; returns its opaque name. */
export async function provisionSpareSchema(db: Queryable): Promise<string> {
  const name = newSchemaName();
  await db.query(sql`select platform.provision_schema(${name})`);
  return name;
}

/** How many spare schemas wait to be claimed. */
export async function countSpareSchemas(db: Queryable): Promise<number> {
  const row = await db.first(
    sql<{ count: number }>`select count(*)::int as count from platform.tenant_schemas where tenant_id is null`,
  );
  return row?.count ?? 0;
}

/** The schema of a tenant, from the directory; undefined when the tenant has none. */
export async function findTenantSchema(db: Queryable, tenantId: Uuid): Promise<string | undefined> {
  const row = await db.first(
    sql<{ schema_name: string }>`select schema_name from platform.tenant_schemas where tenant_id = ${tenantId}`,
  );
  return row?.schema_name;
}

/** Marks a tenant's schema as one that no job works for any more, and that may be purged. */
export async function retireSchema(db: Queryable, retirement: { tenantId: Uuid; now: Date }): Promise<void> {
  await db.query(sql`update platform.tenant_schemas set retired_at = ${retirement.now} where tenant_id = ${retirement.tenantId}`);
}

/** Takes back `retireSchema`. */
export async function reviveSchema(db: Queryable, tenantId: Uuid): Promise<void> {
  await db.query(sql`update platform.tenant_schemas set retired_at = null where tenant_id = ${tenantId}`);
}

/** Drops a retired tenant's schema and removes its rows from every table that tenants share. */
export async function purgeTenant(db: Queryable, tenantId: Uuid): Promise<void> {
  await db.query(sql`select platform.purge_tenant(${tenantId})`);
}

/** A name for a schema that is not there yet; opaque. */
export function newSchemaName(): string {
  return `t_${randomBytes(8).toString('hex')}`;
}

/** Makes the schema of this name, with every subgraph's tables, for a tenant. */
export async function provisionSchemaFor(db: Queryable, schemaName: string, tenantId: Uuid): Promise<void> {
  await db.query(sql`select platform.provision_schema(${schemaName})`);
  await db.query(sql`
    update platform.tenant_schemas set tenant_id = ${tenantId}, claimed_at = now() where schema_name = ${schemaName}`);
}
