import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import type { SubgraphTransport } from '../../gateway/data-source/subgraph-transport.ts';
import type { Gateway, GatewayOptions } from '../../gateway/gateway-options.ts';
import { startGateway } from '../../gateway/gateway-server.ts';
import { inProcessTransports } from '../../host/in-process-transport.ts';
import type { Clock } from '../../platform/context/clock.ts';
import { createOperator } from '../../subgraphs/tenants/operators/create-operator.ts';
import type { TestWorld } from './test-world.ts';

/** What a GraphQL request was answered with. */
export interface Answer<Data> {
  status: number;
  data: Data | null;
  errors: { message: string; path?: (string | number)[]; extensions: { code: string; field?: string } }[];
  /** SQL statements of the operation in all subgraphs. */
  statements: number;
}

/** How an operation is sent. */
export interface SendOptions {
  token?: string;
  variables?: Record<string, unknown>;
  operationName?: string;
  headers?: Record<string, string>;
}

/** A gateway over a test world's subgraphs, and a client that talks to it as any other would. */
export interface TestGateway {
  url: string;
  operatorToken: string;
  /** Sends one operation; errors are answered, not thrown. */
  send<Data>(query: string, options?: SendOptions): Promise<Answer<Data>>;
  /** Sends one operation that must succeed; answers its first root field. */
  ask<Root>(query: string, options?: SendOptions): Promise<Root>;
  /** What is open: sockets, subscriptions on them, and the subscriptions at subgraphs on which these stand. */
  live: Gateway['live'];
  replaceSupergraph: Gateway['replaceSupergraph'];
  stop(): Promise<void>;
}

/** Starts a gateway on a free port and makes an operator. `rewire` may put other ways in the place of those to the subgraphs. */
export async function startTestGateway(
  world: TestWorld,
  clock: Clock,
  { rewire, ...options }: Partial<GatewayOptions> & { rewire?: (transports: Map<string, SubgraphTransport>) => void } = {},
): Promise<TestGateway> {
  const transports = inProcessTransports(world.marketplace.subgraphs);
  rewire?.(transports);
  const gateway: Gateway = await startGateway(
    {
      supergraphSdl: await readFile(join(import.meta.dirname, '../../../schema/supergraph.graphql'), 'utf8'),
      transports,
      signer: world.marketplace.signer,
      clock,
      log: pino({ level: process.env['TEST_LOG_LEVEL'] ?? 'silent' }),
      exposesStatements: true,
      isReady: async () => true,
      // A whole file of tests comes from one address; a window of a second keeps its set-up from being refused.
      limits: { windowSeconds: 1 },
      ...options,
    },
    { port: 0 },
  );
  const { token: operatorToken } = await createOperator(world.context('tenants', { level: 'internal' }), {
    email: 'operator@test.example',
    name: 'Operator',
  });
  const send: TestGateway['send'] = async <Data>(query: string, options: SendOptions = {}) => {
    const response = await fetch(gateway.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
        ...options.headers,
      },
      body: JSON.stringify({ query, variables: options.variables ?? {}, operationName: options.operationName }),
    });
    const body = (await response.json()) as {
      data?: Data;
      errors?: Answer<Data>['errors'];
      extensions?: { statements?: number };
    };
    return {
      status: response.status,
      data: body.data ?? null,
      errors: body.errors ?? [],
      statements: body.extensions?.statements ?? 0,
    };
  };
  return {
    url: gateway.url,
    operatorToken,
    send,
    async ask<Root>(query: string, options?: SendOptions): Promise<Root> {
      const answer = await send<Record<string, Root>>(query, options);
      if (answer.errors.length > 0) throw new Error(JSON.stringify(answer.errors));
      const root = Object.values(answer.data ?? {})[0]!;
      const refusals = (root as { errors?: unknown[] } | null)?.errors ?? [];
      if (refusals.length > 0) throw new Error(JSON.stringify(refusals));
      return root;
    },
    live: () => gateway.live(),
    replaceSupergraph: (sdl) => gateway.replaceSupergraph(sdl),
    stop: () => gateway.stop(),
  };
}
