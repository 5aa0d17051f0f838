import type { ApolloServerPlugin } from '@apollo/server';
import { OperationTypeNode } from 'graphql';
import type { GatewayContext } from '../gateway-context.ts';
import { admitOperation, type OperationCheck } from './admit-operation.ts';

/** Has every query and mutation admitted before it runs, by HTTP and over sockets. Subscriptions run elsewhere, and are admitted there. */
export function admissionPlugin(checks: readonly OperationCheck[]): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ source, document, operation, request, contextValue }) {
          if (!operation || operation.operation === OperationTypeNode.SUBSCRIPTION) return;
          const { operationName, variables = {} } = request;
          const arrived = { query: source, document, definition: operation, operationName, variables, context: contextValue };
          await admitOperation(checks, { ...arrived, isContinued: false });
        },
      };
    },
  };
}
