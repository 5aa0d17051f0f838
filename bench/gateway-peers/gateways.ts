import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import fastify from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { SubgraphTransport } from '../../gateway/data-source/subgraph-transport.ts';
import { RemoteSubgraphs } from '../../host/remote-subgraphs.ts';
import { startOurs, type Extras, type StartedGateway } from './our-gateway.ts';
import { SHOP_SUBGRAPHS, shopMonolith, shopSupergraph } from './shop-schema.ts';
import { ShopSubgraph } from './shop-subgraph.ts';

/** Where the shop's subgraphs listen, and where the peers are installed. */
export interface Surroundings {
  addresses: Record<string, string>;
  peersFolder: string;
}

/** The gateways that are compared, by name. */
export const GATEWAYS: Record<string, (surroundings: Surroundings) => Promise<StartedGateway>> = {
  ours: ({ addresses }) => startOurs(shopSupergraph(addresses), remote(addresses)),
  'stock @apollo/gateway': ({ addresses }) =>
    startApollo({ gateway: new ApolloGateway({ supergraphSdl: shopSupergraph(addresses), logger: SILENT }) }),
  'Hive Gateway': startHive,
  'ours, in process': () => startOurs(shopSupergraph({}), inProcess()),
  monolith: () => startApollo({ schema: shopMonolith() }),
  'with identity, metering': withExtras({ hasIdentity: true }),
  'with limits': withExtras({ hasLimits: true }),
  'with metrics': withExtras({ hasMetrics: true }),
  'with tracing': withExtras({ hasTracing: true }),
  'with all of these': withExtras({ hasIdentity: true, hasLimits: true, hasMetrics: true, hasTracing: true }),
};

function withExtras(extras: Extras): (surroundings: Surroundings) => Promise<StartedGateway> {
  return ({ addresses }) => startOurs(shopSupergraph(addresses), remote(addresses), extras);
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

const unused: SubgraphTransport = {
  execute: () => Promise.reject(new Error('the shop has no tenants and no billing')),
  subscribe: () => {
    throw new Error('the shop has no subscriptions');
  },
};

function remote(addresses: Readonly<Record<string, string>>): Map<string, SubgraphTransport> {
  const byName = new Map(Object.entries(addresses));
  return new RemoteSubgraphs(byName).transports;
}

function inProcess(): Map<string, SubgraphTransport> {
  const subgraphOf = (name: (typeof SHOP_SUBGRAPHS)[number]): SubgraphTransport => {
    const subgraph = new ShopSubgraph(name);
    return { ...unused, execute: (call) => subgraph.execute(call) };
  };
  return new Map(SHOP_SUBGRAPHS.map((name) => [name, subgraphOf(name)]));
}

async function startApollo(options: { gateway: ApolloGateway } | { schema: GraphQLSchema }): Promise<StartedGateway> {
  const server = new ApolloServer({ ...options, logger: SILENT });
  await server.start();
  const app = fastify();
  await app.register(fastifyApollo(server), { path: '/graphql' } as never);
  return { url: `${await app.listen({ port: 0, host: '127.0.0.1' })}/graphql` };
}

interface HiveRuntime {
  createGatewayRuntime(options: object): Parameters<typeof createServer>[1];
}

async function startHive({ addresses, peersFolder }: Surroundings): Promise<StartedGateway> {
  const entry = createRequire(join(peersFolder, 'package.json')).resolve('@graphql-hive/gateway-runtime');
  const hive = (await import(pathToFileURL(entry).href)) as HiveRuntime;
  const runtime = hive.createGatewayRuntime({
    supergraph: shopSupergraph(addresses),
    logging: false,
    landingPage: false,
    graphiql: false,
    reporting: false,
    inboundInflightRequestDeduplication: false,
  });
  const server = createServer(runtime);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql` };
}
