import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError, OperationTypeNode } from 'graphql';
import type { GatewayContext } from '../gateway-context.ts';

/** Refuses subscriptions that are sent by HTTP, and says where they are served. */
export function subscriptionsOverHttp(): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ operation }) {
          if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) return;
          throw new GraphQLError(
            'Subscriptions are served by WebSocket at this same address: connect with the subprotocol graphql-transport-ws.',
            { extensions: { code: 'SUBSCRIPTION_OVER_HTTP', http: { status: 400 } } },
          );
        },
      };
    },
  };
}
