import { sql } from 'kysely';
import type { Queryable } from '../../platform/database/session.ts';
import type { Uuid } from '../../platform/ids/public-id.ts';

/** The schema of a tenant; undefined for those that are none any more. */
export async function findTenantSchema(db: Queryable, tenantId: Uuid): Promise<string | undefined> {
  const row = await db.first(
    sql<{
      schema: string;
    }>`select schema_name as schema from platform.tenant_schemas where tenant_id = ${tenantId} and retired_at is null`,
  );
  return row?.schema;
}
