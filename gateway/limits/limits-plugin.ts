import type { ApolloServerPlugin } from '@apollo/server';
import type { ExecutionResult } from 'graphql';
import type { GatewayContext } from '../gateway-context.ts';
import type { OperationLimits } from './operation-limits.ts';
import type { RateStanding } from './rate-limits.ts';

/** Tells in each answer what it cost and what is left: in its extensions, and in the headers of the IETF's draft on rate limits. */
export function limitsPlugin(limits: OperationLimits): ApolloServerPlugin<GatewayContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ response, contextValue }) {
          const { charge } = contextValue;
          if (!charge) return limits.chargeFault(contextValue);
          if (response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          const settled = singleResult as Pick<ExecutionResult, 'data' | 'errors'>;
          singleResult.extensions = { ...singleResult.extensions, ...limits.settle(charge, settled) };
          for (const [name, value] of rateHeaders(charge.standings)) response.http.headers.set(name, value);
        },
      };
    },
  };
}

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers): quota `q` in a window `w`; remaining `r` until `t`. */
function rateHeaders(standings: readonly RateStanding[]): [name: string, value: string][] {
  if (standings.length === 0) return [];
  const list = (part: (standing: RateStanding) => string): string => standings.map(part).join(', ');
  return [
    ['ratelimit-policy', list(({ policy, points, windowSeconds }) => `"${policy}";q=${points};w=${windowSeconds}`)],
    ['ratelimit', list(({ policy, remaining, secondsToReset }) => `"${policy}";r=${remaining};t=${secondsToReset}`)],
  ];
}
