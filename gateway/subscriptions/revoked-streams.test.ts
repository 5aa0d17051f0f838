import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

// So long that nothing is noticed by looking again: what ends within a second was told.
const REMEMBERED_MS = 600_000;
const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock, { identityRememberedMs: REMEMBERED_MS });
  shop = await readyOrganization(gateway);
});
after(async () => {
  await gateway.stop();
  await world.close();
});

test('a revoked token’s streams end within a second, its socket is closed with 4403, and its next request is refused', async () => {
  const { apiToken, token } = await gateway.ask<{ apiToken: { id: string }; token: string }>(
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { apiToken { id } token errors { code } } }',
    { token: shop.ownerToken, variables: { input: { name: 'dashboard' } } },
  );
  const [doomed, other] = [
    await SocketClient.connect(gateway.url, token),
    await SocketClient.connect(gateway.url, shop.ownerToken),
  ];
  const [stream, staying] = [
    doomed.start('subscription { usageMetrics { trackers } }'),
    other.start('subscription { usageMetrics { trackers } }'),
  ];
  await Promise.all([stream.data(), staying.data()]);
  assert.deepEqual((await gateway.send('{ viewer { level } }', { token })).errors, []);
  const revokedAt = performance.now();
  await gateway.ask(
    'mutation ($input: RevokeApiTokenInput!) { revokeApiToken(input: $input) { apiToken { id } errors { code } } }',
    {
      token: shop.ownerToken,
      variables: { input: { id: apiToken.id } },
    },
  );
  assert.deepEqual(await stream.refusal(), ['UNAUTHENTICATED']);
  assert.equal(await doomed.closed, 4403);
  assert.ok(performance.now() - revokedAt < 1_000, `${performance.now() - revokedAt} ms`);
  const refused = await gateway.send('{ viewer { level } }', { token });
  assert.deepEqual([refused.status, refused.errors[0]!.extensions.code], [401, 'UNAUTHENTICATED']);
  assert.equal(other.unread, 0);
  await other.close();
});
