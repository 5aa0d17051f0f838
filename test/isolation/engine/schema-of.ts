import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import type { TestWorld } from '../../support/test-world.ts';

/** The database schema of a tenant. */
export async function schemaOf(world: TestWorld, tenant: string): Promise<string> {
  const [found] = await world.inspect<{ schema: string }>(
    'select schema_name as schema from platform.tenant_schemas where tenant_id = $1',
    [decodeId(ID_PREFIX.tenant, tenant)],
  );
  if (!found) throw new Error(`${tenant} has no schema`);
  return found.schema;
}
