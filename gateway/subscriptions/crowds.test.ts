import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import fc from 'fast-check';
import { ManualClock } from '../../platform/context/clock.ts';
import { readyOrganization, type ReadyOrganization } from '../../test/support/first-parcel-world.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
const TRACKERS = 'subscription { usageMetrics { trackers } }';
let world: TestWorld;
let gateway: TestGateway;
let shop: ReadyOrganization;
/** What the gateway itself keeps open: it listens for revocations. */
let itsOwn: number[];

before(async () => {
  world = await createTestWorld({ clock });
  gateway = await startTestGateway(world, clock);
  shop = await readyOrganization(gateway);
  itsOwn = open();
});
after(async () => {
  await gateway.stop();
  await world.close();
});

/** What is open anywhere: sockets, subscriptions, upstreams, streams and watches at subgraphs. */
function open(): number[] {
  const subgraphs = [...world.marketplace.subgraphs.values()];
  return [...Object.values(gateway.live()), ...subgraphs.flatMap(({ openStreams, topics }) => [openStreams, topics.watchCount])];
}

/** Timers that would keep a process alive, by kind. */
const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

async function nothingElseIsOpen(): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (open().join() !== itsOwn.join()) {
    assert.ok(performance.now() < deadline, `${open().join()}, before ${itsOwn.join()}`);
    await wait(10);
  }
}

test('keeps nothing of 1,000 clients that connect, subscribe and vanish: no socket, stream, watch or timer', async () => {
  const before = timers();
  for (let wave = 0; wave < 10; wave += 1) {
    const clients = await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        // Some vanish before they introduce themselves, some before their subscription has begun, some in the middle of it.
        if (index % 4 === 0) return SocketClient.open(gateway.url);
        const client = await SocketClient.connect(gateway.url, shop.ownerToken);
        if (index % 4 === 1) return client;
        const stream = client.start(
          index % 8 < 4 ? TRACKERS : 'subscription { billingStatusChanged { status organization { name } } }',
        );
        if (index % 4 === 3) await stream.result();
        return client;
      }),
    );
    for (const client of clients) client.vanish();
  }
  await nothingElseIsOpen();
  // Those of the subgraphs’ own workers come and go; those that end what closes end with it.
  const deadline = performance.now() + 10_000;
  while (timers() >= before + 20) {
    assert.ok(performance.now() < deadline, `${timers()} timers, ${before} before`);
    await wait(50);
  }
  assert.equal((await gateway.send('{ viewer { level } }', { token: shop.ownerToken })).status, 200);
});

test('survives whatever is said to it: closes with a code of the protocol or answers, and keeps nothing', async () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('1', 'subscribe', 'usageMetrics', TRACKERS, '{ viewer { level } }', '__proto__'),
  );
  const payload = fc.oneof(
    word,
    fc.json(),
    fc.record({
      query: word,
      variables: fc.option(fc.dictionary(word, fc.jsonValue()), { nil: undefined }),
      operationName: fc.option(word),
    }),
    fc.record({ authorization: fc.oneof(word, fc.integer(), fc.constant(null)) }),
  );
  const message = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record(
        {
          type: fc.oneof(word, fc.constantFrom('connection_init', 'subscribe', 'complete', 'ping', 'pong', 'next', 'error')),
          id: word,
          payload,
        },
        { requiredKeys: ['type'] },
      )
      .map((each) => JSON.stringify(each)),
  );
  const conversation = fc.record({ isKnown: fc.boolean(), messages: fc.array(message, { minLength: 1, maxLength: 6 }) });
  await fc.assert(
    fc.asyncProperty(conversation, async ({ isKnown, messages }) => {
      const client = await (isKnown ? SocketClient.connect(gateway.url, shop.ownerToken) : SocketClient.open(gateway.url));
      for (const each of messages) client.send(each);
      const code = await Promise.race([client.closed, wait(15).then(() => 0)]);
      assert.ok([0, 4400, 4401, 4403, 4409, 4429].includes(code), `closed with ${code}`);
      client.vanish();
    }),
    { numRuns: 300, endOnFailure: true },
  );
  await nothingElseIsOpen();
  const client = await SocketClient.connect(gateway.url, shop.ownerToken);
  await client.start(TRACKERS).data();
  await client.close();
});

test('drops a client that asks and does not read, and serves the others', async () => {
  const tight = await startTestGateway(world, clock, { liveLimits: { operationsPerConnection: 5_000 } });
  const [deaf, other] = [
    await SocketClient.connect(tight.url, shop.ownerToken),
    await SocketClient.connect(tight.url, shop.ownerToken),
  ];
  deaf.pause();
  const introspection = '{ __schema { types { name description fields { name description args { name description } } } } }';
  for (let asked = 0; asked < 400 && tight.live().connections === 2; asked += 1) {
    deaf.start(introspection);
    if (asked % 20 === 0) await wait(50);
  }
  const deadline = performance.now() + 10_000;
  while (tight.live().connections === 2) {
    assert.ok(performance.now() < deadline, 'the deaf client is still there');
    await wait(20);
  }
  await other.start(TRACKERS).data();
  await other.close();
  deaf.vanish();
  await tight.stop();
});
