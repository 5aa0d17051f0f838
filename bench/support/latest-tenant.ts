import { Client } from 'pg';
import type { BenchPlatform } from './bench-platform.ts';

/** The tenant that was made last, as the database knows it. */
export async function latestTenant(platform: BenchPlatform): Promise<{ id: string; schema: string }> {
  const owner = new Client({ connectionString: platform.ownerUrl });
  await owner.connect();
  try {
    const { rows } = await owner.query<{ id: string; schema: string }>(
      'select tenant_id as id, schema_name as schema from platform.tenant_schemas where tenant_id is not null order by tenant_id desc limit 1',
    );
    return rows[0]!;
  } finally {
    await owner.end();
  }
}
