import type { GatewayOptions } from '../gateway/gateway-options.ts';
import type { RateStore } from '../gateway/limits/rate-limits.ts';
import type { HostConfig } from './host-config.ts';
import { allowancesOf, liveLimitsOf } from './limit-settings.ts';
import type { Observability } from './observability.ts';

/** What the gateway is given of its surroundings. */
interface GatewaySurroundings {
  observability: Observability;
  rateStore: RateStore;
  /** Whether everybody may read the schema where the operator has not said. */
  isSchemaOpen: boolean;
}

/** What the operator has set for the gateway, alone or together with the subgraphs. */
export function gatewaySettings(
  config: HostConfig,
  { observability: { tracing, registry }, rateStore, isSchemaOpen }: GatewaySurroundings,
): Partial<GatewayOptions> {
  return {
    exposesStatements: config.EXPOSE_STATEMENTS,
    liveLimits: liveLimitsOf(config),
    trustedProxies: config.TRUSTED_PROXIES,
    budgetMs: config.REQUEST_BUDGET_MS,
    circuit: { failures: config.CIRCUIT_FAILURES, openMs: config.CIRCUIT_OPEN_MS },
    limits: { rateStore, allowances: allowancesOf(config), windowSeconds: config.LIMITS_WINDOW_SECONDS },
    documentTrust: config.TRUSTED_DOCUMENTS,
    isSchemaOpen: config.SCHEMA_ACCESS === undefined ? isSchemaOpen : config.SCHEMA_ACCESS === 'open',
    tracing,
    ...(registry ? { metrics: registry } : {}),
  };
}
