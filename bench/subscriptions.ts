import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { UsageTrackingMade } from '../contracts/events/usage-events.ts';
import { ID_PREFIX } from '../contracts/ids/id-prefixes.ts';
import { newEvent } from '../platform/events/new-event.ts';
import { decodeId, newId } from '../platform/ids/public-id.ts';
import { readyOrganization } from '../test/support/first-parcel-world.ts';
import { latestTenant } from './support/latest-tenant.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform, type BenchPlatform } from './support/bench-platform.ts';
import type { Arrival, LiveOrder } from './support/live-client.ts';

// How long an event takes to the screens that watch its organization, on the whole way: outbox, relay, consumer, roll-up, wake-up,
// present state, fields of another subgraph, socket. Clients are in a process of their own. Bar: p99 under 250 ms.

const SUBSCRIBERS = Number(process.argv[2] ?? 200);
const ORGANIZATIONS = Number(process.argv[3] ?? 50);
const EVENTS_PER_SECOND = 50;
const SECONDS = 10;
const QUERY =
  'subscription ($id: ID!) { usageMetrics(organizationId: $id) { trackers shipments shippingSpend { amount currency } organization { id name } } }';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function memoryBytes(): number {
  collect();
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
}

const platform = await startBenchPlatform();
try {
  const client = benchClient(platform);
  const shop = await readyOrganization(client);
  const organizations: string[] = [];
  for (let made = 0; made < ORGANIZATIONS; made += 1)
    organizations.push(await createOrganization(shop.adminToken, `Shop ${made}`));
  await wait(1_000);

  const order = (subscribers: number): LiveOrder => ({
    url: platform.url,
    token: shop.adminToken,
    query: QUERY,
    subscribers: Array.from({ length: subscribers }, (_, index) => ({ id: organizations[index % ORGANIZATIONS] })),
  });
  // The first subscription of a gateway makes the planner.
  await arrivalsOf(await watch(order(1)));
  const before = memoryBytes();
  const watchers = await watch(order(SUBSCRIBERS));
  const after = memoryBytes();
  const { subscriptions, upstreams } = platform.live();
  console.log(
    `${subscriptions} subscribers on ${upstreams} upstreams, ${((after - before) / 1024 / SUBSCRIBERS).toFixed(1)} KiB a subscriber`,
  );

  const cpuBefore = process.cpuUsage();
  const sent = await happen(platform, organizations);
  await wait(1_000);
  const cpu = process.cpuUsage(cpuBefore);
  const arrivals = await arrivalsOf(watchers);
  report(sent, arrivals, (cpu.user + cpu.system) / 1000);

  await wait(500);
  console.log(`when all have left: ${JSON.stringify(platform.live())}`);
} finally {
  await platform.stop();
}

async function createOrganization(token: string, name: string): Promise<string> {
  const created = await benchClient(platform).ask<{ organization: { id: string } }>(
    'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { organization { id } errors { code message } } }',
    { token, variables: { input: { name } } },
  );
  return created.organization.id;
}

async function watch(order: LiveOrder): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./support/live-client.js', import.meta.url)), {
    serialization: 'advanced',
    // Not this process’s own: its lifeline would let the child end before it has been told what to do.
    execArgv: ['--enable-source-maps'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('exit', (code) => reject(new Error(`the subscribers ended with ${code}`)));
    child.send(order);
  });
  child.removeAllListeners('exit');
  return child;
}

async function arrivalsOf(child: ChildProcess): Promise<Arrival[]> {
  return new Promise((resolve) => {
    child.once('message', (arrivals) => resolve(arrivals as Arrival[]));
    child.send('stop');
  });
}

/** When each event of an organization was committed, in order. */
async function happen(on: BenchPlatform, organizations: readonly string[]): Promise<number[][]> {
  const tenant = await latestTenant(on);
  const sent: number[][] = organizations.map(() => []);
  const shipping = on.marketplace.subgraphs.get('shipping')!;
  const identity = {
    actor: 'system/bench',
    level: 'internal' as const,
    userId: null,
    tenant,
    organizationId: null,
    partnerId: null,
    testMode: false,
    permissions: [],
  };
  const startedAt = performance.now();
  for (let event = 0; event < EVENTS_PER_SECOND * SECONDS; event += 1) {
    const due = startedAt + (event * 1_000) / EVENTS_PER_SECOND;
    await wait(Math.max(0, due - performance.now()));
    const index = Math.floor(Math.random() * organizations.length);
    const organizationId = decodeId(ID_PREFIX.organization, organizations[index]!);
    const context = shipping.createContext(identity, { requestId: 'bench' }, () => {});
    const trackerId = newId();
    const facts = { subject: `tracker/${trackerId}`, organizationId, data: { trackerId, carrierName: 'usps' } };
    await context.session.transaction(async (transaction) => transaction.publish(newEvent(context, UsageTrackingMade, facts)));
    sent[index]!.push(performance.timeOrigin + performance.now());
  }
  return sent;
}

function report(sent: readonly number[][], arrivals: readonly Arrival[], cpuMs: number): void {
  const latencies: number[] = [];
  const shown = Array.from({ length: SUBSCRIBERS }, () => 0);
  for (const { subscriber, atMs, data } of arrivals) {
    const { trackers } = (data as { usageMetrics: { trackers: number } }).usageMetrics;
    const events = sent[subscriber % ORGANIZATIONS]!;
    for (let event = shown[subscriber]!; event < trackers; event += 1) latencies.push(atMs - events[event]!);
    shown[subscriber] = trackers;
  }
  const missed = shown.filter((trackers, subscriber) => trackers !== sent[subscriber % ORGANIZATIONS]!.length).length;
  latencies.sort((left, right) => left - right);
  const at = (share: number): string =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))]!.toFixed(1);
  const events = sent.reduce((sum, each) => sum + each.length, 0);
  console.log(
    `${events} events at ${EVENTS_PER_SECOND}/s to ${SUBSCRIBERS} subscribers: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(1)} ms; ` +
      `${arrivals.length - SUBSCRIBERS} states sent, ${(cpuMs / events).toFixed(2)} ms CPU an event (all of the platform), ${missed} subscribers without the last state`,
  );
}
