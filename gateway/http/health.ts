import type { FastifyInstance } from 'fastify';
import type { Gateway, GatewayOptions } from '../gateway-options.ts';
import type { Authenticator } from '../identity/authenticator.ts';

/** Answers /health/live and /health/ready, and says which subgraphs are down or left alone and how soon revocations take effect. */
// Degraded is ready: a subgraph that is down costs its fields, and taking the gateway away would cost all of them.
export function registerHealth(
  app: FastifyInstance,
  options: Pick<GatewayOptions, 'isReady' | 'subgraphHealth'> &
    Pick<Gateway, 'circuits'> & { authenticator: Pick<Authenticator, 'hearsChanges'> },
): void {
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_request, reply) => {
    const [isReady, health] = await Promise.all([options.isReady().catch(() => false), options.subgraphHealth?.()]);
    const circuits = options.circuits();
    const isClosed = [...circuits.values()].every((condition) => condition === 'closed');
    const isWhole = isClosed && [...(health?.values() ?? [])].every(Boolean);
    const subgraphs = health && Object.fromEntries([...health].map(([name, isUp]) => [name, isUp ? 'up' : 'down']));
    return reply.status(isReady ? 200 : 503).send({
      status: isReady ? (isWhole ? 'ready' : 'degraded') : 'not ready',
      revocations: options.authenticator.hearsChanges ? 'at once' : 'within seconds',
      ...(subgraphs ? { subgraphs } : {}),
      circuits: Object.fromEntries(circuits),
    });
  });
}
