import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { systemClock } from '../platform/context/clock.ts';
import { diskStore } from '../platform/objects/disk-store.ts';
import { TEST_ROLE_PREFIX, TEST_SECRET } from '../test/support/test-settings.ts';
import { createTestWorld, type TestWorld } from '../test/support/test-world.ts';
import { createMarketplace, type Marketplace } from './marketplace.ts';

let world: TestWorld;
let neighbours: Marketplace[];

before(async () => {
  world = await createTestWorld({ startsWorkers: false });
  const one = (): Promise<Marketplace> =>
    createMarketplace({
      ownerUrl: world.ownerUrl,
      secret: TEST_SECRET,
      rolePrefix: TEST_ROLE_PREFIX,
      objects: diskStore('.data/unused'),
      clock: systemClock,
      log: pino({ level: 'silent' }),
      poolSize: 2,
      hasNeighbours: true,
    });
  neighbours = [await one(), await one()];
  for (const each of neighbours) await each.start();
});
after(async () => {
  for (const each of neighbours) await each.stop();
  await world.close();
});

test('what changes in one all-in-one process is told in another on the same database', async () => {
  const [here, there] = neighbours.map((each) => each.subgraphs.get('tenants')!) as [Tenants, Tenants];
  const changes = there.topics.collect('identity/', { pulseMs: 60_000 });
  const context = here.createContext(SYSTEM, { requestId: 'test' }, () => {});
  const heard = (async () => {
    for (;;) {
      const { value } = await changes.next();
      if (value?.topics.includes('user/somebody')) return;
    }
  })();
  const deadline = performance.now() + 10_000;
  let isHeard = false;
  void heard.then(() => (isHeard = true));
  while (!isHeard) {
    assert.ok(performance.now() < deadline, 'nothing was heard');
    await context.session.transaction(async (transaction) => transaction.announceTopic('identity/user/somebody'));
    await wait(20);
  }
  await changes.return();
});

type Tenants = ReturnType<Marketplace['subgraphs']['get']> & object;

const SYSTEM = {
  actor: 'system/test',
  level: 'internal',
  userId: null,
  tenant: null,
  organizationId: null,
  partnerId: null,
  testMode: false,
  permissions: [],
} as const;
