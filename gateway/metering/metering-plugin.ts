import type { ApolloServerPlugin } from '@apollo/server';
import type { GatewayContext } from '../gateway-context.ts';
import type { RequestMeter } from './request-meter.ts';

/** Counts every answered operation; runs the meter for as long as the server runs. */
export function meteringPlugin(meter: RequestMeter): ApolloServerPlugin<GatewayContext> {
  return {
    async serverWillStart() {
      meter.start();
      return { serverWillStop: () => meter.stop() };
    },
    async requestDidStart() {
      return {
        async willSendResponse({ response, contextValue }) {
          const errors = response.body.kind === 'single' ? response.body.singleResult.errors : undefined;
          meter.count(contextValue.identity, (errors?.length ?? 0) > 0);
        },
      };
    },
  };
}
