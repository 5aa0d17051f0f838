import type { SubgraphTransport } from '../gateway/data-source/subgraph-transport.ts';
import { SubgraphHttpClient } from '../platform/server/subgraph-http-client.ts';
import { SubgraphStreamClient } from '../platform/server/subgraph-stream-client.ts';

interface Connection {
  url: string;
  operations: SubgraphHttpClient;
  streams: SubgraphStreamClient;
}

/** Subgraphs in other processes: operations go over HTTP, subscriptions over one socket each at the same address. */
export class RemoteSubgraphs {
  /** The way to each, by name; stays the same when a subgraph moves. */
  readonly transports = new Map<string, SubgraphTransport>();
  private readonly connections = new Map<string, Connection>();
  private readonly leaving = new Set<Promise<unknown>>();

  constructor(addresses: ReadonlyMap<string, string>) {
    this.moveTo(addresses);
  }

  /**
   * Reaches them at these addresses from now on. What is at hand at an old address finishes there; subscriptions are opened
   * anew at the new one. A subgraph that is not named any more stays where it is.
   */
  moveTo(addresses: ReadonlyMap<string, string>): void {
    for (const [name, url] of addresses) {
      const before = this.connections.get(name);
      if (before?.url === url) continue;
      this.connections.set(name, {
        url,
        operations: new SubgraphHttpClient({ url }),
        streams: new SubgraphStreamClient({ url }),
      });
      if (before) this.leave(before);
      else this.transports.set(name, this.transportTo(name));
    }
  }

  /** Whether the subgraph says that it can serve. */
  async isReady(name: string): Promise<boolean> {
    return (await this.connections.get(name)?.operations.isReady()) ?? false;
  }

  /** Which of them say that they can serve. */
  async health(): Promise<ReadonlyMap<string, boolean>> {
    const names = [...this.connections.keys()];
    return new Map(await Promise.all(names.map(async (name) => [name, await this.isReady(name)] as const)));
  }

  async close(): Promise<void> {
    for (const connection of this.connections.values()) this.leave(connection);
    await Promise.all(this.leaving);
  }

  private transportTo(name: string): SubgraphTransport {
    return {
      execute: (call) => this.connections.get(name)!.operations.execute(call),
      subscribe: (call) => this.connections.get(name)!.streams.subscribe(call),
    };
  }

  private leave({ operations, streams }: Connection): void {
    const left = Promise.all([operations.close(), streams.close()]).finally(() => this.leaving.delete(left));
    this.leaving.add(left);
  }
}
