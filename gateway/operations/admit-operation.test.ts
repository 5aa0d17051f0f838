import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GraphQLError } from 'graphql';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { narrowToken } from '../../test/support/narrow-token.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';
import type { ArrivedOperation } from './admit-operation.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
const arrived: ArrivedOperation[] = [];
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock, {
    identityRememberedMs: 100,
    checks: [
      async (operation) => {
        arrived.push(operation);
        if (operation.operationName === 'Unwanted')
          throw new GraphQLError('Not today.', { extensions: { code: 'UNWANTED', field: 'query' } });
      },
    ],
  });
  shop = await readyOrganization(gateway);
});
beforeEach(() => void arrived.splice(0));
after(async () => {
  await gateway.stop();
  await world.close();
});

const LIVE = 'subscription Wanted($id: ID) { usageMetrics(organizationId: $id) { trackers } }';

test('looks at every operation once, by HTTP, over a socket and as a subscription, with who asks and for what', async () => {
  const variables = { id: shop.organizationId };
  const query = 'query Wanted($id: ID!) { organization(id: $id) { name } } query Other { viewer { level } }';
  await gateway.send(query, { token: shop.ownerToken, variables, operationName: 'Wanted' });
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  await client.start(query, { variables, operationName: 'Wanted' }).data();
  await client.start(LIVE, { variables, operationName: 'Wanted' }).data();
  await client.close();
  assert.deepEqual(
    arrived.map(({ definition, operationName, context }) => [definition.operation, operationName, context.identity.level]),
    [
      ['query', 'Wanted', 'organization'],
      ['query', 'Wanted', 'organization'],
      ['subscription', 'Wanted', 'organization'],
    ],
  );
  for (const operation of arrived) assert.deepEqual([operation.variables, operation.isContinued], [variables, false]);
});

test('refuses by every way with the check’s own error, and runs nothing', async () => {
  const unwanted = (query: string): string => query.replace('Wanted', 'Unwanted');
  const byHttp = await gateway.send('query Unwanted { viewer { level } }', {
    token: shop.ownerToken,
    operationName: 'Unwanted',
  });
  assert.deepEqual(
    [byHttp.data, byHttp.errors[0]!.message, byHttp.errors[0]!.extensions],
    [null, 'Not today.', { code: 'UNWANTED', field: 'query' }],
  );
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  const query = await client.start('query Unwanted { viewer { level } }', { operationName: 'Unwanted' }).result();
  assert.equal(query.errors![0]!.extensions.code, 'UNWANTED');
  assert.deepEqual(await client.start(unwanted(LIVE), { operationName: 'Unwanted' }).refusal(), ['UNWANTED']);
  assert.deepEqual(gateway.live(), { connections: 1, subscriptions: 0, upstreams: 0 });
  await client.close();
});

test('is not asked about a subscription that is sent by HTTP, nor about what is not valid', async () => {
  await gateway.send(LIVE, { token: shop.ownerToken, operationName: 'Wanted' });
  await gateway.send('{ nonsense }', { token: shop.ownerToken });
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  assert.deepEqual(await client.start('subscription { nonsense }').refusal(), ['GRAPHQL_VALIDATION_FAILED']);
  await client.close();
  assert.deepEqual(arrived, []);
});

test('looks again at a subscription that runs when its caller’s rights change', async () => {
  const { apiToken, token } = await gateway.ask<{ apiToken: { id: string }; token: string }>(
    'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { apiToken { id } token errors { code } } }',
    { token: shop.ownerToken, variables: { input: { name: 'narrowed' } } },
  );
  const client = await SocketClient.connect(gateway.url, token);
  const stream = client.start(LIVE);
  await stream.data();
  arrived.splice(0);
  await narrowToken(world, apiToken.id, ['view_analytics']);
  await stream.data();
  assert.deepEqual(
    arrived.map(({ isContinued, context }) => [isContinued, context.identity.permissions]),
    [[true, ['view_analytics']]],
  );
  await client.close();
});
