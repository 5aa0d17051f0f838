import { UsageTrackingMade } from '../../contracts/events/usage-events.ts';
import { ID_PREFIX } from '../../contracts/ids/id-prefixes.ts';
import { newEvent } from '../../platform/events/new-event.ts';
import { decodeId, newId } from '../../platform/ids/public-id.ts';
import type { TestTenant, TestWorld } from './test-world.ts';

/** The tenant of the marketplace that was made last, as the database knows it. */
export async function latestTenant(world: TestWorld): Promise<TestTenant> {
  const [tenant] = await world.inspect<TestTenant>(
    'select tenant_id as id, schema_name as schema from platform.tenant_schemas where tenant_id is not null order by tenant_id desc limit 1',
  );
  return tenant!;
}

/** Lets an organization begin to track `count` parcels, as shipping would tell it: its usage changes once for each. */
export async function trackParcels(world: TestWorld, tenant: TestTenant, organization: string, count = 1): Promise<void> {
  const organizationId = decodeId(ID_PREFIX.organization, organization);
  const context = world.context('shipping', { tenant });
  await context.session.transaction(async (transaction) => {
    for (let made = 0; made < count; made += 1) {
      const trackerId = newId();
      const facts = { subject: `tracker/${trackerId}`, organizationId, data: { trackerId, carrierName: 'usps' } };
      transaction.publish(newEvent(context, UsageTrackingMade, facts));
    }
  });
}
