import type { ApolloServer } from '@apollo/server';
import fastifyApollo from '@as-integrations/fastify';
import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GatewayContext } from '../gateway-context.ts';
import type { Authenticator } from '../identity/authenticator.ts';
import { createContext } from '../identity/request-identity.ts';
import { AppOrigins, comingFrom } from './app-origins.ts';

/** Serves operations by HTTP, to programs and to the pages of verified domains. */
export async function serveOperations(
  app: FastifyInstance,
  options: { path: string; apollo: ApolloServer<GatewayContext>; authenticator: Authenticator },
): Promise<void> {
  const { path, apollo, authenticator } = options;
  const origins = new AppOrigins(authenticator.hosts);
  await app.register(cors, { delegator: (request: FastifyRequest) => origins.corsFor(comingFrom(request)) });
  const context = async (request: FastifyRequest): Promise<GatewayContext> => {
    const established = await createContext(authenticator, request);
    await origins.assertFits(comingFrom(request), established.identity);
    return established;
  };
  await app.register(fastifyApollo(apollo), { path, context } as never);
}
