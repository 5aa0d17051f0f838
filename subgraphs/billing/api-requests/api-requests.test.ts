import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RecordApiRequests } from '../../../contracts/operations/usage-operations.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import { createEntity } from '../entities/create-entity.ts';
import { currentUsage } from '../usage/current-usage.ts';

let world: TestWorld;
before(async () => {
  world = await createTestWorld();
});
after(() => world.close());

test('counted requests become usage of each organization and mode once, however often and at once a flush is sent', async () => {
  const tenants = [await world.createTenant(), await world.createTenant()];
  const counts = tenants.flatMap(({ id, schema }, index) =>
    [false, true].map((testMode) => ({
      tenantId: id,
      tenantSchema: schema,
      organizationId: newId(),
      testMode,
      count: 40 + index,
      errors: 3,
      durationMs: 900,
      cost: 120,
      operations: [
        { operation: 'Page', status: 'ok' as const, errorCode: null, count: 37 + index, durationMs: 800, cost: 110 },
        { operation: 'Page', status: 'error' as const, errorCode: 'NOT_FOUND', count: 3, durationMs: 100, cost: 10 },
      ],
      windowStart: new Date().toISOString(),
      windowEnd: new Date().toISOString(),
    })),
  );
  const entities = await Promise.all(
    counts.map(({ tenantId, organizationId, testMode }) =>
      createEntity(world.context('billing', { tenant: tenants.find(({ id }) => id === tenantId)!, organizationId, testMode }), {
        name: 'Acme Inc.',
        country: 'US',
        currency: 'USD',
        timeZone: 'UTC',
      }),
    ),
  );
  const { operations } = world.context('tenants', { level: 'internal', permissions: ['internal'] });
  // What the tenant's staff asked is told as well, and nobody's usage.
  const ofStaff = tenants.map(({ id }) => ({ ...counts.find(({ tenantId }) => tenantId === id)!, organizationId: null }));
  const flush = { flushId: newId(), counts: [...counts, ...ofStaff] };
  const send = async (): Promise<number> => (await operations.call(RecordApiRequests, flush)).recorded;
  assert.deepEqual(await Promise.all([send(), send(), send()]), [6, 6, 6]);
  await world.settle();
  // The first tellings are gone from the outbox by now: these are told again, and count for nothing.
  assert.equal(await send(), 6);
  await world.settle();
  const amounts = await Promise.all(
    entities.map(async (entity, index) => {
      const { tenantId, organizationId, testMode } = counts[index]!;
      const tenant = tenants.find(({ id }) => id === tenantId)!;
      const usage = await currentUsage(world.context('billing', { tenant, organizationId, testMode }), entity.id);
      return [usage.lines.length, usage.lines[0]?.quantity, usage.amount.toString()];
    }),
  );
  assert.deepEqual(amounts, [
    [1, '40', '0.40 USD'],
    [1, '40', '0.40 USD'],
    [1, '41', '0.41 USD'],
    [1, '41', '0.41 USD'],
  ]);
  const [recorded] = await world.inspect<{ events: number; parked: number; operations: object[] }>(
    `select (select count(*)::int from billing.usage_events) as events,
      (select count(*)::int from platform.deliveries where parked_at is not null) as parked,
      (select data -> 'operations' from billing.usage_events where organization_id = $1) as operations`,
    [counts[0]!.organizationId],
  );
  assert.deepEqual(recorded, { events: 4, parked: 0, operations: counts[0]!.operations });
});
