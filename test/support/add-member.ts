import { newId, type Uuid } from '../../platform/ids/public-id.ts';
import type { TestTenant, TestWorld } from './test-world.ts';

/** Makes a person (a new one unless given) a member of an organization, past the invitation; answers the person's id. */
export async function addMember(
  world: TestWorld,
  place: { tenant: TestTenant; organizationId: Uuid },
  userId: Uuid = newId(),
): Promise<Uuid> {
  await world.inspect(
    `insert into "${place.tenant.schema}".members (id, organization_id, user_id, email, roles, joined_at)
     values ($1, $2, $3, $4, array['member'], now()) on conflict do nothing`,
    [newId(), place.organizationId, userId, `${userId}@people.example`],
  );
  return userId;
}
