import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import type { GatewayContext } from '../gateway-context.ts';

/** A gateway as Apollo's server uses one. */
export type GatewayInterface = ApolloServerOptionsWithGateway<GatewayContext>['gateway'];

/** Answers an operation that the server has parsed and validated. */
export type GatewayExecutor = NonNullable<Awaited<ReturnType<GatewayInterface['load']>>['executor']>;

/** How the server is told of a schema. */
export type SchemaListener = Parameters<NonNullable<GatewayInterface['onSchemaLoadOrUpdate']>>[0];
