import { sql } from 'kysely';
import type { Queryable } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';

/** The tenant that the platform is to itself; undefined before the first operator. */
export async function findPlatformTenant(db: Queryable): Promise<{ id: Uuid; schema: string } | undefined> {
  return db.first(
    sql<{ id: Uuid; schema: string }>`select id, schema_name as schema from tenants.tenants where kind = 'platform'`,
  );
}
