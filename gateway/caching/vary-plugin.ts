import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../gateway-context.ts';

/** Tells caches on the way that an answer which may be kept is for the one who asked, and acts for the organization, alone. */
export function varyPlugin(): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response, overallCachePolicy }) {
          if (overallCachePolicy.policyIfCacheable())
            response.http.headers.set('vary', 'authorization, x-organization-id, x-tenant-id, origin');
        },
      };
    },
  };
}
