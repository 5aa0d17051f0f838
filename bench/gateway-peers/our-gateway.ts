import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { ANONYMOUS, type Identity } from '../../contracts/identity/identity.ts';
import { PERMISSIONS } from '../../contracts/identity/permissions.ts';
import type { SubgraphTransport } from '../../gateway/data-source/subgraph-transport.ts';
import { DEFAULT_ALLOWANCES, type AllowanceTable } from '../../gateway/limits/allowances.ts';
import { startGateway } from '../../gateway/gateway-server.ts';
import { systemClock } from '../../platform/context/clock.ts';
import { newToken } from '../../platform/identity/api-token.ts';
import { identityKeys, IdentitySigner } from '../../platform/identity/identity-token.ts';
import { newId } from '../../platform/ids/public-id.ts';
import { OtlpTracing } from '../../platform/observability/otlp-tracing.ts';

/** What a request through our gateway passes besides planning and fetching. */
export interface Extras {
  /** A token is sent, resolved and signed; its operations are metered, as an organization's are. */
  hasIdentity?: boolean;
  /** What an operation costs is reckoned and charged to its caller. */
  hasLimits?: boolean;
  hasMetrics?: boolean;
  /** Every request is traced. */
  hasTracing?: boolean;
}

/** A gateway that was started, and the token to send to it where it wants one. */
export interface StartedGateway {
  url: string;
  token?: string;
}

const identity: Identity = {
  ...ANONYMOUS,
  actor: `token/${newId()}`,
  level: 'organization',
  tenant: { id: newId(), schema: 't_0123456789abcdef' },
  organizationId: newId(),
  permissions: [...PERMISSIONS],
};

// Everything is reckoned and counted, and nobody refused.
const GENEROUS: AllowanceTable = {
  ...DEFAULT_ALLOWANCES,
  plans: { ...DEFAULT_ALLOWANCES.plans, starter: { operationCost: 1e6, organizationPoints: 1e9, tenantPoints: 1e9 } },
  stranger: { operationCost: 1e6, points: 1e9 },
};

const noStreams = (): never => {
  throw new Error('the shop has no subscriptions');
};

// Knows one identity; the gateway asks for it, remembers it, signs it, and tells when it was used.
const known = { identity, subjects: [], expiresAt: null, allowedIpRanges: null };
const tenants: SubgraphTransport = {
  execute: async () => ({ data: { resolveIdentity: known, recordCredentialUse: { errors: [] } } }),
  subscribe: noStreams,
};
const billing: SubgraphTransport = {
  execute: async () => ({ data: { recordApiRequests: { recorded: 1, errors: [] } } }),
  subscribe: noStreams,
};

// Asked by exports alone.
const unasked: SubgraphTransport = { execute: async () => ({ data: null }), subscribe: noStreams };

/** Starts our gateway before the shop, with as much around it as is wanted. */
export async function startOurs(
  supergraphSdl: string,
  transports: ReadonlyMap<string, SubgraphTransport>,
  extras: Extras = {},
): Promise<StartedGateway> {
  // Spans are made, batched and dropped: sending them is the exporter's work in whatever process the collector's reader is.
  const exporter = new InMemorySpanExporter();
  exporter.export = (_spans, done) => done({ code: 0 });
  const gateway = await startGateway(
    {
      supergraphSdl,
      transports: new Map([...transports, ['tenants', tenants], ['billing', billing], ['addons', unasked]]),
      signer: new IdentitySigner(identityKeys('a secret for benchmarks only, long enough').privateKey),
      clock: systemClock,
      log: pino({ level: 'error' }, pino.destination(2)),
      isReady: async () => true,
      limits: extras.hasLimits ? { allowances: GENEROUS } : false,
      ...(extras.hasMetrics ? { metrics: new Registry() } : {}),
      ...(extras.hasTracing
        ? { tracing: new OtlpTracing({ serviceName: 'bench', endpoint: 'http://127.0.0.1:1', share: 1, exporter }) }
        : {}),
    },
    { port: 0 },
  );
  return { url: gateway.url, ...(extras.hasIdentity ? { token: newToken('org', false) } : {}) };
}
