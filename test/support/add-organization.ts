import { newId, type Uuid } from '../../platform/ids/public-id.ts';
import type { TestTenant, TestWorld } from './test-world.ts';

/** Puts an organization (a new one unless its id is given) into a tenant, past its creation; answers its id. */
export async function addOrganization(world: TestWorld, tenant: TestTenant, id: Uuid = newId()): Promise<Uuid> {
  await world.inspect(
    `insert into "${tenant.schema}".organizations (id, name, slug, is_active, created_at) values ($1, 'Shop', $2, true, now())`,
    [id, `shop-${id}`],
  );
  return id;
}
