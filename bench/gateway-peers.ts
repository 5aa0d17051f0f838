import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GatewayOrder, RoundOrder } from './gateway-peers/gateway-process.ts';
import { SCENARIOS } from './gateway-peers/scenarios.ts';
import type { LoadFigures } from './support/load.ts';

// What a request costs in the gateway, against Hive Gateway and stock @apollo/gateway before the same subgraphs over HTTP, and in
// process against one schema without federation. CPU time is the gateway process's alone; bodies vary, so that nobody's cache of
// results helps. All stand side by side and take turns round by round, so that what disturbs the machine disturbs each of them.
// `npm run bench -- gateway-peers [requests a round] [rounds]`.

const PEERS = { '@graphql-hive/gateway-runtime': '2.12.1', '@graphql-mesh/transport-http': '1.2.1', graphql: '16.15.0' };
const CONCURRENCY = 16;
const COMPARED = ['ours', 'stock @apollo/gateway', 'Hive Gateway', 'ours, in process', 'monolith'];
const PRICED = ['with identity, metering', 'with limits', 'with metrics', 'with tracing', 'with all of these'];

/** What a scenario cost one gateway: the best of the rounds, as noise only ever adds. */
interface ScenarioCost {
  cpuMs: number;
  requestsPerSecond: number;
  failures: number;
}

const [requests = 500, rounds = 10] = process.argv.slice(2).map(Number);
const peersFolder = await installPeers();
const shop = startProcess('shop-process');
const gateways = new Map([...COMPARED, ...PRICED].map((name) => [name, startProcess('gateway-process')]));
try {
  const addresses = await nextMessage<Record<string, string>>(shop);
  for (const [gateway, child] of gateways) await told(child, { gateway, addresses, peersFolder } satisfies GatewayOrder);
  for (const scenario of SCENARIOS.keys()) report(scenario, await costsOf(scenario));
} finally {
  for (const child of [shop, ...gateways.values()]) child.kill();
}

async function costsOf(scenario: number): Promise<Map<string, ScenarioCost>> {
  const order: RoundOrder = { scenario, requests, concurrency: CONCURRENCY };
  const figures = new Map([...gateways.keys()].map((name) => [name, [] as LoadFigures[]]));
  // The first round warms up and does not count.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, child] of gateways) {
      const measured = await told<LoadFigures>(child, order);
      if (round > 0) figures.get(name)!.push(measured);
    }
  }
  return new Map([...figures].map(([name, measured]) => [name, best(measured)]));
}

function best(rounds: readonly LoadFigures[]): ScenarioCost {
  return {
    cpuMs: Math.min(...rounds.map(({ cpuMsPerRequest }) => cpuMsPerRequest)),
    requestsPerSecond: Math.max(...rounds.map(({ requestsPerSecond }) => requestsPerSecond)),
    failures: rounds.reduce((sum, { failures }) => sum + failures, 0),
  };
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

function told<Answer>(child: ChildProcess, order: GatewayOrder | RoundOrder): Promise<Answer> {
  const answer = nextMessage<Answer>(child);
  child.send(order);
  return answer;
}

function nextMessage<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a process of the benchmark ended with ${code}`));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message as Message);
    });
  });
}

function report(scenario: number, costs: ReadonlyMap<string, ScenarioCost>): void {
  const row = (gateway: string): ScenarioCost => costs.get(gateway)!;
  const times = (gateway: string): string => (row(gateway).cpuMs / row('ours').cpuMs).toFixed(2);
  console.log(`\n${SCENARIOS[scenario]!.name}`);
  for (const [gateway, { cpuMs, requestsPerSecond, failures }] of costs) {
    const price = PRICED.includes(gateway) ? `, ${((cpuMs / row('ours').cpuMs - 1) * 100).toFixed(0)} % dearer` : '';
    console.log(
      `  ${gateway.padEnd(23)} ${cpuMs.toFixed(2)} ms CPU/request, ${requestsPerSecond.toFixed(0)} req/s, ${failures} failures${price}`,
    );
  }
  const share = row('ours, in process').requestsPerSecond / row('monolith').requestsPerSecond;
  console.log(
    `  ours is ${times('Hive Gateway')} × as cheap as Hive Gateway, ${times('stock @apollo/gateway')} × as stock; in process ${share.toFixed(2)} × the monolith's req/s`,
  );
}
