import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { Logger } from 'pino';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRedis, type RateLimiterAbstract } from 'rate-limiter-flexible';
import { MEMORY_STORE, type RateStore } from '../gateway/limits/rate-limits.ts';

const POOL_SIZE = 4;
const TABLE = 'gateway_rate_limits';
// A store that is silent for longer counts as one that cannot be reached.
const ANSWER_WITHIN_MS = 1_000;

interface RateStoreOptions {
  /** After how long a store that gives no answer counts as one that cannot be reached; a second. */
  answerWithinMs?: number;
}

/**
 * Where gateways count points: in each by itself without a URL, together in PostgreSQL or Redis with one. A store that cannot be
 * reached stops nobody: meanwhile each gateway counts for itself.
 */
export async function openRateStore(url: string | undefined, log: Logger, options: RateStoreOptions = {}): Promise<RateStore> {
  const { answerWithinMs = ANSWER_WITHIN_MS } = options;
  if (url === undefined) return MEMORY_STORE;
  return url.startsWith('postgres') ? openPostgres(url, log, answerWithinMs) : openRedis(url, log, answerWithinMs);
}

async function openPostgres(connectionString: string, log: Logger, answerWithinMs: number): Promise<RateStore> {
  const pool = new Pool({
    connectionString,
    max: POOL_SIZE,
    connectionTimeoutMillis: answerWithinMs,
    query_timeout: answerWithinMs,
  });
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

async function openRedis(url: string, log: Logger, answerWithinMs: number): Promise<RateStore> {
  const client = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    // Every operation waits for the answer, and the client would wait for one for ever.
    commandTimeout: answerWithinMs,
  });
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
