import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization } from '../../test/support/first-parcel-world.ts';
import { startTestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
before(async () => {
  world = await createTestWorld({ clock });
});
after(() => world.close());

test('every operation of an organization, failed ones too, is its usage by the time the gateway has stopped; staff’s are not', async () => {
  const gateway = await startTestGateway(world, clock);
  // Its owner connects a carrier and creates an entity.
  const { ownerToken, adminToken } = await readyOrganization(gateway);
  const send = (query: string, token?: string): Promise<unknown> => gateway.send(query, token ? { token } : {});
  for (let sent = 0; sent < 7; sent += 1) await send('{ shipments { totalCount } }', ownerToken);
  await send('{ shipment(id: "shp_nonsense") { id } }', ownerToken);
  await send('{ nothing', ownerToken);
  await send('{ shipments { totalCount } }', adminToken);
  await send('{ shipments { totalCount } }');
  await gateway.stop();
  await world.settle();
  const rows = await world.inspect<{ requests: number; errors: number }>(
    `select sum(quantity)::int as requests, sum((data ->> 'errors')::int)::int as errors from billing.usage_events where event_type = 'api_request'`,
  );
  assert.deepEqual(rows, [{ requests: 2 + 9, errors: 2 }]);
});
