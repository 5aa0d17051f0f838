import type { GatewayOptions } from '../gateway/gateway-options.ts';
import { liveLimitsOf, type HostConfig } from './host-config.ts';
import type { Observability } from './observability.ts';

/** What the operator has set for the gateway, alone or together with the subgraphs. */
export function gatewaySettings(
  config: HostConfig,
  { tracing, registry }: Observability,
): Pick<GatewayOptions, 'exposesStatements' | 'liveLimits' | 'budgetMs' | 'circuit' | 'tracing' | 'metrics'> {
  return {
    exposesStatements: config.EXPOSE_STATEMENTS,
    liveLimits: liveLimitsOf(config),
    budgetMs: config.REQUEST_BUDGET_MS,
    circuit: { failures: config.CIRCUIT_FAILURES, openMs: config.CIRCUIT_OPEN_MS },
    tracing,
    ...(registry ? { metrics: registry } : {}),
  };
}
