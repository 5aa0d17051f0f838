import type { ApolloServerPlugin } from '@apollo/server';
import { codeOf } from '../client-error.ts';
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
      const startedAt = performance.now();
      return {
        async willSendResponse({ response, contextValue, operation, request }) {
          const [error] = (response.body.kind === 'single' ? response.body.singleResult.errors : undefined) ?? [];
          meter.count({
            identity: contextValue.identity,
            operationName: operation?.name?.value ?? request.operationName ?? undefined,
            errorCode: error && codeOf(error),
            durationMs: performance.now() - startedAt,
            cost: contextValue.charge?.actual ?? 0,
          });
        },
      };
    },
  };
}
