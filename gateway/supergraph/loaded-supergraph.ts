import { ApolloGateway } from '@apollo/gateway';
import type { GraphQLDataSource } from '@apollo/gateway/dist/datasources/types.js';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { quietLogger } from '../http/quiet-logger.ts';
import { OperationReader } from '../subscriptions/operation-reader.ts';
import { SubscriptionPlanner } from '../subscriptions/subscription-planner.ts';
import type { GatewayExecutor } from './gateway-interface.ts';
import { loadableSupergraph } from './loadable-supergraph.ts';

/** How a supergraph reaches its subgraphs. */
export interface SupergraphServices {
  /** The way to the subgraph of this name; throws when there is none. */
  dataSourceOf: (subgraph: string) => GraphQLDataSource;
  log: Logger;
}

/** A supergraph that is ready to answer. It never changes, so that whatever began under it ends under it. */
export class LoadedSupergraph {
  /** As it was composed. */
  readonly sdl: string;
  /** The API as clients see it. */
  readonly schema: GraphQLSchema;
  /** Answers queries and mutations. */
  readonly execute: GatewayExecutor;
  readonly reader: OperationReader;
  private readonly dataSources: ReadonlyMap<string, GraphQLDataSource>;
  private madePlanner: SubscriptionPlanner | undefined;

  private constructor(sdl: string, gateway: ApolloGateway, dataSources: ReadonlyMap<string, GraphQLDataSource>) {
    this.sdl = sdl;
    this.schema = gateway.schema!;
    this.execute = gateway.executor as GatewayExecutor;
    this.reader = new OperationReader(this.schema);
    this.dataSources = dataSources;
  }

  /** Makes a supergraph ready; throws when it is none, or names a subgraph that cannot be reached. */
  static async load(sdl: string, { dataSourceOf, log }: SupergraphServices): Promise<LoadedSupergraph> {
    const dataSources = new Map<string, GraphQLDataSource>();
    const gateway = new ApolloGateway({
      supergraphSdl: loadableSupergraph(sdl),
      buildService: ({ name }) => {
        const dataSource = dataSourceOf(name);
        dataSources.set(name, dataSource);
        return dataSource;
      },
      logger: quietLogger(log),
    });
    await gateway.load();
    return new LoadedSupergraph(sdl, gateway, dataSources);
  }

  /** Plans subscriptions. Made for the first of them: it reads the supergraph once more, which takes a quarter of a second. */
  get planner(): SubscriptionPlanner {
    const { schema, dataSources } = this;
    this.madePlanner ??= new SubscriptionPlanner({ supergraphSdl: loadableSupergraph(this.sdl), schema, dataSources });
    return this.madePlanner;
  }
}
