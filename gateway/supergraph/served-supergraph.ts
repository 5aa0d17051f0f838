import type { GraphQLSchema } from 'graphql';
import type { GatewayExecutor, GatewayInterface, SchemaListener } from './gateway-interface.ts';
import { LoadedSupergraph, type SupergraphServices } from './loaded-supergraph.ts';

/** A supergraph that cannot be served; the one before it still is. */
export class SupergraphRefusedError extends Error {}

/**
 * The supergraph that is served now, and the way to put another in its place. Apollo's gateway can exchange its schema itself,
 * but an operation that was validated under the old one would then be planned under the new; here each runs under its own.
 */
export class ServedSupergraph implements GatewayInterface {
  private readonly services: SupergraphServices;
  private readonly loaded = new WeakMap<GraphQLSchema, LoadedSupergraph>();
  private readonly servers = new Set<SchemaListener>();
  private readonly followers = new Set<() => void>();
  private latest: LoadedSupergraph;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(services: SupergraphServices, first: LoadedSupergraph) {
    this.services = services;
    this.latest = first;
    this.loaded.set(first.schema, first);
  }

  /** Throws when the first supergraph cannot be served. */
  static async start(sdl: string, services: SupergraphServices): Promise<ServedSupergraph> {
    return new ServedSupergraph(services, LoadedSupergraph.load(sdl, services));
  }

  /** What new operations run under. */
  get current(): LoadedSupergraph {
    return this.latest;
  }

  /**
   * Serves `sdl` from now on; false when it is served already. Operations at hand finish under the old one. Throws a
   * SupergraphRefusedError, and changes nothing, when it cannot be served.
   */
  replace(sdl: string): Promise<boolean> {
    const replaced = this.turn.then(() => this.exchange(sdl));
    this.turn = replaced.catch(() => {});
    return replaced;
  }

  /** `listener` is called whenever another supergraph has begun to be served. */
  onReplaced(listener: () => void): void {
    this.followers.add(listener);
  }

  /** Called by the server when it starts. */
  async load(): Promise<{ executor: GatewayExecutor }> {
    this.tell(this.latest);
    return { executor: async (request) => (this.loaded.get(request.schema) ?? this.latest).execute(request) };
  }

  /** Called by the server, to be told of the schema. */
  onSchemaLoadOrUpdate(server: SchemaListener): () => void {
    this.servers.add(server);
    return () => this.servers.delete(server);
  }

  async stop(): Promise<void> {
    this.servers.clear();
    this.followers.clear();
  }

  private async exchange(sdl: string): Promise<boolean> {
    if (sdl === this.latest.sdl) return false;
    try {
      const next = LoadedSupergraph.load(sdl, this.services);
      this.loaded.set(next.schema, next);
      this.tell(next);
      this.latest = next;
    } catch (error) {
      throw new SupergraphRefusedError((error as Error).message, { cause: error });
    }
    for (const follow of this.followers) follow();
    return true;
  }

  private tell({ schema, sdl }: LoadedSupergraph): void {
    for (const server of this.servers) server({ apiSchema: schema, coreSupergraphSdl: sdl });
  }
}
