import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GatewayOrder, ScenarioCost } from './gateway-peers/gateway-process.ts';

// What a request costs in the gateway, against Hive Gateway and stock @apollo/gateway before the same subgraphs over HTTP, and in
// process against one schema without federation. CPU time is the gateway process's alone; bodies vary, so that nobody's cache of
// results helps. `npm run bench -- gateway-peers [requests a round] [rounds]`.

const PEERS = { '@graphql-hive/gateway-runtime': '2.12.1', '@graphql-mesh/transport-http': '1.2.1', graphql: '16.15.0' };
const CONCURRENCY = 16;
const COMPARED = ['ours', 'stock @apollo/gateway', 'Hive Gateway', 'ours, in process', 'monolith'];
const PRICED = ['with identity, metering', 'with limits', 'with metrics', 'with tracing', 'with all of these'];

const [requests = 1_000, rounds = 3] = process.argv.slice(2).map(Number);
const peersFolder = await installPeers();
const shop = startProcess('shop-process');
try {
  const addresses = await firstMessage<Record<string, string>>(shop);
  const costs = new Map<string, ScenarioCost[]>();
  for (const gateway of [...COMPARED, ...PRICED]) {
    const child = startProcess('gateway-process');
    child.send({ gateway, addresses, peersFolder, requests, rounds, concurrency: CONCURRENCY } satisfies GatewayOrder);
    costs.set(gateway, await firstMessage<ScenarioCost[]>(child));
  }
  report(costs);
} finally {
  shop.kill();
}

/** Outside the project's lockfile: they are heavy, and nothing but this benchmark needs them. */
async function installPeers(): Promise<string> {
  const versions = Object.entries(PEERS).map(([name, version]) => `${name}@${version}`);
  const folder = join(tmpdir(), `waybill-peers${versions.join('-').replaceAll(/[^\w.]+/g, '-')}`);
  if (existsSync(join(folder, 'node_modules/graphql/package.json'))) return folder;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--save-exact', ...versions], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return folder;
}

function startProcess(name: string): ChildProcess {
  const file = fileURLToPath(new URL(`./gateway-peers/${name}.js`, import.meta.url));
  return fork(file, { execArgv: [], env: { NODE_ENV: 'production' } });
}

function firstMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as Message));
    child.once('exit', (code) => reject(new Error(`a process of the benchmark ended with ${code}`)));
  });
}

function report(costs: ReadonlyMap<string, readonly ScenarioCost[]>): void {
  for (const [index, { scenario }] of costs.get('ours')!.entries()) {
    const row = (gateway: string): ScenarioCost => costs.get(gateway)![index]!;
    const times = (gateway: string): string => (row(gateway).cpuMs / row('ours').cpuMs).toFixed(2);
    console.log(`\n${scenario}`);
    for (const gateway of costs.keys()) {
      const price = PRICED.includes(gateway)
        ? `, ${((row(gateway).cpuMs / row('ours').cpuMs - 1) * 100).toFixed(0)} % dearer`
        : '';
      const { cpuMs, requestsPerSecond, failures } = row(gateway);
      console.log(
        `  ${gateway.padEnd(23)} ${cpuMs.toFixed(2)} ms CPU/request, ${requestsPerSecond.toFixed(0)} req/s, ${failures} failures${price}`,
      );
    }
    const share = row('ours, in process').requestsPerSecond / row('monolith').requestsPerSecond;
    console.log(
      `  ours is ${times('Hive Gateway')} × as cheap as Hive Gateway, ${times('stock @apollo/gateway')} × as stock; in process ${share.toFixed(2)} × the monolith's req/s`,
    );
  }
}
