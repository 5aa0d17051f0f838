import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { MEMORY_STORE, type RateStore } from '../gateway/limits/rate-limits.ts';

const POOL_SIZE = 4;
const TABLE = 'gateway_rate_limits';

/**
 * Where gateways count points: in each by itself without a URL, together in PostgreSQL or Redis with one. A store that cannot be
 * reached stops nobody: meanwhile each gateway counts for itself.
 */
export async function openRateStore(url: string | undefined, log: Logger): Promise<RateStore> {
  if (url === undefined) return MEMORY_STORE;
  return url.startsWith('postgres') ? openPostgres(url, log) : openRedis(url, log);
}

async function openPostgres(connectionString: string, log: Logger): Promise<RateStore> {
  const pool = new Pool({ connectionString, max: POOL_SIZE, connectionTimeoutMillis: 1_000 });
  pool.on('error', (error) => log.warn({ err: error }, 'the rate limits’ database connection broke'));
  const common = { storeClient: pool, storeType: 'pool', tableName: TABLE };
  await new Promise<void>((resolve) => {
    const first = new RateLimiterPostgres({ ...common, points: 1, duration: 1 }, (error?: Error) => {
      if (error) log.warn({ err: error }, 'the rate limits’ table cannot be reached; each gateway counts for itself');
      resolve();
    });
    void first;
  });
  return {
    limiter: (options) =>
      new RateLimiterPostgres({ ...common, ...options, tableCreated: true, insuranceLimiter: new RateLimiterMemory(options) }),
    close: () => pool.end(),
  };
}

async function openRedis(url: string, log: Logger): Promise<RateStore> {
  const client = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  client.on('error', (error) =>
    log.warn({ err: error }, 'the rate limits’ Redis cannot be reached; each gateway counts for itself'),
  );
  return {
    limiter: (options): RateLimiterAbstract =>
      new RateLimiterRedis({
        storeClient: client,
        rejectIfRedisNotReady: true,
        ...options,
        insuranceLimiter: new RateLimiterMemory(options),
      }),
    close: async () => client.disconnect(),
  };
}
