import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocket } from 'ws';
import { readyOrganization } from '../test/support/first-parcel-world.ts';
import { benchClient } from './support/bench-client.ts';
import { startBenchPlatform, type BenchPlatform } from './support/bench-platform.ts';

// Clients that come, watch, ask and vanish, for minutes: memory must end where it began, and nothing may stay open.
// Everything is in one process, so that the figure of memory is an upper bound: the clients are in it as well.

const MINUTES = Math.min(Number(process.argv[2] ?? 10), 30);
const CLIENTS_AT_A_TIME = 20;
const SAMPLE_EVERY_MS = 10_000;
// What the first minute fills is caches: up to 2,000 documents a subgraph, plans, identities, compiled code.
const WARM_UP_MS = 60_000;
const LIVE = 'subscription { usageMetrics { trackers shippingSpend { amount } organization { name entities { name } } } }';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapMegabytes(): number {
  collect();
  return process.memoryUsage().heapUsed / 1_048_576;
}

const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

/** What is open at the gateway and at every subgraph. */
function open(platform: BenchPlatform): string {
  const subgraphs = [...platform.marketplace.subgraphs].map(
    ([name, { openStreams, topics }]) => `${name} ${openStreams}/${topics.watchCount}`,
  );
  return `${JSON.stringify(platform.live())}; streams/watches: ${subgraphs.join(', ')}`;
}

/** One client: subscribes twice, asks once, leaves politely or vanishes. */
async function visit(url: string, token: string, visitor: number): Promise<void> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws');
  const send = (message: object): void => socket.send(JSON.stringify(message));
  const subscribe = (id: string, query: string): void => send({ type: 'subscribe', id, payload: { query } });
  socket.on('error', () => {});
  socket.on('open', () => send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  socket.on('message', (received) => {
    const { type } = JSON.parse((received as Buffer).toString()) as { type: string };
    if (type !== 'connection_ack') return;
    subscribe('live', LIVE);
    // No two alike, as from clients that put values into their documents.
    subscribe('other', `subscription V${visitor} { billingStatusChanged { status organization { name } } }`);
    subscribe('query', '{ viewer { level } organizations(first: 5) { edges { node { name } } } }');
  });
  await wait(200 + (visitor % 7) * 100);
  if (visitor % 3 === 0) socket.terminate();
  else socket.close(1000);
}

const platform = await startBenchPlatform();
try {
  const { ownerToken } = await readyOrganization(benchClient(platform));
  await wait(1_000);
  const own = open(platform);
  const timersBefore = timers();
  const startedAt = performance.now();
  const elapsed = (): number => performance.now() - startedAt;
  let visitors = 0;
  const visiting = Array.from({ length: CLIENTS_AT_A_TIME }, async () => {
    while (elapsed() < MINUTES * 60_000) await visit(platform.url, ownerToken, (visitors += 1));
  });
  const heaps: { atMs: number; megabytes: number }[] = [];
  while (elapsed() < MINUTES * 60_000) {
    await wait(SAMPLE_EVERY_MS);
    heaps.push({ atMs: elapsed(), megabytes: heapMegabytes() });
  }
  await Promise.all(visiting);
  await wait(3_000);
  const warm = heaps.filter(({ atMs }) => atMs > WARM_UP_MS).map(({ megabytes }) => megabytes);
  const third = Math.max(1, Math.floor(warm.length / 3));
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  console.log(`${visitors} clients came and went in ${MINUTES} minutes`);
  console.log(
    `heap after collection: ${heaps[0]!.megabytes.toFixed(1)} MiB at first, ${mean(warm.slice(0, third)).toFixed(1)} after the first minute, ` +
      `${mean(warm.slice(-third)).toFixed(1)} at the end, ${heapMegabytes().toFixed(1)} when all have left`,
  );
  console.log(`open before: ${own}`);
  console.log(`open after:  ${open(platform)}`);
  console.log(`timers: ${timersBefore} before, ${timers()} after`);
} finally {
  await platform.stop();
}
