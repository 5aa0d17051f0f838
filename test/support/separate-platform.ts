import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { SUBGRAPH_NAMES } from '../../host/load-subgraph.ts';
import { freePorts, runToEnd, ServiceProcess, startAll } from './service-process.ts';
import { TEST_SECRET } from './test-settings.ts';

const SUPERGRAPH_SDL = join(import.meta.dirname, '../../../schema/supergraph.graphql');

/** Six subgraphs and a gateway, each a process of its own over HTTP, on one database. */
export class SeparatePlatform {
  private readonly folder: string;
  private readonly addresses: Record<string, string>;
  private readonly env: Record<string, string>;
  private readonly running = new Map<string, ServiceProcess>();

  private constructor(folder: string, addresses: Record<string, string>, env: Record<string, string>) {
    this.folder = folder;
    this.addresses = addresses;
    this.env = env;
  }

  /** Migrates the database and starts everything, as an operator would. */
  static async start(ownerUrl: string): Promise<SeparatePlatform> {
    const folder = await mkdtemp(join(tmpdir(), 'waybill-processes-'));
    const ports = await freePorts(SUBGRAPH_NAMES.length);
    const addresses = Object.fromEntries(SUBGRAPH_NAMES.map((name, index) => [name, addressOn(ports[index]!)]));
    await writeAddresses(join(folder, 'supergraph.yaml'), addresses);
    await copyFile(SUPERGRAPH_SDL, join(folder, 'supergraph.graphql'));
    const platform = new SeparatePlatform(folder, addresses, {
      DATABASE_URL: ownerUrl,
      DATA_DIR: folder,
      WAYBILL_SECRET: TEST_SECRET,
      SUPERGRAPH_FILE: join(folder, 'supergraph.yaml'),
      SUPERGRAPH_SDL_FILE: join(folder, 'supergraph.graphql'),
      PORT: '0',
      SCHEMA_POOL_SIZE: '1',
      EXPOSE_STATEMENTS: 'true',
      // Load is put on one organization here; what it may ask for has tests of its own.
      LIMITS_STARTER: '5000,1000000000,1000000000',
      SANDBOX_PAYMENTS: 'live',
      // Play money pays live invoices on an outside database only where the operator says so.
    });
    const migrated = await runToEnd('migrate', [], platform.env);
    assert.equal(migrated.code, 0, migrated.output);
    try {
      await startAll(SUBGRAPH_NAMES.map((name) => platform.startSubgraph(name)));
      await platform.startGateway();
    } catch (error) {
      await platform.stop();
      throw error;
    }
    return platform;
  }

  /** Where the gateway answers. */
  get url(): string {
    return this.running.get('gateway')!.url;
  }

  async startSubgraph(name: string): Promise<void> {
    this.running.set(name, await ServiceProcess.start('subgraph', [name], this.env));
  }

  async startGateway(): Promise<void> {
    this.running.set('gateway', await ServiceProcess.start('gateway', [], this.env));
  }

  /** Puts another supergraph where the gateway reads it. */
  async writeSupergraph(sdl: string): Promise<void> {
    await writeFile(join(this.folder, 'supergraph.graphql'), sdl);
  }

  /** Starts a subgraph at another address, says so where the gateway reads it, and kills the old one a moment later. */
  async moveSubgraph(name: string): Promise<void> {
    const [port] = await freePorts(1);
    this.addresses[name] = addressOn(port!);
    const before = this.running.get(name)!;
    await writeAddresses(join(this.folder, 'supergraph.yaml'), this.addresses);
    await this.startSubgraph(name);
    await before.end('SIGTERM');
  }

  /** Asks a process to stop, and waits for its end. */
  async end(name: string): Promise<void> {
    assert.equal(await this.running.get(name)!.end('SIGTERM'), 0);
    this.running.delete(name);
  }

  /** Starts a second tenants subgraph and a second gateway that asks it; answers where that gateway is. */
  async startSecondGateway(): Promise<string> {
    const [port] = await freePorts(1);
    const file = join(this.folder, 'second.yaml');
    await writeAddresses(file, { ...this.addresses, tenants: addressOn(port!) });
    const env = { ...this.env, SUPERGRAPH_FILE: file };
    this.running.set('second tenants', await ServiceProcess.start('subgraph', ['tenants'], env));
    const gateway = await ServiceProcess.start('gateway', [], env);
    this.running.set('second gateway', gateway);
    return gateway.url;
  }

  /** Ends a subgraph as a power cut would. */
  async kill(name: string): Promise<void> {
    assert.equal(await this.running.get(name)!.end('SIGKILL'), 'SIGKILL');
    this.running.delete(name);
  }

  async stop(): Promise<void> {
    await Promise.all([...this.running.values()].map((service) => service.end('SIGKILL')));
    await rm(this.folder, { recursive: true, force: true });
  }
}

function addressOn(port: number): string {
  return `http://127.0.0.1:${port}/graphql`;
}

async function writeAddresses(file: string, addresses: Record<string, string>): Promise<void> {
  const places = Object.entries(addresses).map(([name, url]) => [name, { routing_url: url }]);
  await writeFile(file, stringify({ subgraphs: Object.fromEntries(places) }));
}
