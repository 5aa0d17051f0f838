import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_ALLOWANCES } from '../gateway/limits/allowances.ts';
import { MEMORY_STORE } from '../gateway/limits/rate-limits.ts';
import { DEFAULT_LIVE_LIMITS } from '../gateway/subscriptions/live-limits.ts';
import { loadConfig } from '../platform/config/load-config.ts';
import { StartupError } from '../platform/errors/startup-error.ts';
import { NO_TRACING } from '../platform/observability/tracing.ts';
import { gatewaySettings } from './gateway-settings.ts';
import { HostConfig } from './host-config.ts';
import type { GatewayOptions } from '../gateway/gateway-options.ts';

const settingsOf = (environment: Record<string, string>): Partial<GatewayOptions> =>
  gatewaySettings(loadConfig(HostConfig, environment), {
    observability: { tracing: NO_TRACING, registry: undefined, subgraphMetrics: undefined },
    rateStore: MEMORY_STORE,
    isSchemaOpen: false,
  });

test('a gateway of which nothing is set has the limits of its README', () => {
  const { limits, liveLimits } = settingsOf({});
  assert.deepEqual(limits, { rateStore: MEMORY_STORE, allowances: DEFAULT_ALLOWANCES, windowSeconds: 60 });
  assert.deepEqual(liveLimits, DEFAULT_LIVE_LIMITS);
});

test('every budget is what the environment says', () => {
  const { limits, liveLimits } = settingsOf({
    LIMITS_STARTER: '10, 20, 30',
    LIMITS_PROFESSIONAL: '11,21,31',
    LIMITS_ENTERPRISE: '12,22,32',
    LIMITS_OPERATOR: '13,23',
    LIMITS_STRANGER: '14,24',
    LIMITS_WINDOW_SECONDS: '5',
    LIVE_CONNECTIONS_PER_TENANT: '1',
    LIVE_SUBSCRIPTIONS_PER_TENANT: '2',
    LIVE_OPERATIONS_PER_CONNECTION: '3',
    LIVE_MESSAGE_BYTES: '4096',
    LIVE_INIT_WITHIN_MS: '500',
  });
  assert.deepEqual(limits, {
    rateStore: MEMORY_STORE,
    allowances: {
      plans: {
        starter: { operationCost: 10, organizationPoints: 20, tenantPoints: 30 },
        professional: { operationCost: 11, organizationPoints: 21, tenantPoints: 31 },
        enterprise: { operationCost: 12, organizationPoints: 22, tenantPoints: 32 },
      },
      operator: { operationCost: 13, points: 23 },
      stranger: { operationCost: 14, points: 24 },
    },
    windowSeconds: 5,
  });
  const [connectionsPerTenant, subscriptionsPerTenant, operationsPerConnection] = [1, 2, 3];
  const sockets = { connectionsPerTenant, subscriptionsPerTenant, operationsPerConnection };
  assert.deepEqual(liveLimits, { ...sockets, messageBytes: 4_096, initWithinMs: 500 });
});

test('budgets that are none, or that nothing could run under, are refused at the start, all of them by name', () => {
  const faulty = { LIMITS_STARTER: '5000', LIMITS_PROFESSIONAL: '30,20,40', LIMITS_STRANGER: '0,5', LIVE_MESSAGE_BYTES: '-1' };
  assert.throws(
    () => settingsOf(faulty),
    (error) => {
      assert.ok(error instanceof StartupError);
      for (const name of Object.keys(faulty)) assert.ok(error.message.includes(`  ${name}: `), error.message);
      assert.equal(error.message.split('\n').length, 5);
      return true;
    },
  );
});
