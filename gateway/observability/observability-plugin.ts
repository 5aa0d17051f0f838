import type { ApolloServerPlugin } from '@apollo/server';
import type { Tracing } from '../../platform/observability/tracing.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';

/** Times every operation from its arrival to its answer, and counts it and its errors. */
export function observabilityPlugin(options: {
  tracing: Tracing;
  metrics: GatewayMetrics | undefined;
}): ApolloServerPlugin<GatewayContext> {
  const { tracing, metrics } = options;
  return {
    async requestDidStart({ contextValue }) {
      const startedAt = performance.now();
      const span = tracing.start('graphql operation', { kind: 'server', parent: contextValue.traceparent });
      contextValue.traceparent = span.traceparent;
      return {
        async willSendResponse({ response, operation }) {
          const errors = response.body.kind === 'single' ? (response.body.singleResult.errors ?? []) : [];
          const codes = errors.map(({ extensions }) => (extensions?.['code'] as string | undefined) ?? 'INTERNAL_ERROR');
          span.end(codes.length > 0 ? new Error(codes.join(', ')) : undefined);
          metrics?.answered(operation?.operation ?? 'none', performance.now() - startedAt, codes);
        },
      };
    },
  };
}
