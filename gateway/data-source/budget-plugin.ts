import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../gateway-context.ts';

/** Gives every operation the time that it may take in all; its fetches, and what these lead to, share it. */
export function budgetPlugin(budgetMs: number): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart({ contextValue }) {
      contextValue.deadline = performance.now() + budgetMs;
    },
  };
}
