import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { encodeId, newId } from '../../platform/ids/public-id.ts';
import { readyOrganization } from '../../test/support/first-parcel-world.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
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
  const socket = await SocketClient.connect(gateway.url, ownerToken);
  await socket.start('query OverSocket { shipments { totalCount } }').data();
  await socket.start('subscription Live { usageMetrics { trackers } }').data();
  await socket.start('subscription Live { usageMetrics { trackers nonsense } }').refusal();
  // Refused by the subgraph, which alone knows that there is no such job.
  await socket.start(`subscription Refused { jobProgress(id: "${encodeId('job', newId())}") { done } }`).refusal();
  await gateway.stop();
  await world.settle();
  const rows = await world.inspect<{ requests: number; errors: number }>(
    `select sum(quantity)::int as requests, sum((data ->> 'errors')::int)::int as errors from billing.usage_events where event_type = 'api_request'`,
  );
  assert.deepEqual(rows, [{ requests: 2 + 9 + 4, errors: 4 }]);
  const operations = await world.inspect<{ operation: string; outcome: string; count: number }>(
    `select op ->> 'operation' as operation, coalesce(op ->> 'errorCode', 'ok') as outcome, sum((op ->> 'count')::int)::int as count
     from billing.usage_events, jsonb_array_elements(data -> 'operations') as op where event_type = 'api_request' group by 1, 2 order by 1, 2`,
  );
  assert.deepEqual(
    operations.map((each) => [each.operation, each.outcome, each.count]),
    [
      ['(unnamed)', 'GRAPHQL_PARSE_FAILED', 1],
      ['(unnamed)', 'GRAPHQL_VALIDATION_FAILED', 1],
      ['(unnamed)', 'INVALID_ID', 1],
      ['(unnamed)', 'ok', 9],
      ['Live', 'ok', 1],
      ['OverSocket', 'ok', 1],
      ['Refused', 'NOT_FOUND', 1],
    ],
  );
  // What staff asked is told as well, in no organization's name.
  const told = await world.inspect<{ parked: number }>(
    `select count(*)::int as parked from platform.deliveries where parked_at is not null`,
  );
  assert.deepEqual(told, [{ parked: 0 }]);
});
