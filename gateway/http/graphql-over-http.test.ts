import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { auditServer } from 'graphql-http';
import { ManualClock } from '../../platform/context/clock.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
let world: TestWorld;
let gateway: TestGateway;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  gateway = await startTestGateway(world, clock, { isSchemaOpen: true });
});
after(async () => {
  await gateway.stop();
  await world.close();
});

// Apollo's server answers requests that no operation came out of with 400 also where old clients expect 200 of everything;
// what watches the platform from outside can tell them apart that way.
const LEFT_ALONE = [
  'SHOULD use 200 status code on document parsing failure when accepting application/json',
  'SHOULD use 200 status code on document validation failure when accepting application/json',
  'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
];

test('follows GraphQL over HTTP: every MUST of the audit, and every SHOULD but three', async () => {
  const results = await auditServer({ url: gateway.url });
  const ofLevel = (level: string): string[] =>
    results.filter(({ name, status }) => name.startsWith(level) && status !== 'ok').map(({ name }) => name);
  assert.ok(results.filter(({ name }) => name.startsWith('MUST')).length >= 10, `${results.length} audits ran`);
  assert.deepEqual(ofLevel('MUST'), []);
  assert.deepEqual(ofLevel('SHOULD').toSorted(), LEFT_ALONE);
});
